/* A part of CTorch.h, where the conventions are: losses and optimisers. */
#ifndef CTORCH_TRAINING_H
#define CTORCH_TRAINING_H

#include "CTorchTypes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Losses: losses.cpp, Losses.swift ---- */

/* Sums over all elements. */
ct_status ct_binary_cross_entropy(ct_tensor logits, ct_tensor targets, ct_tensor *out, ct_error *error);
/* `weights`: of each class, or absent; rows or pixels of the label `ignored` do not count. */
ct_status ct_cross_entropy(ct_tensor logits, ct_tensor labels, ct_tensor weights, int64_t ignored, ct_tensor *out,
                           ct_error *error);
ct_status ct_smooth_l1(ct_tensor values, ct_tensor targets, double beta, ct_tensor *out, ct_error *error);

/* ---- Optimisers: optimizers.cpp, Optimizers ---- */

/* One step of LibTorch's fused kernels over a group of parameters of one device and type. `first`: momentum buffers do
 * not hold anything yet. An absent momentum (count 0) has none. */
ct_status ct_sgd_step(const ct_tensor *parameters, const ct_tensor *gradients, const ct_tensor *momenta, int64_t count,
                      double rate, double momentum, double decay, bool nesterov, bool first, ct_error *error);
/* `steps`: one float32 tensor of one element for each parameter: how many steps were done, this one included. */
ct_status ct_adamw_step(const ct_tensor *parameters, const ct_tensor *gradients, const ct_tensor *averages,
                        const ct_tensor *square_averages, const ct_tensor *steps, int64_t count, double rate,
                        double beta1, double beta2, double epsilon, double decay, ct_error *error);
/* The norm of all elements of all tensors together. */
ct_status ct_total_norm(const ct_tensor *tensors, int64_t count, double *out, ct_error *error);
ct_status ct_scale_all(const ct_tensor *tensors, int64_t count, double factor, ct_error *error);
/* Moves each tensor towards the other by a share of the difference. */
ct_status ct_lerp_all(const ct_tensor *tensors, const ct_tensor *targets, int64_t count, double share,
                      ct_error *error);

#ifdef __cplusplus
}
#endif
#endif
