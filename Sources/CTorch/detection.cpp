// Gives tensors to the kernels, and spreads the work over LibTorch's threads.
#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include "internal.h"
#include "kernels/kernels.h"

using namespace ct;

namespace {

void expect(const at::Tensor &tensor, const char *name, int64_t dimensions, at::ScalarType type) {
    TORCH_CHECK(tensor.device().is_cpu(), name, " must be on the CPU");
    TORCH_CHECK(tensor.dim() == dimensions, name, " must have ", dimensions, " dimensions, has ", tensor.dim());
    TORCH_CHECK(tensor.scalar_type() == type, name, " must be ", type, ", is ", tensor.scalar_type());
}

}  // namespace

ct_status ct_roi_align(ct_tensor features, ct_tensor rois, ct_tensor rows, double spatial_scale,
                       int64_t sampling_ratio, ct_tensor out, ct_error *error) {
    return guarded(error, [&] {
        at::Tensor map = shared(features).contiguous(at::MemoryFormat::ChannelsLast);
        at::Tensor boxes = shared(rois).contiguous(), targets = shared(rows).contiguous(), result = shared(out);
        expect(map, "features", 4, result.scalar_type());
        expect(boxes, "rois", 2, result.scalar_type());
        expect(targets, "rows", 1, at::kLong);
        TORCH_CHECK(boxes.size(1) == 5 && boxes.size(0) == targets.size(0), "rois must be (K, 5) and rows (K)");
        TORCH_CHECK(result.dim() == 4 && result.size(1) == map.size(1) && result.size(2) == result.size(3) &&
                        result.is_contiguous(at::MemoryFormat::ChannelsLast),
                    "out must be (R, C, S, S) and channels-last");
        const int64_t channels = map.size(1), height = map.size(2), width = map.size(3), side = result.size(2);
        const kernels::RoIAlignment alignment{spatial_scale, side, sampling_ratio};
        const int64_t *target = targets.const_data_ptr<int64_t>();
        AT_DISPATCH_FLOATING_TYPES(map.scalar_type(), "roi_align", [&] {
            const scalar_t *data = map.const_data_ptr<scalar_t>(), *roi = boxes.const_data_ptr<scalar_t>();
            scalar_t *destination = result.data_ptr<scalar_t>();
            at::parallel_for(0, boxes.size(0), 4, [&](int64_t first, int64_t last) {
                for (int64_t k = first; k < last; k++) {
                    const int64_t image = static_cast<int64_t>(roi[5 * k]);
                    TORCH_CHECK(image >= 0 && image < map.size(0), "image index ", image, " out of range");
                    TORCH_CHECK(target[k] >= 0 && target[k] < result.size(0), "row ", target[k], " out of range");
                    kernels::roiAlign({data + image * height * width * channels, height, width, channels},
                                      roi + 5 * k + 1, alignment, destination + target[k] * side * side * channels);
                }
            });
        });
    });
}

ct_status ct_batched_nms(ct_tensor boxes, ct_tensor scores, ct_tensor groups, double iou_threshold, bool shift,
                         ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        at::Tensor corners = shared(boxes).contiguous(), rank = shared(scores).contiguous();
        at::Tensor group = shared(groups).contiguous();
        expect(corners, "boxes", 2, rank.scalar_type());
        expect(group, "groups", 1, at::kLong);
        const int64_t count = corners.size(0);
        TORCH_CHECK(corners.size(1) == 4 && rank.numel() == count && group.numel() == count,
                    "boxes must be (N, 4), scores and groups (N)");
        std::vector<int64_t> kept;
        AT_DISPATCH_FLOATING_TYPES(corners.scalar_type(), "batched_nms", [&] {
            kept = kernels::batchedNMS(corners.const_data_ptr<scalar_t>(), rank.const_data_ptr<scalar_t>(),
                                       group.const_data_ptr<int64_t>(), count, iou_threshold, shift);
        });
        at::Tensor result = at::empty({static_cast<int64_t>(kept.size())}, at::kLong);
        std::copy(kept.begin(), kept.end(), result.data_ptr<int64_t>());
        return result;
    });
}

ct_status ct_paste_masks(ct_tensor masks, ct_tensor boxes, int64_t height, int64_t width, double threshold,
                         ct_runs *out, ct_error *error) {
    return guarded(error, [&] {
        at::Tensor probabilities = shared(masks).contiguous(), corners = shared(boxes).contiguous();
        expect(probabilities, "masks", 3, corners.scalar_type());
        expect(corners, "boxes", 2, corners.scalar_type());
        const int64_t count = corners.size(0), side = probabilities.size(1);
        TORCH_CHECK(probabilities.size(0) == count && corners.size(1) == 4 && probabilities.size(2) == side && side > 0,
                    "masks must be (N, S, S) and boxes (N, 4)");
        TORCH_CHECK(height >= 0 && width >= 0 && height * width <= int64_t(UINT32_MAX), "an image of ", width, " x ",
                    height, " pixels is too large for run lengths of 32 bits");
        std::vector<std::vector<uint32_t>> runs(count);
        AT_DISPATCH_FLOATING_TYPES(corners.scalar_type(), "paste_masks", [&] {
            const scalar_t *mask = probabilities.const_data_ptr<scalar_t>(), *box = corners.const_data_ptr<scalar_t>();
            at::parallel_for(0, count, 1, [&](int64_t first, int64_t last) {
                for (int64_t i = first; i < last; i++)
                    runs[i] = kernels::pasteMask(mask + i * side * side, side, box + 4 * i, height, width, threshold);
            });
        });
        int64_t total = 0;
        for (const auto &lengths : runs) total += static_cast<int64_t>(lengths.size());
        ct_runs result{static_cast<uint32_t *>(malloc(sizeof(uint32_t) * static_cast<size_t>(total + 1))),
                       static_cast<int64_t *>(malloc(sizeof(int64_t) * static_cast<size_t>(count + 1)))};
        if (!result.counts || !result.starts) {
            ct_runs_free(result);
            throw std::bad_alloc();
        }
        int64_t position = 0;
        for (int64_t i = 0; i < count; i++) {
            result.starts[i] = position;
            std::copy(runs[i].begin(), runs[i].end(), result.counts + position);
            position += static_cast<int64_t>(runs[i].size());
        }
        result.starts[count] = position;
        *out = result;
    });
}

void ct_runs_free(ct_runs runs) {
    free(runs.counts);
    free(runs.starts);
}
