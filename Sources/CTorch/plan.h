#pragma once
#include <ATen/core/Tensor.h>

#include <atomic>
#include <memory>

#include "CTorch.h"
#include "kernels/packed/instruction_sets.h"

namespace ct {

// What the layers of a plan share with the tensors that they give.
struct Workspace {
    kernels::Arena arena;
    std::atomic<int64_t> operations{0};

    // A (N, C, H, W) tensor, channels-last, whose memory goes back to the arena with its last reference.
    static at::Tensor tensor(const std::shared_ptr<Workspace> &workspace, int64_t count, int64_t channels,
                             int64_t height, int64_t width);
};

struct Plan {
    const kernels::InstructionSet &set;
    std::shared_ptr<Workspace> workspace = std::make_shared<Workspace>();
};

inline const Plan &plan(ct_plan handle) { return *static_cast<Plan *>(handle.ptr); }

} // namespace ct
