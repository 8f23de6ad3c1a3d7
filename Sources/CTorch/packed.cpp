// Convolutions whose weights are packed for the CPU kernels: what an evaluated network runs on.
#include <ATen/Parallel.h>

#include <algorithm>

#include "packed_convolution.h"

using namespace ct;

namespace {

// More than any layer has; less than what products of sizes may reach.
constexpr int64_t mostStep = 1 << 20;

const double *doubles(const std::optional<at::Tensor> &tensor, int64_t count, const char *name) {
    return tensor ? vector<double>(*tensor, count, name) : nullptr;
}

void applyWinograd(const PackedConvolution &layer, const std::vector<at::Tensor> &inputs, const at::Tensor &residual,
                   kernels::Activation activation, const std::vector<at::Tensor> &outputs) {
    std::vector<kernels::ConvolvedMaps> maps;
    for (size_t i = 0; i < inputs.size(); i++)
        maps.push_back({inputs[i].const_data_ptr<float>(), outputs[i].data_ptr<float>(),
                        residual.defined() ? residual.const_data_ptr<float>() : nullptr, inputs[i].size(0),
                        inputs[i].size(2), inputs[i].size(3)});
    const kernels::WinogradTiles tiles(maps, layer.winograd->form.outputSide, layer.dilation);
    const kernels::WinogradTasks tasks(*layer.winograd, tiles, at::get_num_threads());
    layer.workspace->operations += 2 * layer.winograd->form.points() * tiles.count() * layer.inputs * layer.outputs;
    forEachTask(tasks.count(), [&](int64_t task) {
        kernels::winograd(*layer.winograd, layer.bias.data(), tiles, tasks, task, activation);
    });
}

void applyDilated(const PackedConvolution &layer, const kernels::ProductRows &rows, kernels::Activation activation) {
    const kernels::DilatedTasks tasks(*layer.product, rows);
    layer.workspace->operations += tasks.operations * layer.outputs;
    forEachTask(tasks.count(), [&](int64_t task) {
        kernels::dilatedProduct(*layer.product, layer.bias.data(), rows, tasks.areas[task], activation);
    });
}

void applyProduct(const PackedConvolution &layer, const at::Tensor &input, const at::Tensor &residual, kernels::Activation activation,
                  const at::Tensor &output) {
    const kernels::ProductRows rows{
        input.const_data_ptr<float>(), output.data_ptr<float>(), input.size(0), input.size(2), input.size(3),
        output.size(2), output.size(3), residual.defined() ? residual.const_data_ptr<float>() : nullptr,
        residual.defined() ? residual.size(2) : 0, residual.defined() ? residual.size(3) : 0};
    if (layer.dilation > 1) return applyDilated(layer, rows, activation);
    const kernels::ProductTasks tasks(*layer.product, rows.size(), at::get_num_threads());
    layer.workspace->operations += 2 * rows.size() * layer.product->depth * layer.outputs;
    forEachTask(tasks.count(), [&](int64_t task) {
        kernels::product(*layer.product, layer.bias.data(), rows, tasks, task, activation);
    });
}

void applyDepthwise(const PackedConvolution &layer, const at::Tensor &input, const at::Tensor &residual,
                    kernels::Activation activation, const at::Tensor &output) {
    const kernels::FilteredMaps maps{input.const_data_ptr<float>(),
                                     output.data_ptr<float>(),
                                     residual.defined() ? residual.const_data_ptr<float>() : nullptr,
                                     input.size(0),
                                     input.size(2),
                                     input.size(3),
                                     output.size(2),
                                     output.size(3)};
    layer.workspace->operations += 2 * layer.kernel * layer.kernel * output.numel();
    // Several for each thread, so that none waits long at the end.
    const int64_t grain = std::max<int64_t>(1, maps.rows() / (4 * at::get_num_threads()));
    forEachRange(maps.rows(), grain, [&](int64_t first, int64_t last) {
        kernels::depthwise(*layer.depthwise, layer.bias.data(), maps, first, last, activation);
    });
}

kernels::Activation activation(ct_activation value) {
    switch (value) {
    case CT_NO_ACTIVATION: return kernels::Activation::none;
    case CT_RELU: return kernels::Activation::relu;
    case CT_HARD_SWISH: return kernels::Activation::hardSwish;
    }
    TORCH_CHECK(false, "no activation ", static_cast<int64_t>(value));
}

} // namespace

kernels::StridedWeights ct::strided(const at::Tensor &weight) {
    TORCH_CHECK(weight.device().is_cpu() && weight.scalar_type() == at::kFloat && weight.dim() == 4,
                "weights must be (out, in, k, k), float32, on the CPU");
    return {weight.const_data_ptr<float>(), {weight.stride(0), weight.stride(1), weight.stride(2), weight.stride(3)}};
}

at::Tensor ct::packedMap(ct_tensor handle, int64_t channels) {
    const at::Tensor tensor = shared(handle);
    expectOnCPU(tensor, "maps", 4, at::kFloat);
    TORCH_CHECK(tensor.size(1) == channels, "maps must have ", channels, " channels, have ", tensor.size(1));
    return tensor.contiguous(at::MemoryFormat::ChannelsLast);
}

