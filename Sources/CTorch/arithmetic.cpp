// Element by element, and reductions.
#include <ATen/ops/add.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/div.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/floor.h>
#include <ATen/ops/ge.h>
#include <ATen/ops/gt.h>
#include <ATen/ops/hardsigmoid.h>
#include <ATen/ops/hardswish.h>
#include <ATen/ops/log.h>
#include <ATen/ops/log2.h>
#include <ATen/ops/logical_and.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/round.h>
#include <ATen/ops/rsqrt.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/sum.h>

#include <cmath>

#include "internal.h"

using namespace ct;

ct_status ct_add(ct_tensor a, ct_tensor b, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::add(Borrowed(a), Borrowed(b)); });
}

ct_status ct_subtract(ct_tensor a, ct_tensor b, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::sub(Borrowed(a), Borrowed(b)); });
}

ct_status ct_multiply(ct_tensor a, ct_tensor b, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::mul(Borrowed(a), Borrowed(b)); });
}

ct_status ct_divide(ct_tensor a, ct_tensor b, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::div(Borrowed(a), Borrowed(b)); });
}

ct_status ct_add_scalar(ct_tensor a, double value, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::add(Borrowed(a), value); });
}

ct_status ct_multiply_scalar(ct_tensor a, double value, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::mul(Borrowed(a), value); });
}

ct_status ct_divide_scalar(ct_tensor a, double value, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::div(Borrowed(a), value); });
}

ct_status ct_add_in_place(ct_tensor a, ct_tensor b, ct_error *error) {
    return guarded(error, [&] { Borrowed(a)->add_(Borrowed(b)); });
}

ct_status ct_relu_in_place(ct_tensor a, ct_error *error) {
    return guarded(error, [&] { Borrowed(a)->relu_(); });
}

ct_status ct_exp(ct_tensor a, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::exp(Borrowed(a)); });
}

ct_status ct_log2(ct_tensor a, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::log2(Borrowed(a)); });
}

ct_status ct_floor(ct_tensor a, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::floor(Borrowed(a)); });
}

ct_status ct_round(ct_tensor a, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::round(Borrowed(a)); });
}

ct_status ct_sqrt(ct_tensor a, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::sqrt(Borrowed(a)); });
}

ct_status ct_rsqrt(ct_tensor a, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::rsqrt(Borrowed(a)); });
}

ct_status ct_hardsigmoid(ct_tensor a, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::hardsigmoid(Borrowed(a)); });
}

ct_status ct_hardswish(ct_tensor a, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::hardswish(Borrowed(a)); });
}

ct_status ct_sigmoid(ct_tensor a, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::sigmoid(Borrowed(a)); });
}

ct_status ct_softmax(ct_tensor a, int64_t dimension, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::softmax(Borrowed(a), dimension); });
}

ct_status ct_clamp(ct_tensor a, double low, double high, ct_tensor *out, ct_error *error) {
    auto bound = [](double value) {
        return std::isinf(value) ? std::nullopt : std::optional<at::Scalar>(value);
    };
    return giving(out, error, [&] { return at::clamp(Borrowed(a), bound(low), bound(high)); });
}

ct_status ct_greater(ct_tensor a, double value, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::gt(Borrowed(a), value); });
}

ct_status ct_greater_or_equal(ct_tensor a, double value, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::ge(Borrowed(a), value); });
}

ct_status ct_logical_and(ct_tensor a, ct_tensor b, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::logical_and(Borrowed(a), Borrowed(b)); });
}

ct_status ct_sum(ct_tensor a, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::sum(Borrowed(a)); });
}

ct_status ct_log(ct_tensor a, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::log(Borrowed(a)); });
}

ct_status ct_mean(ct_tensor a, const int64_t *dimensions, int64_t count, bool keep, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::mean(Borrowed(a), array(dimensions, count), keep); });
}
