// Convolutions, and on the CPU a quicker gradient of their weights.
#include <ATen/autocast_mode.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/slice.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <array>

#include "internal.h"

using namespace ct;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

constexpr int64_t side = 3;

// (N, C, H, W) as rows of C, with more rows and columns of zeros before and after: (N · (H + 2) · (W + 2), C).
at::Tensor paddedRows(const at::Tensor &map, int64_t before) {
    const int64_t count = map.size(0), channels = map.size(1), height = map.size(2), width = map.size(3);
    at::Tensor padded = at::zeros({count, height + side - 1, width + side - 1, channels}, map.options());
    padded.narrow(1, before, height).narrow(2, before, width).copy_(map.permute({0, 2, 3, 1}));
    return padded.view({-1, channels});
}

// A 3×3 convolution's gradient with respect to its weights, as nine products of matrices: where maps lie channels-last
// and padded, all inputs that one tap meets lie in one run of rows. oneDNN's kernel for this layout, without AVX-512,
// takes up to five times as long.
at::Tensor weightGradient(const at::Tensor &input, const at::Tensor &gradient) {
    const int64_t row = input.size(3) + side - 1;
    const at::Tensor inputs = paddedRows(input, 1), gradients = paddedRows(gradient, 0);
    // The last tap's run ends with the last row that is there; what it leaves out of the gradient is padding.
    const int64_t count = inputs.size(0) - (side - 1) * (row + 1);
    const at::Tensor outputs = gradients.narrow(0, 0, count).t();
    at::Tensor result = at::empty({side, side, gradient.size(1), input.size(1)}, input.options());
    for (int64_t y = 0; y < side; y++)
        for (int64_t x = 0; x < side; x++) {
            at::Tensor tap = result.select(0, y).select(0, x);
            at::mm_out(tap, outputs, inputs.narrow(0, y * row + x, count));
        }
    return result.permute({2, 3, 0, 1}).contiguous(at::MemoryFormat::ChannelsLast);
}

class Convolution3x3 : public torch::autograd::Function<Convolution3x3> {
public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &input, const at::Tensor &weight,
                              const std::optional<at::Tensor> &bias) {
        context->save_for_backward({input, weight});
        context->saved_data["hasBias"] = bias.has_value();
        return at::conv2d(input, weight, bias, 1, 1);
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        const variable_list saved = context->get_saved_variables();
        const at::Tensor gradient = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
        variable_list results(3);
        if (context->needs_input_grad(0)) {
            results[0] = std::get<0>(at::convolution_backward(
                gradient, saved[0], saved[1], at::OptionalIntArrayRef(), {1, 1}, {1, 1}, {1, 1}, /*transposed=*/false,
                {0, 0}, /*groups=*/1, std::array<bool, 3>{true, false, false}));
        }
        if (context->needs_input_grad(1)) results[1] = weightGradient(saved[0], gradient);
        if (context->saved_data["hasBias"].toBool() && context->needs_input_grad(2))
            results[2] = gradient.sum(at::IntArrayRef{0, 2, 3});
        return results;
    }
};

// Whether a convolution's weights shall have their gradient from here. Small maps are mostly padding.
bool isSuited(const at::Tensor &input, const at::Tensor &weight, int64_t stride, int64_t padding, int64_t dilation) {
    return dilation == 1 && at::GradMode::is_enabled() && weight.requires_grad() && input.is_cpu() && weight.is_cpu() && stride == 1 &&
           padding == 1 && weight.dim() == 4 && weight.size(2) == side && weight.size(3) == side && input.dim() == 4 &&
           input.size(1) == weight.size(1) && input.size(2) * input.size(3) >= 400 &&
           input.is_contiguous(at::MemoryFormat::ChannelsLast) && input.scalar_type() == weight.scalar_type() &&
           (input.scalar_type() == at::kFloat || input.scalar_type() == at::kDouble) &&
           !at::autocast::is_autocast_enabled(at::kCPU);
}

// Whether a convolution is of a kind whose gradient oneDNN (in LibTorch 2.13, on AVX-512) may compute outside its memory, so that the
// process ends or computes with what is not its own.
bool isFragile(const at::Tensor &input, const at::Tensor &weight, int64_t stride, int64_t padding) {
    constexpr int64_t fewChannels = 16;
    return at::GradMode::is_enabled() && input.is_cpu() && input.dim() == 4 && weight.dim() == 4 && stride > 1 &&
           padding == 0 && weight.size(2) == 1 && weight.size(3) == 1 && weight.size(1) < fewChannels;
}

// The cells that a strided 1×1 convolution looks at: without stride it gives of these what it would give of the whole.
at::Tensor strided(const at::Tensor &input, int64_t stride) {
    return at::slice(at::slice(input, 2, 0, std::nullopt, stride), 3, 0, std::nullopt, stride)
        .contiguous(at::MemoryFormat::ChannelsLast);
}

} // namespace

ct_status ct_conv2d(ct_tensor input, ct_tensor weight, ct_tensor bias, int64_t stride, int64_t padding, int64_t dilation,
                    int64_t groups, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        const Borrowed inputs(input), weights(weight);
        if (isSuited(inputs, weights, stride, padding, dilation))
            return Convolution3x3::apply(*inputs, *weights, optional(bias));
        if (isFragile(inputs, weights, stride, padding))
            return at::conv2d(strided(inputs, stride), weights, optional(bias), {1, 1}, at::IntArrayRef{0, 0}, {1, 1},
                              groups);
        return at::conv2d(inputs, weights, optional(bias), {stride, stride}, at::IntArrayRef{padding, padding},
                          {dilation, dilation}, groups);
    });
}
