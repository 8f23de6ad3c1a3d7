/* CTorch: a C interface to the parts of LibTorch that this package uses, and to its own CPU kernels.
 *
 * Conventions. Every function that can fail returns a status and takes its results and an error by pointer: CT_OK leaves
 * the error alone; anything else has written a message into it, which the caller releases with ct_error_free. A C++
 * exception never leaves a function. A `ct_tensor` that comes back through an `out` pointer is owned by the caller, who
 * releases it with ct_tensor_free; every tensor passed in is borrowed. An optional tensor is absent where its `ptr` is
 * null. Sizes are counts of elements. Data types are LibTorch's `ScalarType` numbers.
 */
#ifndef CTORCH_H
#define CTORCH_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t ct_status;
enum { CT_OK = 0, CT_FAILED = 1 };

typedef struct { char *message; } ct_error;
typedef struct { void *ptr; } ct_tensor;
typedef struct { void *ptr; } ct_inference_mode;
typedef struct { void *ptr; } ct_generator;
typedef struct { void *ptr; } ct_no_gradients;
typedef struct { void *ptr; } ct_autocast;
typedef struct { void *ptr; } ct_plan;
typedef struct { void *ptr; } ct_packed_convolution;
typedef struct { void *ptr; } ct_packed_mask_predictor;

/* type: 0 CPU, 1 CUDA, 13 MPS (LibTorch's DeviceType). */
typedef struct { int32_t type; int32_t index; } ct_device;

void ct_error_free(ct_error error);

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

/* ---- Images: image.cpp and kernels/image.cpp, ImageBatching.swift ---- */

/* A photograph: height × width × 3 bytes, and the size that it shall have. */
typedef struct {
    const uint8_t *pixels;
    int64_t height, width, resized_height, resized_width;
} ct_image;
/* Normalises each channel (byte / 255, less its mean, over its deviation) and resizes bilinearly, with pixel centres at
 * halves and no antialiasing; pads with zeros to the right and below. out: (count, 3, padded_height, padded_width),
 * float32, channels-last. */
ct_status ct_image_batch(const ct_image *images, int64_t count, int64_t padded_height, int64_t padded_width,
                         const double *mean, const double *deviation, ct_tensor *out, ct_error *error);

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
ct_status ct_sqrt(ct_tensor a, ct_tensor *out, ct_error *error);
ct_status ct_rsqrt(ct_tensor a, ct_tensor *out, ct_error *error);
ct_status ct_sigmoid(ct_tensor a, ct_tensor *out, ct_error *error);
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

/* ---- Layers: layers.cpp, NN ---- */

ct_status ct_conv2d(ct_tensor input, ct_tensor weight, ct_tensor bias, int64_t stride, int64_t padding, ct_tensor *out,
                    ct_error *error);
ct_status ct_conv_transpose2d(ct_tensor input, ct_tensor weight, ct_tensor bias, int64_t stride, ct_tensor *out,
                              ct_error *error);
ct_status ct_linear(ct_tensor input, ct_tensor weight, ct_tensor bias, ct_tensor *out, ct_error *error);
/* With `training` the batch's statistics are used, and the stored ones move towards them by the share `momentum`. */
ct_status ct_batch_norm(ct_tensor input, ct_tensor weight, ct_tensor bias, ct_tensor mean, ct_tensor variance,
                        bool training, double momentum, double epsilon, ct_tensor *out, ct_error *error);
ct_status ct_max_pool2d(ct_tensor input, int64_t kernel, int64_t stride, int64_t padding, ct_tensor *out,
                        ct_error *error);
/* Bilinear has align_corners false and no antialias; otherwise nearest. */
ct_status ct_resize2d(ct_tensor input, int64_t height, int64_t width, bool bilinear, ct_tensor *out, ct_error *error);

/* ---- Plans, for evaluation on the CPU: plan.cpp and kernels/packed/, InferencePlan.swift ---- */

/* The instruction sets of this processor that there are kernels for, the best first, such as "AVX2"; null past the last. */
const char *ct_instruction_set(int64_t index);
/* What layers are packed for, an instruction set by its index, and memory for activations, which is used again for the
 * next image. Layers and tensors keep it alive. */
ct_status ct_plan_new(int64_t instruction_set, ct_plan *out, ct_error *error);
void ct_plan_free(ct_plan plan);
/* The most bytes that activations took at a time. */
int64_t ct_plan_peak(ct_plan plan);
/* Gives memory that no tensor is in back to the system. */
void ct_plan_trim(ct_plan plan);
/* The additions and multiplications that layers have taken so far, as their products of matrices count them. */
int64_t ct_plan_operations(ct_plan plan);
/* How many of them a second the processor does at best, on the calling thread's threads: measured, in some 20 ms. */
double ct_plan_measured_peak(ct_plan plan);

