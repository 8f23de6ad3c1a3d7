// Steps over many parameters at once, by LibTorch's fused and foreach kernels.
#include <ATen/ops/_foreach_lerp.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_norm.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/_fused_sgd.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/stack.h>
#include <c10/core/GradMode.h>

#include "internal.h"

using namespace ct;

namespace {

bool liesLike(const at::Tensor &a, const at::Tensor &b) {
    for (int64_t i = 0; i < a.dim(); i++)
        if (a.size(i) > 1 && a.stride(i) != b.stride(i)) return false;
    return true;
}

// The fused kernels walk through memory: gradients must lie as their parameters do, whoever set them.
std::vector<at::Tensor> laidOut(std::vector<at::Tensor> gradients, const std::vector<at::Tensor> &parameters) {
    for (size_t i = 0; i < gradients.size(); i++) {
        TORCH_CHECK(gradients[i].sizes() == parameters[i].sizes(), "a gradient must have its parameter's shape");
        if (!liesLike(gradients[i], parameters[i])) gradients[i] = at::empty_like(parameters[i]).copy_(gradients[i]);
    }
    return gradients;
}

} // namespace

ct_status ct_sgd_step(const ct_tensor *parameters, const ct_tensor *gradients, const ct_tensor *momenta, int64_t count,
                      double rate, double momentum, double decay, bool nesterov, bool first, ct_error *error) {
    return guarded(error, [&] {
        c10::NoGradGuard guard;
        const auto buffers = momentum > 0 ? shared(momenta, count) : std::vector<at::Tensor>{};
        const auto tensors = shared(parameters, count);
        at::_fused_sgd_(tensors, laidOut(shared(gradients, count), tensors), buffers, decay, momentum, rate,
                        /*dampening=*/0, nesterov, /*maximize=*/false, /*is_first_step=*/first);
    });
}

ct_status ct_adamw_step(const ct_tensor *parameters, const ct_tensor *gradients, const ct_tensor *averages,
                        const ct_tensor *square_averages, const ct_tensor *steps, int64_t count, double rate,
                        double beta1, double beta2, double epsilon, double decay, ct_error *error) {
    return guarded(error, [&] {
        c10::NoGradGuard guard;
        const auto tensors = shared(parameters, count);
        at::_fused_adamw_(tensors, laidOut(shared(gradients, count), tensors), shared(averages, count),
                          shared(square_averages, count), {}, shared(steps, count), rate, beta1, beta2, decay, epsilon,
                          /*amsgrad=*/false, /*maximize=*/false);
    });
}

ct_status ct_total_norm(const ct_tensor *tensors, int64_t count, double *out, ct_error *error) {
    return guarded(error, [&] {
        c10::NoGradGuard guard;
        if (count == 0) {
            *out = 0;
            return;
        }
        *out = at::linalg_vector_norm(at::stack(at::_foreach_norm(shared(tensors, count)))).item<double>();
    });
}

ct_status ct_scale_all(const ct_tensor *tensors, int64_t count, double factor, ct_error *error) {
    return guarded(error, [&] {
        c10::NoGradGuard guard;
        if (count > 0) at::_foreach_mul_(shared(tensors, count), factor);
    });
}

ct_status ct_lerp_all(const ct_tensor *tensors, const ct_tensor *targets, int64_t count, double share,
                      ct_error *error) {
    return guarded(error, [&] {
        c10::NoGradGuard guard;
        if (count > 0) at::_foreach_lerp_(shared(tensors, count), shared(targets, count), share);
    });
}
