// Packed layers other than convolutions: the end of a mask head, pooling, and weights for channels.
#include <algorithm>

#include "packed_convolution.h"

using namespace ct;

namespace {

struct PackedMaskPredictor {
    std::shared_ptr<Workspace> workspace;
    kernels::ProductWeights upsampling;
    std::vector<float> bias;
    at::Tensor classWeights, classBias;
};

// (N, C, 1, 1): the means of maps. Sums are made of sums of so many cells, whatever threads there are.
at::Tensor means(const std::shared_ptr<Workspace> &workspace, const kernels::InstructionSet &set,
                 const at::Tensor &maps) {
    constexpr int64_t block = 256;
    const int64_t count = maps.size(0), channels = maps.size(1), cells = maps.size(2) * maps.size(3);
    const int64_t blocks = (cells + block - 1) / block;
    const at::Tensor sums = Workspace::tensor(workspace, count, channels, blocks, 1);
    const float *from = maps.const_data_ptr<float>();
    float *parts = sums.data_ptr<float>();
    forEachTask(count * blocks, [&](int64_t task) {
        const int64_t first = task % blocks * block;
        set.sumPixels(from + (task / blocks * cells + first) * channels, std::min(block, cells - first), channels,
                      parts + task * channels);
    });
    const at::Tensor result = Workspace::tensor(workspace, count, channels, 1, 1);
    float *out = result.data_ptr<float>();
    for (int64_t map = 0; map < count; map++, out += channels) {
        set.sumPixels(parts + map * blocks * channels, blocks, channels, out);
        for (int64_t channel = 0; channel < channels; channel++) out[channel] /= static_cast<float>(cells);
    }
    return result;
}

} // namespace

ct_status ct_packed_mask_predictor_new(ct_plan handle, ct_tensor weight, ct_tensor bias, ct_tensor class_weight,
                                       ct_tensor class_bias, ct_packed_mask_predictor *out, ct_error *error) {
    return guarded(error, [&] {
        // (in, out, 2, 2): the outputs of a cell's four corners, one corner after another, are a 1×1 convolution's.
        const at::Tensor values = shared(weight);
        TORCH_CHECK(values.dim() == 4 && values.numel() > 0 && values.size(2) == 2 && values.size(3) == 2,
                    "weights must be (in, out, 2, 2)");
        const int64_t inputs = values.size(0), channels = values.size(1);
        const at::Tensor corners = values.permute({2, 3, 1, 0}).reshape({4 * channels, inputs, 1, 1});
        const kernels::InstructionSet &set = plan(handle).set;
        auto packed = std::make_unique<PackedMaskPredictor>(PackedMaskPredictor{
            plan(handle).workspace, kernels::ProductWeights(set, inputs, 4 * channels, 1, 1, 0),
            std::vector<float>(static_cast<size_t>(4 * channels + set.panel()), 0.0f),
            shared(class_weight).reshape({-1}).contiguous(), shared(class_bias).contiguous()});
        vector<float>(packed->classBias, packed->classBias.numel(), "the classes' bias");
        vector<float>(packed->classWeights, packed->classBias.numel() * channels, "the classes' weights");
        pack(packed->upsampling, corners, nullptr);
        const at::Tensor offsets = shared(bias).contiguous();
        const float *offset = vector<float>(offsets, channels, "bias");
        for (int64_t corner = 0; corner < 4; corner++)
            std::copy_n(offset, channels, packed->bias.begin() + corner * channels);
        out->ptr = packed.release();
    });
}

void ct_packed_mask_predictor_free(ct_packed_mask_predictor handle) {
    delete static_cast<PackedMaskPredictor *>(handle.ptr);
}

