// What training makes small; each sums over all elements.
#include <ATen/core/Reduction.h>
#include <ATen/ops/binary_cross_entropy_with_logits.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/smooth_l1_loss.h>

#include "internal.h"

using namespace ct;

ct_status ct_binary_cross_entropy(ct_tensor logits, ct_tensor targets, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        return at::binary_cross_entropy_with_logits(Borrowed(logits), Borrowed(targets), {}, {}, at::Reduction::Sum);
    });
}

ct_status ct_cross_entropy(ct_tensor logits, ct_tensor labels, ct_tensor weights, int64_t ignored, ct_tensor *out,
                           ct_error *error) {
    return giving(out, error, [&] {
        return at::cross_entropy_loss(Borrowed(logits), Borrowed(labels), optional(weights), at::Reduction::Sum, ignored);
    });
}

ct_status ct_smooth_l1(ct_tensor values, ct_tensor targets, double beta, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        return at::smooth_l1_loss(Borrowed(values), Borrowed(targets), at::Reduction::Sum, beta);
    });
}
