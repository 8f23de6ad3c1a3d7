// Gives tensors to the kernels, and spreads the work over LibTorch's threads.
#include <ATen/Dispatch.h>
#include <ATen/ops/empty.h>

#include "internal.h"
#include "kernels/kernels.h"
#include "parallel.h"

using namespace ct;

ct_status ct_batched_nms(ct_tensor boxes, ct_tensor scores, ct_tensor groups, double iou_threshold, bool shift,
                         int64_t most, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        at::Tensor corners = shared(boxes).contiguous(), rank = shared(scores).contiguous();
        at::Tensor group = shared(groups).contiguous();
        expectOnCPU(corners, "boxes", 2, rank.scalar_type());
        expectOnCPU(rank, "scores", 1, rank.scalar_type());
        expectOnCPU(group, "groups", 1, at::kLong);
        const int64_t count = corners.size(0);
        TORCH_CHECK(corners.size(1) == 4 && rank.numel() == count && group.numel() == count,
                    "boxes must be (N, 4), scores and groups (N)");
        TORCH_CHECK(count < int64_t(UINT32_MAX), count, " boxes are too many");
        TORCH_CHECK(most >= 0, "at most ", most, " boxes are fewer than none");
        std::vector<int64_t> kept;
        AT_DISPATCH_FLOATING_TYPES(corners.scalar_type(), "batched_nms", [&] {
            kernels::Suppression<scalar_t> suppression(corners.const_data_ptr<scalar_t>(),
                                                       rank.const_data_ptr<scalar_t>(),
                                                       group.const_data_ptr<int64_t>(), count, iou_threshold, shift,
                                                       most);
            // Fewer boxes take less than a millisecond, in which another thread may not even have woken.
            const int64_t share = count < 4000 ? count + 1 : 1;
            forEachRange(suppression.groupCount(), share, [&](int64_t first, int64_t last) {
                for (int64_t group = first; group < last; group++) suppression.run(group);
            });
            kept = suppression.kept();
        });
        at::Tensor result = at::empty({static_cast<int64_t>(kept.size())}, at::kLong);
        std::copy(kept.begin(), kept.end(), result.data_ptr<int64_t>());
        return result;
    });
}

ct_status ct_soft_nms(ct_tensor boxes, ct_tensor scores, ct_tensor groups, ct_tensor least, double iou_threshold,
                      double sigma, int64_t most, ct_tensor *indices, ct_tensor *left, ct_error *error) {
    return guarded(error, [&] {
        const at::Tensor corners = shared(boxes).contiguous(), rank = shared(scores).contiguous();
        const at::Tensor group = shared(groups).contiguous(), floor = shared(least).contiguous();
        expectOnCPU(corners, "boxes", 2, rank.scalar_type());
        expectOnCPU(rank, "scores", 1, rank.scalar_type());
        expectOnCPU(floor, "least", 1, rank.scalar_type());
        expectOnCPU(group, "groups", 1, at::kLong);
        const int64_t count = corners.size(0);
        TORCH_CHECK(corners.size(1) == 4 && rank.numel() == count && group.numel() == count && floor.numel() == count,
                    "boxes must be (N, 4), scores, groups and least (N)");
        TORCH_CHECK(most >= 0, "at most ", most, " boxes are fewer than none");
        at::Tensor places, scoresLeft;
        AT_DISPATCH_FLOATING_TYPES(corners.scalar_type(), "soft_nms", [&] {
            const auto kept = kernels::softSuppression<scalar_t>(
                corners.const_data_ptr<scalar_t>(), rank.const_data_ptr<scalar_t>(), group.const_data_ptr<int64_t>(),
                count, {scalar_t(iou_threshold), scalar_t(sigma), floor.const_data_ptr<scalar_t>(), most});
            places = at::empty({static_cast<int64_t>(kept.size())}, at::kLong);
            scoresLeft = at::empty({static_cast<int64_t>(kept.size())}, corners.options());
            for (size_t i = 0; i < kept.size(); i++) {
                places.mutable_data_ptr<int64_t>()[i] = kept[i].first;
                scoresLeft.mutable_data_ptr<scalar_t>()[i] = kept[i].second;
            }
        });
        *indices = owned(places);
        *left = owned(scoresLeft);
    });
}

