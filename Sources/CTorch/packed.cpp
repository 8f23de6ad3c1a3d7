// Layers whose weights are packed for the CPU kernels: what an evaluated network runs on.
#include <ATen/Parallel.h>

#include <array>

#include "internal.h"
#include "parallel.h"
#include "plan.h"

using namespace ct;

namespace {

kernels::StridedWeights strided(const at::Tensor &weight) {
    TORCH_CHECK(weight.device().is_cpu() && weight.scalar_type() == at::kFloat && weight.dim() == 4,
                "weights must be (out, in, k, k), float32, on the CPU");
    return {weight.const_data_ptr<float>(), {weight.stride(0), weight.stride(1), weight.stride(2), weight.stride(3)}};
}

template <class T> const T *vector(const at::Tensor &tensor, int64_t count, const char *name) {
    constexpr at::ScalarType type = c10::CppTypeToScalarType<T>::value;
    expectOnCPU(tensor, name, 1, type);
    TORCH_CHECK(tensor.is_contiguous() && tensor.numel() == count, name, " must have ", count, " elements in a row");
    return tensor.const_data_ptr<T>();
}

const double *doubles(const std::optional<at::Tensor> &tensor, int64_t count, const char *name) {
    return tensor ? vector<double>(*tensor, count, name) : nullptr;
}

// A channels-last map as the kernels take it.
at::Tensor map(ct_tensor handle, int64_t channels) {
    const at::Tensor tensor = shared(handle);
    expectOnCPU(tensor, "maps", 4, at::kFloat);
    TORCH_CHECK(tensor.size(1) == channels, "maps must have ", channels, " channels, have ", tensor.size(1));
    return tensor.contiguous(at::MemoryFormat::ChannelsLast);
}

template <class Weights> void pack(Weights &weights, const at::Tensor &weight, const double *scale) {
    const kernels::StridedWeights values = strided(weight);
    forEachTask(weights.panelCount(), [&](int64_t panel) { weights.pack(panel, values, scale); });
}

struct PackedConvolution {
    std::shared_ptr<Workspace> workspace;
    int64_t inputs, outputs, kernel, stride, padding;
    std::vector<float> bias;  // filled up with zeros to whole panels
    std::unique_ptr<kernels::WinogradWeights> winograd;
    std::unique_ptr<kernels::ProductWeights> product;

    // The shape of the result.
    std::array<int64_t, 4> shape(const at::Tensor &input) const {
        const int64_t height = input.size(2) + 2 * padding - kernel, width = input.size(3) + 2 * padding - kernel;
        TORCH_CHECK(input.size(2) > 0 && input.size(3) > 0 && height >= 0 && width >= 0, "a map of ", input.size(3),
                    " x ", input.size(2), " cells is too small for a kernel of ", kernel);
        return {input.size(0), outputs, height / stride + 1, width / stride + 1};
    }

    at::Tensor output(const std::array<int64_t, 4> &shape) const {
        return Workspace::tensor(workspace, shape[0], shape[1], shape[2], shape[3]);
    }

    // Whether a residual is read before anything is written in its place.
    bool readsResidualFirst() const { return winograd || product->finishesAtOnce(); }
};

void applyWinograd(const PackedConvolution &layer, const std::vector<at::Tensor> &inputs, const at::Tensor &residual,
                   bool rectifies, const std::vector<at::Tensor> &outputs) {
    std::vector<kernels::ConvolvedMaps> maps;
    for (size_t i = 0; i < inputs.size(); i++)
        maps.push_back({inputs[i].const_data_ptr<float>(), outputs[i].data_ptr<float>(),
                        residual.defined() ? residual.const_data_ptr<float>() : nullptr, inputs[i].size(0),
                        inputs[i].size(2), inputs[i].size(3)});
    const kernels::WinogradTiles tiles(maps, layer.winograd->form.outputSide);
    const kernels::WinogradTasks tasks(*layer.winograd, tiles, at::get_num_threads());
    layer.workspace->operations += 2 * layer.winograd->form.points() * tiles.count() * layer.inputs * layer.outputs;
    forEachTask(tasks.count(), [&](int64_t task) {
        kernels::winograd(*layer.winograd, layer.bias.data(), tiles, tasks, task, rectifies);
    });
}

void applyProduct(const PackedConvolution &layer, const at::Tensor &input, const at::Tensor &residual, bool rectifies,
                  const at::Tensor &output) {
    const kernels::ProductRows rows{
        input.const_data_ptr<float>(), output.data_ptr<float>(), input.size(0), input.size(2), input.size(3),
        output.size(2), output.size(3), residual.defined() ? residual.const_data_ptr<float>() : nullptr,
        residual.defined() ? residual.size(2) : 0, residual.defined() ? residual.size(3) : 0};
    const kernels::ProductTasks tasks(*layer.product, rows.size(), at::get_num_threads());
    layer.workspace->operations += 2 * rows.size() * layer.product->depth * layer.outputs;
    forEachTask(tasks.count(), [&](int64_t task) {
        kernels::product(*layer.product, layer.bias.data(), rows, tasks, task, rectifies);
    });
}

struct PackedMaskPredictor {
    std::shared_ptr<Workspace> workspace;
    kernels::ProductWeights upsampling;
    std::vector<float> bias;
    at::Tensor classWeights, classBias;
};

const PackedConvolution &layer(ct_packed_convolution handle) { return *static_cast<PackedConvolution *>(handle.ptr); }

} // namespace