/* ---- Packed layers: packed.cpp and kernels/packed/, NN/Packed*.swift ---- */

/* Packs weights (out, in, k, k), each output's times `scale` (out, float64) if there is one, with a bias (out, float64) if
 * there is one. 3×3 kernels of stride 1 and padding 1 have Winograd's tiles of `tile_side`² outputs, 4 or 6. Null where
 * the kernels do not have such a layer. */
ct_status ct_packed_convolution_new(ct_plan plan, ct_tensor weight, ct_tensor scale, ct_tensor bias, int64_t stride,
                                    int64_t padding, int64_t tile_side, ct_packed_convolution *out, ct_error *error);
void ct_packed_convolution_free(ct_packed_convolution convolution);
/* Applies a layer to `count` float32 tensors (N, C, H, W), which may differ in size, into as many results, channels-last;
 * then adds `residual` (with one tensor alone; one of a smaller size, for other kernels than 3×3, is enlarged by nearest),
 * and applies ReLU if told so. If it `overwrites`, nobody needs the residual any more: the result may be in its memory. */
ct_status ct_packed_convolution_apply(ct_packed_convolution convolution, const ct_tensor *maps, int64_t count,
                                      ct_tensor residual, bool overwrites, bool rectifies, ct_tensor *out,
                                      ct_error *error);
/* Packs a transposed convolution (in, out, 2, 2) of stride 2 with a bias, followed by ReLU, and the 1×1 convolution
 * (K, out, 1, 1) after it with a bias. */
ct_status ct_packed_mask_predictor_new(ct_plan plan, ct_tensor weight, ct_tensor bias, ct_tensor class_weight,
                                       ct_tensor class_bias, ct_packed_mask_predictor *out, ct_error *error);
void ct_packed_mask_predictor_free(ct_packed_mask_predictor predictor);
/* (R, C, S, S) and labels (R), int64, to logits (R, 2S, 2S) of each map's label. */
ct_status ct_packed_mask_predictor_apply(ct_packed_mask_predictor predictor, ct_tensor features, ct_tensor labels,
                                         ct_tensor *out, ct_error *error);
/* The largest of each 3×3 window in steps of 2 with a padding of 1. */
ct_status ct_packed_max_pool(ct_plan plan, ct_tensor input, ct_tensor *out, ct_error *error);

/* ---- Detection kernels: detection.cpp and kernels/, DetectionKernels.swift ---- */

/* RoIAlign over the levels of a feature pyramid, `aligned` false, differentiable in the features. levels[i] (N, C, Hi,
 * Wi), whose sides are `scales[i]` of the input's; rois (K, 5): image index, x1, y1, x2, y2 in pixels of the input;
 * assignment (K) int64 on the CPU: each RoI's level, or -1 for one that is all zeros. out: (K, C, side, side). A
 * sampling ratio of 0 samples every feature cell. On the CPU, in float32 or float64, results and gradients do not depend
 * on the number of threads. With a plan, which is optional, there is no gradient, and the result is in its memory. */
ct_status ct_roi_align(ct_plan plan, const ct_tensor *levels, const double *scales, int64_t level_count,
                       ct_tensor rois, ct_tensor assignment, int64_t side, int64_t sampling_ratio, ct_tensor *out,
                       ct_error *error);
/* Greedy non-maximum suppression within each group. boxes (N, 4), scores (N), groups (N) int64; `shift` first moves
 * the boxes of group g by g * (largest coordinate + 1), as torchvision does for few boxes. out: the kept indices in the
 * stable order of descending score, the first `most` of them. CPU, float32 or float64. */
ct_status ct_batched_nms(ct_tensor boxes, ct_tensor scores, ct_tensor groups, double iou_threshold, bool shift,
                         int64_t most, ct_tensor *out, ct_error *error);

/* Run-length masks in COCO's column-major order: those of instance i are counts[starts[i] ..< starts[i + 1]]. */
typedef struct { uint32_t *counts; int64_t *starts; } ct_runs;
/* Resizes each probability mask to its box, pastes it into an image and thresholds it. masks (N, S, S); boxes (N, 4) in
 * pixels of the image. CPU, both float32 or both float64. */
ct_status ct_paste_masks(ct_tensor masks, ct_tensor boxes, int64_t height, int64_t width, double threshold,
                         ct_runs *out, ct_error *error);
