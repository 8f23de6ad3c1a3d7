// What packed layers are made for, and the memory of their results.
#include "plan.h"

#include <ATen/Parallel.h>
#include <ATen/ops/from_blob.h>

#include <algorithm>
#include <chrono>

#include "internal.h"
#include "parallel.h"

using namespace ct;

at::Tensor Workspace::tensor(const std::shared_ptr<Workspace> &workspace, int64_t count, int64_t channels,
                             int64_t height, int64_t width) {
    TORCH_CHECK(count >= 0 && channels >= 0 && height >= 0 && width >= 0, "a tensor of a negative size");
    void *memory = workspace->arena.allocate(static_cast<size_t>(count * channels * height * width) * sizeof(float));
    return at::from_blob(
        memory, {count, channels, height, width}, {height * width * channels, 1, width * channels, channels},
        [workspace](void *memory) { workspace->arena.free(memory); }, at::TensorOptions().dtype(at::kFloat));
}

const char *ct_instruction_set(int64_t index) {
    const auto &sets = kernels::instructionSets();
    return index >= 0 && index < static_cast<int64_t>(sets.size()) ? sets[index].name : nullptr;
}

ct_status ct_plan_new(int64_t instruction_set, ct_plan *out, ct_error *error) {
    return guarded(error, [&] {
        TORCH_CHECK(ct_instruction_set(instruction_set), "no instruction set ", instruction_set);
        out->ptr = new Plan{kernels::instructionSets()[instruction_set]};
    });
}

void ct_plan_free(ct_plan handle) { delete static_cast<Plan *>(handle.ptr); }

int64_t ct_plan_peak(ct_plan handle) { return static_cast<int64_t>(plan(handle).workspace->arena.peak()); }

void ct_plan_trim(ct_plan handle) { plan(handle).workspace->arena.trim(); }

int64_t ct_plan_operations(ct_plan handle) { return plan(handle).workspace->operations; }

ct_status ct_plan_measured_peak(ct_plan handle, double *out, ct_error *error) {
    return guarded(error, [&] {
        // A round takes two milliseconds: far more than threads need to wake up, and little enough to fit between other
        // programs' turns. A thread that comes late leaves its tasks to the others.
        constexpr int64_t steps = 1 << 14, tasksPerThread = 48;
        // The clock rises while it goes on: a figure stands once so many rounds more do not beat it.
        constexpr int64_t settled = 40, mostRounds = 256;
        const kernels::InstructionSet &set = plan(handle).set;
        const int64_t tasks = at::get_num_threads() * tasksPerThread;
        double best = 0;
        for (int64_t round = 0, last = 0; round < mostRounds && round - last <= settled; round++) {
            std::atomic<int64_t> operations{0};
            const auto start = std::chrono::steady_clock::now();
            forEachTask(tasks, [&](int64_t) { operations += set.fuse(steps); });
            const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
            const double rate = static_cast<double>(operations) / elapsed.count();
            if (rate > best * 1.005) last = round;
            best = std::max(best, rate);
        }
        *out = best;
    });
}