ct_status ct_packed_convolution_new(ct_plan handle, ct_tensor weight, ct_tensor scale, ct_tensor bias, int64_t stride,
                                    int64_t padding, int64_t tile_side, ct_packed_convolution *out, ct_error *error) {
    return guarded(error, [&] {
        const at::Tensor values = shared(weight);
        TORCH_CHECK(values.dim() == 4 && values.numel() > 0 && values.size(2) == values.size(3),
                    "weights must be (out, in, k, k)");
        TORCH_CHECK(stride > 0 && padding >= 0, "a stride above 0 and a padding of at least 0");
        TORCH_CHECK(tile_side == 4 || tile_side == 6, "tiles have a side of 4 or 6, not ", tile_side);
        out->ptr = nullptr;
        const kernels::InstructionSet &set = plan(handle).set;
        auto layer = std::make_unique<PackedConvolution>();
        layer->workspace = plan(handle).workspace;
        layer->outputs = values.size(0);
        layer->inputs = values.size(1);
        layer->kernel = values.size(2);
        layer->stride = stride;
        layer->padding = padding;
        const int64_t panels = (layer->outputs + set.panel() - 1) / set.panel();
        layer->bias.assign(static_cast<size_t>(panels * set.panel()), 0.0f);
        const auto offsets = optional(bias), factors = optional(scale);
        if (const double *from = doubles(offsets, layer->outputs, "bias"))
            std::copy(from, from + layer->outputs, layer->bias.begin());
        const double *factor = doubles(factors, layer->outputs, "scale");
        if (layer->kernel == 3 && stride == 1 && padding == 1) {
            // Others than these go to LibTorch, which is faster there than a plain product.
            if (!kernels::WinogradWeights::suits(set, layer->inputs, layer->outputs)) return;
            layer->winograd =
                std::make_unique<kernels::WinogradWeights>(set, layer->inputs, layer->outputs, tile_side);
            pack(*layer->winograd, values, factor);
        } else {
            layer->product = std::make_unique<kernels::ProductWeights>(set, layer->inputs, layer->outputs,
                                                                       layer->kernel, stride, padding);
            pack(*layer->product, values, factor);
        }
        out->ptr = layer.release();
    });
}

void ct_packed_convolution_free(ct_packed_convolution handle) { delete static_cast<PackedConvolution *>(handle.ptr); }

ct_status ct_packed_convolution_apply(ct_packed_convolution handle, const ct_tensor *maps, int64_t count,
                                      ct_tensor residual, bool overwrites, bool rectifies, ct_tensor *out,
                                      ct_error *error) {
    return guarded(error, [&] {
        const PackedConvolution &packed = layer(handle);
        std::vector<at::Tensor> inputs, outputs;
        for (int64_t i = 0; i < count; i++) inputs.push_back(map(maps[i], packed.inputs));
        at::Tensor added;
        if (residual.ptr) {
            TORCH_CHECK(count == 1, "a residual goes with one map");
            added = map(residual, packed.outputs);
            const bool isSame = added.sizes() == at::IntArrayRef(packed.shape(inputs[0]));
            TORCH_CHECK(added.size(0) == inputs[0].size(0), "the residual must be of the same batch");
            TORCH_CHECK(packed.product || isSame, "the residual must be of the same size");
            const bool isFree = overwrites && isSame && !added.is_alias_of(inputs[0]);
            if (isFree && packed.readsResidualFirst()) outputs.push_back(added);
        }
        if (outputs.empty())
            for (const at::Tensor &input : inputs) outputs.push_back(packed.output(packed.shape(input)));
        if (packed.winograd) {
            applyWinograd(packed, inputs, added, rectifies, outputs);
        } else {
            for (int64_t i = 0; i < count; i++) applyProduct(packed, inputs[i], added, rectifies, outputs[i]);
        }
        for (int64_t i = 0; i < count; i++) out[i] = owned(std::move(outputs[i]));
    });
}

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
        const at::Tensor input = map(features, packed.upsampling.inputs), classes = shared(labels).contiguous();
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
        const at::Tensor maps = map(input, shared(input).size(1));
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
