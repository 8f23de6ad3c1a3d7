// RoIAlign over a feature pyramid, with its gradient.
#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <torch/csrc/autograd/custom_function.h>
#include <sys/mman.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "internal.h"
#include "kernels/kernels.h"
#include "parallel.h"
#include "plan.h"

using namespace ct;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

// Which RoI is cut out of which level, and how.
struct Regions {
    at::Tensor rois, assignment;
    std::vector<double> scales;
    int64_t side, samplingRatio;
    bool isAligned;

    kernels::RoIAlignment alignment(int64_t level, const kernels::MapShape &map) const {
        return {scales[level], side, samplingRatio, 4 * std::max(map.height, map.width), isAligned};
    }

    void check(at::TensorList levels) const {
        expectOnCPU(rois, "rois", 2, rois.scalar_type());
        expectOnCPU(assignment, "assignment", 1, at::kLong);
        TORCH_CHECK(!levels.empty() && levels.size() == scales.size(), "each level needs a scale");
        TORCH_CHECK(rois.size(1) == 5 && rois.size(0) == assignment.size(0), "rois must be (K, 5), assignment (K)");
        TORCH_CHECK(side > 0 && samplingRatio >= 0, "a side above 0 and a sampling ratio of at least 0");
        for (const at::Tensor &level : levels) {
            expectOnCPU(level, "levels", 4, rois.scalar_type());
            TORCH_CHECK(level.size(1) == levels[0].size(1) && level.size(0) == levels[0].size(0),
                        "levels must be of one batch and as many channels");
            TORCH_CHECK(level.size(2) > 0 && level.size(3) > 0, "a level without a cell");
        }
        const int64_t *level = assignment.const_data_ptr<int64_t>();
        AT_DISPATCH_FLOATING_TYPES(rois.scalar_type(), "roi_align", [&] {
            const scalar_t *roi = rois.const_data_ptr<scalar_t>();
            for (int64_t k = 0; k < assignment.numel(); k++) {
                TORCH_CHECK(level[k] < static_cast<int64_t>(levels.size()), "level ", level[k], " out of range");
                const scalar_t image = roi[5 * k];
                TORCH_CHECK(image >= 0 && image < scalar_t(levels[0].size(0)), "image ", image, " out of range");
            }
        });
    }
};

// Channels-last. It is large and fresh from the system each time, which provides large pages several times faster than
// small ones: touching the small ones takes longer than RoIAlign.
at::Tensor uninitialized(at::IntArrayRef shape, const at::Tensor &like) {
    at::Tensor result = at::empty(shape, like.options().memory_format(at::MemoryFormat::ChannelsLast));
#ifdef MADV_HUGEPAGE
    constexpr uintptr_t page = uintptr_t(1) << 21;
    const uintptr_t start = reinterpret_cast<uintptr_t>(result.data_ptr());
    const uintptr_t first = (start + page - 1) / page * page, last = (start + result.nbytes()) / page * page;
    // Advice that the system is free to refuse.
    if (first < last) madvise(reinterpret_cast<void *>(first), last - first, MADV_HUGEPAGE);
#endif
    return result;
}

// RoIs level by level and from top to bottom, those of no level first: neighbours share features, which then are in a
// cache. With the best first, as they come, each would fetch its own.
template <class T> std::vector<int64_t> byPlace(const Regions &regions) {
    const T *roi = regions.rois.const_data_ptr<T>();
    const int64_t *assignment = regions.assignment.const_data_ptr<int64_t>();
    std::vector<std::tuple<int64_t, T, T, int64_t>> places;
    for (int64_t k = 0; k < regions.rois.size(0); k++) {
        const T middle = roi[5 * k + 2] + roi[5 * k + 4];
        places.emplace_back(assignment[k], roi[5 * k], std::isnan(middle) ? T(0) : middle, k);
    }
    std::sort(places.begin(), places.end());
    std::vector<int64_t> indices;
    for (const auto &place : places) indices.push_back(std::get<3>(place));
    return indices;
}

// The result is in the plan's memory, if there is a plan.
at::Tensor forward(at::TensorList levels, const Regions &regions, const Plan *plan = nullptr) {
    regions.check(levels);
    const int64_t channels = levels[0].size(1), side = regions.side, count = regions.rois.size(0);
    const at::Tensor result = plan ? Workspace::tensor(plan->workspace, count, channels, side, side)
                                   : uninitialized({count, channels, side, side}, regions.rois);
    std::vector<at::Tensor> maps;
    for (const at::Tensor &level : levels) maps.push_back(level.contiguous(at::MemoryFormat::ChannelsLast));
    const int64_t *assignment = regions.assignment.const_data_ptr<int64_t>();
    AT_DISPATCH_FLOATING_TYPES(regions.rois.scalar_type(), "roi_align", [&] {
        const scalar_t *roi = regions.rois.const_data_ptr<scalar_t>();
        scalar_t *out = result.data_ptr<scalar_t>();
        const std::vector<int64_t> order = byPlace<scalar_t>(regions);
        forEachRange(count, 4, [&](int64_t first, int64_t last) {
            for (int64_t i = first; i < last; i++) {
                const int64_t k = order[i], size = side * side * channels;
                if (assignment[k] < 0) {
                    std::fill(out + k * size, out + (k + 1) * size, scalar_t(0));
                    continue;
                }
                const at::Tensor &map = maps[assignment[k]];
                const kernels::MapShape shape{map.size(2), map.size(3), channels};
                const int64_t image = static_cast<int64_t>(roi[5 * k]);
                kernels::roiAlign(map.const_data_ptr<scalar_t>() + image * shape.height * shape.width * channels, shape,
                                  roi + 5 * k + 1, regions.alignment(assignment[k], shape), out + k * size);
            }
        });
    });
    return result;
}

