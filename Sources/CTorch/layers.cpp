// The layers of a convolutional network.
#include <ATen/ops/_upsample_bilinear2d_aa.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/group_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/upsample_bilinear2d.h>
#include <ATen/ops/upsample_nearest2d.h>

#include "internal.h"

using namespace ct;

ct_status ct_conv_transpose2d(ct_tensor input, ct_tensor weight, ct_tensor bias, int64_t stride, int64_t padding,
                              ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        return at::conv_transpose2d(Borrowed(input), Borrowed(weight), optional(bias), {stride, stride},
                                    {padding, padding});
    });
}

ct_status ct_linear(ct_tensor input, ct_tensor weight, ct_tensor bias, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::linear(Borrowed(input), Borrowed(weight), optional(bias)); });
}

ct_status ct_batch_norm(ct_tensor input, ct_tensor weight, ct_tensor bias, ct_tensor mean, ct_tensor variance,
                        bool training, double momentum, double epsilon, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        return at::batch_norm(Borrowed(input), optional(weight), optional(bias), optional(mean), optional(variance),
                              training, momentum, epsilon, /*cudnn_enabled=*/true);
    });
}

ct_status ct_group_norm(ct_tensor input, int64_t groups, ct_tensor weight, ct_tensor bias, double epsilon,
                        ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        return at::group_norm(Borrowed(input), groups, optional(weight), optional(bias), epsilon, /*cudnn_enabled=*/true);
    });
}

ct_status ct_max_pool2d(ct_tensor input, int64_t kernel, int64_t stride, int64_t padding, ct_tensor *out,
                        ct_error *error) {
    return giving(out, error, [&] {
        return at::max_pool2d(Borrowed(input), {kernel, kernel}, {stride, stride}, {padding, padding});
    });
}

ct_status ct_resize2d(ct_tensor input, int64_t height, int64_t width, bool bilinear, ct_tensor *out,
                      ct_error *error) {
    return giving(out, error, [&] {
        std::array<int64_t, 2> size{height, width};
        return bilinear ? at::upsample_bilinear2d(Borrowed(input), size, /*align_corners=*/false)
                        : at::upsample_nearest2d(Borrowed(input), size);
    });
}

ct_status ct_resize2d_antialiased(ct_tensor input, int64_t height, int64_t width, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        std::array<int64_t, 2> size{height, width};
        return at::_upsample_bilinear2d_aa(Borrowed(input), size, /*align_corners=*/false);
    });
}