namespace {

void expectMasks(const at::Tensor &masks, const at::Tensor &boxes) {
    expectOnCPU(masks, "masks", 3, boxes.scalar_type());
    expectOnCPU(boxes, "boxes", 2, boxes.scalar_type());
    TORCH_CHECK(masks.size(0) == boxes.size(0) && boxes.size(1) == 4 && masks.size(2) == masks.size(1) && masks.size(1) > 0,
                "masks must be (N, S, S) and boxes (N, 4)");
}

}  // namespace

ct_status ct_find_keypoints(ct_tensor maps, ct_tensor boxes, int64_t largest, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        const at::Tensor heat = shared(maps).contiguous(), corners = shared(boxes).contiguous();
        expectOnCPU(heat, "maps", 4, corners.scalar_type());
        expectOnCPU(corners, "boxes", 2, corners.scalar_type());
        TORCH_CHECK(heat.size(0) == corners.size(0) && corners.size(1) == 4 && heat.size(2) == heat.size(3) &&
                        heat.size(2) > 0 && largest > 0,
                    "maps must be (N, K, S, S) and boxes (N, 4)");
        const int64_t count = heat.size(0), points = heat.size(1), side = heat.size(2);
        at::Tensor result = at::empty({count, points, 3}, at::kFloat);
        float *places = result.mutable_data_ptr<float>();
        AT_DISPATCH_FLOATING_TYPES(corners.scalar_type(), "find_keypoints", [&] {
            const scalar_t *map = heat.const_data_ptr<scalar_t>(), *box = corners.const_data_ptr<scalar_t>();
            forEachRange(count, 1, [&](int64_t first, int64_t last) {
                for (int64_t i = first; i < last; i++)
                    kernels::findKeypoints(map + i * points * side * side, points, side, box + 4 * i, largest,
                                           places + i * points * 3);
            });
        });
        return result;
    });
}

ct_status ct_paste_probabilities(ct_tensor masks, ct_tensor boxes, int64_t height, int64_t width, bool sampled,
                                 ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        at::Tensor probabilities = shared(masks).contiguous(), corners = shared(boxes).contiguous();
        expectMasks(probabilities, corners);
        const int64_t count = corners.size(0), side = probabilities.size(1);
        TORCH_CHECK(height >= 0 && width >= 0, "an image of ", width, " x ", height, " pixels");
        at::Tensor result = at::empty({count, height, width}, corners.options());
        AT_DISPATCH_FLOATING_TYPES(corners.scalar_type(), "paste_probabilities", [&] {
            const scalar_t *mask = probabilities.const_data_ptr<scalar_t>(), *box = corners.const_data_ptr<scalar_t>();
            scalar_t *pixels = result.mutable_data_ptr<scalar_t>();
            forEachRange(count, 1, [&](int64_t first, int64_t last) {
                for (int64_t i = first; i < last; i++)
                    kernels::pasteProbabilities(mask + i * side * side, side, box + 4 * i, height, width, sampled,
                                                pixels + i * height * width);
            });
        });
        return result;
    });
}

ct_status ct_paste_masks(ct_tensor masks, ct_tensor boxes, int64_t height, int64_t width, double threshold,
                         bool sampled, ct_runs *out, ct_error *error) {
    return guarded(error, [&] {
        at::Tensor probabilities = shared(masks).contiguous(), corners = shared(boxes).contiguous();
        expectMasks(probabilities, corners);
        const int64_t count = corners.size(0), side = probabilities.size(1);
        TORCH_CHECK(height >= 0 && width >= 0 && (width == 0 || height <= int64_t(UINT32_MAX) / width), "an image of ", width, " x ",
                    height, " pixels is too large for run lengths of 32 bits");
        std::vector<std::vector<uint32_t>> runs(count);
        AT_DISPATCH_FLOATING_TYPES(corners.scalar_type(), "paste_masks", [&] {
            const scalar_t *mask = probabilities.const_data_ptr<scalar_t>(), *box = corners.const_data_ptr<scalar_t>();
            forEachRange(count, 1, [&](int64_t first, int64_t last) {
                for (int64_t i = first; i < last; i++)
                    runs[i] = kernels::pasteMask(mask + i * side * side, side, box + 4 * i, height, width, threshold,
                                                 sampled);
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