std::array<int64_t, 4> PackedConvolution::shape(const at::Tensor &input) const {
    const int64_t reach = dilation * (kernel - 1) + 1;
    const int64_t height = input.size(2) + 2 * padding - reach, width = input.size(3) + 2 * padding - reach;
    TORCH_CHECK(input.size(2) > 0 && input.size(3) > 0 && height >= 0 && width >= 0, "a map of ", input.size(3), " x ",
                input.size(2), " cells is too small for a kernel of ", reach);
    return {input.size(0), outputs, height / stride + 1, width / stride + 1};
}

at::Tensor PackedConvolution::output(const std::array<int64_t, 4> &shape) const {
    return Workspace::tensor(workspace, shape[0], shape[1], shape[2], shape[3]);
}

void PackedConvolution::apply(const std::vector<at::Tensor> &maps, const at::Tensor &residual,
                              kernels::Activation activation, const std::vector<at::Tensor> &results) const {
    if (winograd) return applyWinograd(*this, maps, residual, activation, results);
    for (size_t i = 0; i < maps.size(); i++) {
        if (depthwise) {
            applyDepthwise(*this, maps[i], residual, activation, results[i]);
        } else {
            applyProduct(*this, maps[i], residual, activation, results[i]);
        }
    }
}

ct_status ct_packed_convolution_new(ct_plan handle, ct_tensor weight, ct_tensor scale, ct_tensor bias, int64_t stride,
                                    int64_t padding, int64_t dilation, int64_t groups, int64_t tile_side,
                                    ct_packed_convolution *out, ct_error *error) {
    return guarded(error, [&] {
        const at::Tensor values = shared(weight);
        TORCH_CHECK(values.dim() == 4 && values.numel() > 0 && values.size(2) == values.size(3),
                    "weights must be (out, in / groups, k, k)");
        TORCH_CHECK(stride > 0 && padding >= 0 && dilation > 0, "a stride and a dilation above 0, a padding of at least 0");
        TORCH_CHECK(std::max({stride, padding, dilation, values.size(2)}) <= mostStep, "a kernel, stride, padding or dilation ",
                    "of more than ", mostStep);
        TORCH_CHECK(groups > 0 && values.size(0) % groups == 0, values.size(0), " outputs in ", groups, " groups");
        TORCH_CHECK(tile_side == 4 || tile_side == 6, "tiles have a side of 4 or 6, not ", tile_side);
        out->ptr = nullptr;
        const kernels::InstructionSet &set = plan(handle).set;
        auto layer = std::make_unique<PackedConvolution>();
        layer->workspace = plan(handle).workspace;
        layer->outputs = values.size(0);
        layer->inputs = values.size(1) * groups;
        layer->kernel = values.size(2);
        layer->stride = stride;
        layer->padding = padding;
        layer->dilation = layer->kernel == 1 ? 1 : dilation;
        const int64_t panels = (layer->outputs + set.panel() - 1) / set.panel();
        layer->bias.assign(static_cast<size_t>(panels * set.panel()), 0.0f);
        const auto offsets = optional(bias), factors = optional(scale);
        if (const double *from = doubles(offsets, layer->outputs, "bias"))
            std::copy(from, from + layer->outputs, layer->bias.begin());
        const double *factor = doubles(factors, layer->outputs, "scale");
        if (groups > 1) {
            if (groups != layer->inputs || groups != layer->outputs) return;
            layer->depthwise = std::make_unique<kernels::DepthwiseWeights>(set, groups, layer->kernel, stride, padding,
                                                                           layer->dilation);
            pack(*layer->depthwise, values, factor);
        } else if (layer->dilation > 1 || (layer->kernel == 3 && stride == 1 && padding == 1)) {
            // Others than these go to LibTorch, which is faster there than a plain product.
            if (layer->kernel != 3 || stride != 1 || padding != dilation ||
                !kernels::WinogradWeights::suits(set, layer->inputs, layer->outputs))
                return;
            if (kernels::isFarApart(dilation)) {
                layer->product = std::make_unique<kernels::ProductWeights>(set, layer->inputs, layer->outputs, 3, 1,
                                                                           padding, dilation);
                pack(*layer->product, values, factor);
            } else {
                layer->winograd =
                    std::make_unique<kernels::WinogradWeights>(set, layer->inputs, layer->outputs, tile_side);
                pack(*layer->winograd, values, factor);
            }
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
                                      ct_tensor residual, bool overwrites, ct_activation last,
                                      ct_tensor *out, ct_error *error) {
    return guarded(error, [&] {
        const PackedConvolution &packed = packedConvolution(handle);
        const kernels::Activation after = activation(last);
        std::vector<at::Tensor> inputs, outputs;
        for (int64_t i = 0; i < count; i++) inputs.push_back(packedMap(maps[i], packed.inputs));
        at::Tensor added;
        if (residual.ptr) {
            TORCH_CHECK(count == 1, "a residual goes with one map");
            added = packedMap(residual, packed.outputs);
            const bool isSame = added.sizes() == at::IntArrayRef(packed.shape(inputs[0]));
            TORCH_CHECK(added.size(0) == inputs[0].size(0), "the residual must be of the same batch");
            TORCH_CHECK(packed.enlargesResidual() || isSame, "the residual must be of the same size");
            // Every kernel reads a residual before it writes in its place.
            if (overwrites && isSame && !added.is_alias_of(inputs[0])) outputs.push_back(added);
        }
        if (outputs.empty())
            for (const at::Tensor &input : inputs) outputs.push_back(packed.output(packed.shape(input)));
        packed.apply(inputs, added, after, outputs);
        for (int64_t i = 0; i < count; i++) out[i] = owned(std::move(outputs[i]));
    });
}