void ct_runs_free(ct_runs runs);

/* ---- Targets: targets.cpp and kernels/, TargetKernels.swift ---- */

/* Which of G boxes each of N candidates belongs to: its index; -1 for the background, below `low`; -2 for neither.
 * truth (G, 4), candidates (N, 4); `allow_low_quality` gives each box the candidates that overlap it most, ties
 * included. A background candidate with more than half of its area within one of ignored (M, 4) becomes -2. CPU,
 * float32 or float64; out: (N) int64. */
ct_status ct_match(ct_tensor truth, ct_tensor candidates, ct_tensor ignored, double high, double low,
                   bool allow_low_quality, ct_tensor *out, ct_error *error);
/* What the mask head is to say of each box: the mask of the object it belongs to, resized to the network's input
 * (nearest), then RoIAlign with as many samples as pixels are covered. The run lengths of mask i, column by column, are
 * counts[starts[i] ..< starts[i + 1]], all of height x width pixels; boxes (P, 4) in pixels of the resized image;
 * matched (P) int64: indices of masks. out: (P, side, side). CPU, float32 or float64. */
ct_status ct_mask_targets(const uint32_t *counts, const int64_t *starts, int64_t mask_count, int64_t height,
                          int64_t width, int64_t resized_height, int64_t resized_width, ct_tensor boxes,
                          ct_tensor matched, int64_t side, ct_tensor *out, ct_error *error);

/* ---- Losses: losses.cpp, Losses.swift ---- */

/* Sums over all elements. */
ct_status ct_binary_cross_entropy(ct_tensor logits, ct_tensor targets, ct_tensor *out, ct_error *error);
ct_status ct_cross_entropy(ct_tensor logits, ct_tensor labels, ct_tensor *out, ct_error *error);
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

/* ---- Distributed: distributed/, Distributed ---- */

typedef struct { void *ptr; } ct_group;
typedef struct { void *ptr; } ct_reducer;

typedef struct {
    const char *host;
    uint16_t port;
    /* This process's place among all of them. */
    int32_t rank;
    int32_t size;
    /* Whether this process answers at host:port; else one does that is not of the group, or the one that has it set. */
    bool serves;
    /* Set before every key in what is kept at host:port. */
    const char *prefix;
    /* The network interface for exchanges; null: the one that leads to the host. */
    const char *interface;
    int64_t timeout_milliseconds;
} ct_group_options;

/* Waits until all processes have come. Every operation below is to be called by all of them, in the same order; each
 * waits for the others up to the timeout, and after the first failure all fail. Tensors may be on any device. */
ct_status ct_group_new(ct_group_options options, ct_group *out, ct_error *error);
void ct_group_free(ct_group group);
/* Closes the connections, so that the others fail at once. */
void ct_group_abort(ct_group group);
enum { CT_SUM = 0, CT_MEAN = 1, CT_MAXIMUM = 2 };
ct_status ct_all_reduce(ct_group group, ct_tensor tensor, int32_t operation, ct_tensor *out, ct_error *error);
/* Overwrites the tensor with that of the process `root`. */
ct_status ct_broadcast(ct_group group, ct_tensor tensor, int32_t root, ct_error *error);
/* out: (size, ...) on the CPU; the tensors have the same shape everywhere. */
ct_status ct_all_gather(ct_group group, ct_tensor tensor, ct_tensor *out, ct_error *error);
ct_status ct_barrier(ct_group group, ct_error *error);
/* The sum over the processes; the gradient of the tensor is the sum of their gradients. */
ct_status ct_all_reduce_sum_autograd(ct_group group, ct_tensor tensor, ct_tensor *out, ct_error *error);
/* (N, C, ...) to (C). */
ct_status ct_sum_per_channel(ct_tensor tensor, ct_tensor *out, ct_error *error);

/* Averages gradients between `begin` and `finish`, of which the second waits; a backward pass in between overlaps with
 * the exchange, one before `begin` only adds to the gradients. `cancel` takes the place of `finish` after a failure. */
ct_status ct_reducer_new(ct_group group, const ct_tensor *parameters, int64_t count, int64_t bucket_bytes,
                         ct_reducer *out, ct_error *error);
void ct_reducer_free(ct_reducer reducer);
int64_t ct_reducer_bucket_count(ct_reducer reducer);
void ct_reducer_begin(ct_reducer reducer);
ct_status ct_reducer_finish(ct_reducer reducer, ct_error *error);
void ct_reducer_cancel(ct_reducer reducer);

#ifdef __cplusplus
}
#endif
#endif
