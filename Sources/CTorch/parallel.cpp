#include "parallel.h"

#include <ATen/Parallel.h>
#include <ATen/TensorIterator.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <atomic>

namespace ct {

void forEachTask(int64_t count, c10::function_ref<void(int64_t)> body) {
    const int64_t threads = std::min<int64_t>(count, at::in_parallel_region() ? 1 : at::get_num_threads());
    if (threads <= 1) {
        for (int64_t task = 0; task < count; task++) body(task);
        return;
    }
    std::atomic<int64_t> next{0};
    // A loop over one element for each thread, which LibTorch's own code spreads over its threads.
    const at::Tensor lanes = at::empty({threads}, at::kByte);
    at::TensorIterator iterator = at::TensorIterator::borrowing_nullary_op(lanes);
    iterator.for_each(
        [&](char **, const int64_t *, int64_t) {
            for (int64_t task = next++; task < count; task = next++) body(task);
        },
        /*grain_size=*/1);
}

void forEachRange(int64_t count, int64_t grain, c10::function_ref<void(int64_t, int64_t)> body) {
    const int64_t ranges = (count + grain - 1) / grain;
    forEachTask(ranges, [&](int64_t range) { body(count * range / ranges, count * (range + 1) / ranges); });
}

} // namespace ct