// Every thread has some of the channels of all RoIs, in their order: sums do not depend on the number of threads.
void backward(const at::Tensor &gradient, std::vector<at::Tensor> &maps, const Regions &regions) {
    const int64_t channels = gradient.size(1), side = regions.side, count = regions.rois.size(0);
    const int64_t *assignment = regions.assignment.const_data_ptr<int64_t>();
    // Where a gradient goes is found out once for each share.
    const int64_t share = at::divup(at::divup(channels, at::get_num_threads()), 32) * 32;
    AT_DISPATCH_FLOATING_TYPES(regions.rois.scalar_type(), "roi_align_backward", [&] {
        const scalar_t *roi = regions.rois.const_data_ptr<scalar_t>(), *source = gradient.const_data_ptr<scalar_t>();
        forEachRange(channels, share, [&](int64_t start, int64_t end) {
            for (int64_t k = 0; k < count; k++) {
                if (assignment[k] < 0) continue;
                at::Tensor &map = maps[assignment[k]];
                const kernels::MapShape shape{map.size(2), map.size(3), channels};
                const int64_t image = static_cast<int64_t>(roi[5 * k]);
                kernels::roiAlignBackward(source + k * side * side * channels, shape, roi + 5 * k + 1,
                                          regions.alignment(assignment[k], shape), start, end - start,
                                          map.data_ptr<scalar_t>() + image * shape.height * shape.width * channels);
            }
        });
    });
}

class RoIAlign : public torch::autograd::Function<RoIAlign> {
public:
    static at::Tensor forward(AutogradContext *context, at::TensorList levels, const at::Tensor &rois,
                              const at::Tensor &assignment, const std::vector<double> &scales, int64_t side,
                              int64_t samplingRatio, bool isAligned) {
        std::vector<std::vector<int64_t>> shapes;
        for (const at::Tensor &level : levels) shapes.push_back(level.sizes().vec());
        context->save_for_backward({rois, assignment});
        context->saved_data["shapes"] = shapes;
        context->saved_data["scales"] = scales;
        context->saved_data["side"] = side;
        context->saved_data["samplingRatio"] = samplingRatio;
        context->saved_data["isAligned"] = isAligned;
        return ::forward(levels, {rois, assignment, scales, side, samplingRatio, isAligned});
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        const variable_list saved = context->get_saved_variables();
        const Regions regions{saved[0], saved[1], context->saved_data["scales"].toDoubleVector(),
                        context->saved_data["side"].toInt(), context->saved_data["samplingRatio"].toInt(),
                        context->saved_data["isAligned"].toBool()};
        variable_list maps;
        for (const c10::IValue &shape : context->saved_data["shapes"].toList())
            maps.push_back(uninitialized(shape.toIntVector(), regions.rois).zero_());
        ::backward(gradients[0].contiguous(at::MemoryFormat::ChannelsLast), maps, regions);
        // One for each argument of forward: rois, assignment, scales, side, samplingRatio and isAligned have none.
        maps.resize(maps.size() + 6);
        return maps;
    }
};

} // namespace

ct_status ct_roi_align(ct_plan handle, const ct_tensor *levels, const double *scales, int64_t level_count,
                       ct_tensor rois, ct_tensor assignment, int64_t side, int64_t sampling_ratio, bool aligned,
                       ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        const at::Tensor boxes = shared(rois).contiguous();
        // The kernels compute in the boxes' precision, whatever autocast made of the features; and on the CPU.
        std::vector<at::Tensor> maps;
        at::Device device = at::kCPU;
        for (const at::Tensor &level : shared(levels, level_count)) {
            device = level.device();
            maps.push_back(level.to(boxes.options()));
        }
        if (handle.ptr && boxes.scalar_type() == at::kFloat)
            return forward(maps, {boxes, shared(assignment).contiguous(), {scales, scales + level_count}, side,
                                  sampling_ratio, aligned}, &plan(handle));
        // As a list of tensors: the elements of a vector would not be recorded.
        return RoIAlign::apply(at::TensorList(maps), boxes, shared(assignment).contiguous(),
                               std::vector<double>(scales, scales + level_count), side, sampling_ratio, aligned)
            .to(device);
    });
}
