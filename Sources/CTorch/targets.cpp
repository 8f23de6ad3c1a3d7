// What training compares predictions with: gives tensors to the kernels, and spreads the work over LibTorch's threads.
#include <ATen/Dispatch.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <mutex>
#include <numeric>

#include "internal.h"
#include "kernels/kernels.h"
#include "parallel.h"

using namespace ct;

namespace {

// The largest overlap of each object with any candidate.
template <class T>
std::vector<T> bestOfTruth(const T *truth, int64_t truthCount, const T *candidates, int64_t count) {
    std::vector<T> best(truthCount, T(0));
    std::mutex mutex;
    forEachRange(count, 1 << 14, [&](int64_t first, int64_t last) {
        std::vector<T> own(truthCount, T(0));
        kernels::bestOverlaps(truth, truthCount, candidates, first, last, own.data());
        std::lock_guard lock(mutex);
        for (int64_t i = 0; i < truthCount; i++) best[i] = std::max(best[i], own[i]);
    });
    return best;
}

} // namespace

ct_status ct_match(ct_tensor truth, ct_tensor candidates, ct_tensor ignored, double high, double low,
                   bool allow_low_quality, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        const at::Tensor objects = shared(truth).contiguous(), boxes = shared(candidates).contiguous();
        const at::Tensor regions = shared(ignored).contiguous();
        expectOnCPU(boxes, "candidates", 2, boxes.scalar_type());
        expectOnCPU(objects, "truth", 2, boxes.scalar_type());
        expectOnCPU(regions, "ignored", 2, boxes.scalar_type());
        TORCH_CHECK(boxes.size(1) == 4 && objects.size(1) == 4 && regions.size(1) == 4, "boxes must be (N, 4)");
        const int64_t count = boxes.size(0), objectCount = objects.size(0), regionCount = regions.size(0);
        at::Tensor result = at::empty({count}, at::kLong);
        int64_t *matches = result.data_ptr<int64_t>();
        AT_DISPATCH_FLOATING_TYPES(boxes.scalar_type(), "match", [&] {
            const scalar_t *object = objects.const_data_ptr<scalar_t>(), *box = boxes.const_data_ptr<scalar_t>();
            const scalar_t *region = regions.const_data_ptr<scalar_t>();
            const auto best = allow_low_quality ? bestOfTruth(object, objectCount, box, count)
                                                : std::vector<scalar_t>(objectCount, scalar_t(-1));
            const kernels::Matching<scalar_t> matching{scalar_t(high), scalar_t(low), allow_low_quality};
            forEachRange(count, 1 << 14, [&](int64_t first, int64_t last) {
                kernels::match(object, objectCount, box, first, last, matching, best.data(), matches);
                if (regionCount == 0) return;
                for (int64_t i = first; i < last; i++)
                    if (matches[i] == -1 &&
                        kernels::largestShareWithin(box + 4 * i, region, regionCount) > scalar_t(0.5))
                        matches[i] = -2;
            });
        });
        return result;
    });
}

ct_status ct_mask_targets(const uint32_t *counts, const int64_t *starts, int64_t mask_count, int64_t height,
                          int64_t width, int64_t resized_height, int64_t resized_width, ct_tensor boxes,
                          ct_tensor matched, int64_t side, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        const at::Tensor corners = shared(boxes).contiguous(), indices = shared(matched).contiguous();
        expectOnCPU(corners, "boxes", 2, corners.scalar_type());
        expectOnCPU(indices, "matched", 1, at::kLong);
        const int64_t count = corners.size(0);
        TORCH_CHECK(corners.size(1) == 4 && indices.size(0) == count && side > 0, "boxes must be (P, 4), matched (P)");
        TORCH_CHECK(height > 0 && width > 0 && resized_height > 0 && resized_width > 0, "sizes must be above 0");
        for (int64_t mask = 0; mask < mask_count; mask++) {
            const int64_t pixels = std::accumulate(counts + starts[mask], counts + starts[mask + 1], int64_t(0));
            TORCH_CHECK(pixels == height * width, "mask ", mask, " has ", pixels, " pixels, not ", height, " × ", width);
        }
        const int64_t *match = indices.const_data_ptr<int64_t>();
        // The boxes of each mask, which is then resized once.
        std::vector<std::vector<int64_t>> rows(mask_count);
        for (int64_t i = 0; i < count; i++) {
            TORCH_CHECK(match[i] >= 0 && match[i] < mask_count, "mask ", match[i], " out of range");
            rows[match[i]].push_back(i);
        }
        at::Tensor result = at::zeros({count, side, side}, corners.options());
        AT_DISPATCH_FLOATING_TYPES(corners.scalar_type(), "mask_targets", [&] {
            const scalar_t *box = corners.const_data_ptr<scalar_t>();
            scalar_t *target = result.data_ptr<scalar_t>();
            const kernels::RoIAlignment alignment{1, side, 0, 4 * std::max(resized_height, resized_width), false};
            forEachRange(mask_count, 1, [&](int64_t first, int64_t last) {
                for (int64_t mask = first; mask < last; mask++) {
                    if (rows[mask].empty()) continue;
                    const auto crop = kernels::resizedCrop<scalar_t>(
                        counts + starts[mask], starts[mask + 1] - starts[mask], {height, width},
                        {resized_height, resized_width});
                    if (crop.values.empty()) continue;
                    for (int64_t row : rows[mask]) {
                        const scalar_t *b = box + 4 * row, x = scalar_t(crop.x), y = scalar_t(crop.y);
                        const scalar_t moved[4] = {b[0] - x, b[1] - y, b[2] - x, b[3] - y};
                        kernels::roiAlign(crop.values.data(), {crop.height, crop.width, 1}, moved, alignment,
                                          target + row * side * side);
                    }
                }
            });
        });
        return result;
    });
}