ct_status ct_packed_mask_predictor_apply(ct_packed_mask_predictor handle, ct_tensor features, ct_tensor labels,
                                         ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        const PackedMaskPredictor &packed = *static_cast<PackedMaskPredictor *>(handle.ptr);
        const at::Tensor input = packedMap(features, packed.upsampling.inputs), classes = shared(labels).contiguous();
        expectOnCPU(classes, "labels", 1, at::kLong);
        const int64_t count = input.size(0), side = input.size(2);
        TORCH_CHECK(input.size(3) == side && classes.numel() == count, "features must be (R, C, S, S), labels (R)");
        const int64_t *label = classes.const_data_ptr<int64_t>();
        for (int64_t i = 0; i < count; i++)
            TORCH_CHECK(label[i] >= 0 && label[i] < packed.classBias.numel(), "label ", label[i], " out of range");
        at::Tensor logits = Workspace::tensor(packed.workspace, count, 1, 2 * side, 2 * side).select(1, 0);
        const kernels::MaskClasses predictor{packed.bias.data(), packed.classWeights.const_data_ptr<float>(),
                                             packed.classBias.const_data_ptr<float>(), label, side};
        packed.workspace->operations += 2 * count * side * side * packed.upsampling.inputs * packed.upsampling.outputs;
        forEachTask(count, [&](int64_t task) {
            kernels::maskLogits(packed.upsampling, predictor, input.const_data_ptr<float>(), task, task + 1,
                                logits.data_ptr<float>());
        });
        return logits;
    });
}

ct_status ct_packed_max_pool(ct_plan handle, ct_tensor input, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        const at::Tensor maps = packedMap(input, shared(input).size(1));
        const int64_t count = maps.size(0), channels = maps.size(1), height = maps.size(2), width = maps.size(3);
        TORCH_CHECK(height > 0 && width > 0, "maps without a cell");
        const at::Tensor pooled = Workspace::tensor(plan(handle).workspace, count, channels, (height + 1) / 2, (width + 1) / 2);
        const int64_t rows = pooled.size(2);
        forEachTask(count * rows, [&](int64_t task) {
            const int64_t image = task / rows;
            const kernels::PooledMap map{maps.const_data_ptr<float>() + image * height * width * channels,
                                         pooled.data_ptr<float>() + image * rows * pooled.size(3) * channels, height,
                                         width, channels};
            plan(handle).set.maxPool(map, task % rows);
        });
        return pooled;
    });
}

ct_status ct_packed_excitation_apply(ct_plan handle, ct_packed_convolution squeeze, ct_packed_convolution excite,
                                     ct_tensor input, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        const PackedConvolution &first = packedConvolution(squeeze), &second = packedConvolution(excite);
        const at::Tensor maps = packedMap(input, first.inputs);
        TORCH_CHECK(maps.size(2) > 0 && maps.size(3) > 0, "maps without a cell");
        TORCH_CHECK(first.kernel == 1 && second.kernel == 1 && first.stride == 1 && second.stride == 1 &&
                        first.padding == 0 && second.padding == 0 && second.inputs == first.outputs &&
                        second.outputs == first.inputs,
                    "two 1×1 layers, from the maps' channels to fewer and back");
        const kernels::InstructionSet &set = plan(handle).set;
        const at::Tensor pooled = means(plan(handle).workspace, set, maps);
        const at::Tensor squeezed = first.output(first.shape(pooled));
        first.apply({pooled}, {}, kernels::Activation::relu, {squeezed});
        const at::Tensor factors = second.output(second.shape(squeezed));
        second.apply({squeezed}, {}, kernels::Activation::none, {factors});
        float *factor = factors.data_ptr<float>();
        for (int64_t i = 0; i < factors.numel(); i++) {
            // NaN stays.
            const float moved = factor[i] + 3 < 0 ? 0 : factor[i] + 3;
            factor[i] = (moved > 6 ? 6 : moved) / 6;
        }
        const int64_t channels = maps.size(1), rows = maps.size(2), width = maps.size(3);
        float *pixels = maps.data_ptr<float>();
        forEachRange(maps.size(0) * rows, 8, [&](int64_t start, int64_t end) {
            for (int64_t row = start; row < end; row++)
                set.scalePixels(pixels + row * width * channels, width, channels, factor + row / rows * channels);
        });
        return maps;
    });
}
