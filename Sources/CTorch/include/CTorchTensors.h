/* A part of CTorch.h, where the conventions are: tensors and what LibTorch does with them. */
#ifndef CTORCH_TENSORS_H
#define CTORCH_TENSORS_H

#include "CTorchTypes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Runtime: core.cpp, LibTorch.swift ---- */

const char *ct_version(void);
/* The instruction set LibTorch dispatches to, such as "AVX2". */
const char *ct_cpu_capability(void);
int32_t ct_thread_count(void);
/* Sets how many threads an operation called from this thread may use. */
ct_status ct_set_thread_count(int32_t count, ct_error *error);
/* Loads LibTorch's CUDA library from beside its CPU library, where there is one; false, without an error, where not. */
bool ct_load_cuda(void);
int32_t ct_cuda_device_count(void);
bool ct_mps_is_available(void);
/* Waits until the device has computed all that it was given; for GPUs, since on the CPU every operation waits. */
ct_status ct_synchronize(ct_device device, ct_error *error);
/* Inference mode holds on the calling thread until the guard is freed, there and in reverse order. */
ct_status ct_inference_mode_new(ct_inference_mode *out, ct_error *error);
void ct_inference_mode_free(ct_inference_mode mode);

/* ---- Gradients: autograd.cpp, Tensor+Gradients.swift ---- */

/* Whether operations with the tensor are recorded, so that a gradient for it can be computed. Set on leaves alone. */
ct_status ct_set_requires_gradient(ct_tensor tensor, bool value, ct_error *error);
bool ct_requires_gradient(ct_tensor tensor);
/* The same elements, cut off from what they were computed from. */
ct_status ct_detach(ct_tensor tensor, ct_tensor *out, ct_error *error);
/* Adds the gradient of a tensor of one element to every leaf that it was computed from. */
ct_status ct_backward(ct_tensor tensor, ct_error *error);
/* The gradient so far; absent (a null `ptr`) where there is none. */
ct_status ct_gradient(ct_tensor tensor, ct_tensor *out, ct_error *error);
/* Replaces the gradient; an absent one drops it. */
ct_status ct_set_gradient(ct_tensor tensor, ct_tensor gradient, ct_error *error);
/* Nothing is recorded on the calling thread until the guard is freed, there and in reverse order. */
ct_status ct_no_gradients_new(ct_no_gradients *out, ct_error *error);
void ct_no_gradients_free(ct_no_gradients guard);
/* On the calling thread, until the guard is freed, operations of this type of device that gain from it compute in the
 * lower precision `dtype`. */
ct_status ct_autocast_new(int32_t device_type, int32_t dtype, ct_autocast *out, ct_error *error);
void ct_autocast_free(ct_autocast guard);

/* ---- Tensors: tensor.cpp, Tensor.swift ---- */

void ct_tensor_free(ct_tensor tensor);
int64_t ct_tensor_dimension_count(ct_tensor tensor);
int64_t ct_tensor_size(ct_tensor tensor, int64_t dimension);
int32_t ct_tensor_dtype(ct_tensor tensor);
ct_device ct_tensor_device(ct_tensor tensor);
bool ct_tensor_is_contiguous(ct_tensor tensor, bool channels_last);
/* The address of the first element; the tensor must be on the CPU. */
void *ct_tensor_data(ct_tensor tensor);
/* A tensor over the caller's memory: `release(context)` is called once, when nothing uses the memory any more. */
ct_status ct_tensor_from_memory(const void *data, const int64_t *sizes, const int64_t *strides, int64_t dimensions,
                                int32_t dtype, void (*release)(void *context), void *context, ct_tensor *out,
                                ct_error *error);
/* Fills `data` with the elements in row-major order. */
ct_status ct_tensor_copy_out(ct_tensor tensor, void *data, int64_t byte_count, ct_error *error);
ct_status ct_tensor_to(ct_tensor tensor, ct_device device, int32_t dtype, ct_tensor *out, ct_error *error);
ct_status ct_tensor_contiguous(ct_tensor tensor, bool channels_last, ct_tensor *out, ct_error *error);
ct_status ct_tensor_copy_into(ct_tensor destination, ct_tensor source, ct_error *error);
ct_status ct_tensor_item(ct_tensor tensor, double *out, ct_error *error);
/* Whether every element is neither NaN nor infinite. */
ct_status ct_tensor_is_finite(ct_tensor tensor, bool *out, ct_error *error);
/* The largest |a - b|; infinite where a NaN stands on one side alone. */
ct_status ct_tensor_largest_difference(ct_tensor a, ct_tensor b, double *out, ct_error *error);

/* ---- Creation: creation.cpp, Tensor+Creation.swift ---- */

ct_status ct_full(const int64_t *sizes, int64_t dimensions, double value, int32_t dtype, ct_device device,
                  ct_tensor *out, ct_error *error);
ct_status ct_arange(int64_t count, int32_t dtype, ct_device device, ct_tensor *out, ct_error *error);
/* A source of random numbers for tensors on the CPU, which gives the same ones for the same seed. */
ct_status ct_generator_new(uint64_t seed, ct_generator *out, ct_error *error);
void ct_generator_free(ct_generator generator);
ct_status ct_fill_normal(ct_tensor tensor, double mean, double deviation, ct_generator generator, ct_error *error);
ct_status ct_fill_uniform(ct_tensor tensor, double low, double high, ct_generator generator, ct_error *error);

/* ---- Arithmetic: arithmetic.cpp, Tensor+Arithmetic.swift ---- */

ct_status ct_add(ct_tensor a, ct_tensor b, ct_tensor *out, ct_error *error);
ct_status ct_subtract(ct_tensor a, ct_tensor b, ct_tensor *out, ct_error *error);
ct_status ct_multiply(ct_tensor a, ct_tensor b, ct_tensor *out, ct_error *error);
ct_status ct_divide(ct_tensor a, ct_tensor b, ct_tensor *out, ct_error *error);
ct_status ct_add_scalar(ct_tensor a, double value, ct_tensor *out, ct_error *error);
ct_status ct_multiply_scalar(ct_tensor a, double value, ct_tensor *out, ct_error *error);
ct_status ct_divide_scalar(ct_tensor a, double value, ct_tensor *out, ct_error *error);
ct_status ct_add_in_place(ct_tensor a, ct_tensor b, ct_error *error);
ct_status ct_relu_in_place(ct_tensor a, ct_error *error);
ct_status ct_exp(ct_tensor a, ct_tensor *out, ct_error *error);
ct_status ct_log2(ct_tensor a, ct_tensor *out, ct_error *error);
ct_status ct_floor(ct_tensor a, ct_tensor *out, ct_error *error);
/* Halves go to the even neighbour. */
ct_status ct_round(ct_tensor a, ct_tensor *out, ct_error *error);
ct_status ct_sqrt(ct_tensor a, ct_tensor *out, ct_error *error);
ct_status ct_rsqrt(ct_tensor a, ct_tensor *out, ct_error *error);
ct_status ct_sigmoid(ct_tensor a, ct_tensor *out, ct_error *error);
ct_status ct_hardsigmoid(ct_tensor a, ct_tensor *out, ct_error *error);
ct_status ct_hardswish(ct_tensor a, ct_tensor *out, ct_error *error);
ct_status ct_softmax(ct_tensor a, int64_t dimension, ct_tensor *out, ct_error *error);
/* An infinite bound does not bound. */
ct_status ct_clamp(ct_tensor a, double low, double high, ct_tensor *out, ct_error *error);
ct_status ct_greater(ct_tensor a, double value, ct_tensor *out, ct_error *error);
ct_status ct_greater_or_equal(ct_tensor a, double value, ct_tensor *out, ct_error *error);
ct_status ct_logical_and(ct_tensor a, ct_tensor b, ct_tensor *out, ct_error *error);
ct_status ct_sum(ct_tensor a, ct_tensor *out, ct_error *error);
ct_status ct_log(ct_tensor a, ct_tensor *out, ct_error *error);
ct_status ct_mean(ct_tensor a, const int64_t *dimensions, int64_t count, bool keep, ct_tensor *out, ct_error *error);

/* ---- Shape and selection: shape.cpp, Tensor+Shape.swift ---- */

ct_status ct_reshape(ct_tensor a, const int64_t *sizes, int64_t dimensions, ct_tensor *out, ct_error *error);
ct_status ct_permute(ct_tensor a, const int64_t *order, int64_t dimensions, ct_tensor *out, ct_error *error);
ct_status ct_narrow(ct_tensor a, int64_t dimension, int64_t start, int64_t length, ct_tensor *out, ct_error *error);
ct_status ct_cat(const ct_tensor *tensors, int64_t count, int64_t dimension, ct_tensor *out, ct_error *error);
ct_status ct_stack(const ct_tensor *tensors, int64_t count, int64_t dimension, ct_tensor *out, ct_error *error);
ct_status ct_index_select(ct_tensor a, int64_t dimension, ct_tensor indices, ct_tensor *out, ct_error *error);
/* a[i, indices[i], ...]: one row of the second dimension for each of the first. */
ct_status ct_select_per_row(ct_tensor a, ct_tensor indices, ct_tensor *out, ct_error *error);
/* The indices of the true elements of a one-dimensional tensor. */
ct_status ct_true_indices(ct_tensor a, ct_tensor *out, ct_error *error);
/* The `count` largest along the last dimension in descending order. */
ct_status ct_top_k(ct_tensor a, int64_t count, ct_tensor *values, ct_tensor *indices, ct_error *error);

#ifdef __cplusplus
}
#endif
#endif
