/* A part of CTorch.h, where the conventions are: the layers of a network. */
#ifndef CTORCH_LAYERS_H
#define CTORCH_LAYERS_H

#include "CTorchTypes.h"

#ifdef __cplusplus
extern "C" {
#endif

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

/* ---- Layers: layers.cpp, NN ---- */

/* `dilation` is the distance of a kernel's neighbouring cells. */
ct_status ct_conv2d(ct_tensor input, ct_tensor weight, ct_tensor bias, int64_t stride, int64_t padding, int64_t dilation,
                    int64_t groups, ct_tensor *out, ct_error *error);
ct_status ct_conv_transpose2d(ct_tensor input, ct_tensor weight, ct_tensor bias, int64_t stride, int64_t padding,
                              ct_tensor *out, ct_error *error);
ct_status ct_linear(ct_tensor input, ct_tensor weight, ct_tensor bias, ct_tensor *out, ct_error *error);
/* With `training` the batch's statistics are used, and the stored ones move towards them by the share `momentum`. */
ct_status ct_batch_norm(ct_tensor input, ct_tensor weight, ct_tensor bias, ct_tensor mean, ct_tensor variance,
                        bool training, double momentum, double epsilon, ct_tensor *out, ct_error *error);
ct_status ct_group_norm(ct_tensor input, int64_t groups, ct_tensor weight, ct_tensor bias, double epsilon,
                        ct_tensor *out, ct_error *error);
ct_status ct_max_pool2d(ct_tensor input, int64_t kernel, int64_t stride, int64_t padding, ct_tensor *out,
                        ct_error *error);
/* Bilinear has align_corners false and no antialias; otherwise nearest. */
ct_status ct_resize2d(ct_tensor input, int64_t height, int64_t width, bool bilinear, ct_tensor *out, ct_error *error);
/* Bilinear with align_corners false, and with antialiasing where it shrinks. */
ct_status ct_resize2d_antialiased(ct_tensor input, int64_t height, int64_t width, ct_tensor *out, ct_error *error);

/* ---- Class maps: segmentation.cpp and kernels/class_map.cpp, SegmentationKernels.swift ---- */

/* Logits (K, h, w), K at most 256, to the class of each pixel of an image: interpolated bilinearly (align_corners false) to the
 * size of the network's input and then to the image's, the largest, of equals the first. labels: height × width, row by row. probabilities: as many, of each pixel's class by a softmax
 * over all, or null. */
ct_status ct_class_map(ct_tensor logits, int64_t input_height, int64_t input_width, int64_t height, int64_t width,
                       uint8_t *labels, float *probabilities, ct_error *error);

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
/* How many of them a second the processor does at best, on the calling thread's threads: measured, in some 0.1 s. */
ct_status ct_plan_measured_peak(ct_plan plan, double *out, ct_error *error);

/* ---- Packed layers: packed.cpp, packed_layers.cpp and kernels/packed/, NN ---- */

/* Packs weights (out, in / groups, k, k), each output's times `scale` (out, float64) if there is one, with a bias (out,
 * float64) if there is one. 3×3 kernels of stride 1 and a padding equal to their dilation have Winograd's tiles of
 * `tile_side`² outputs, 4 or 6, but where the dilation is large. Null where the kernels do not have such a layer: of groups
 * they have those of one channel alone. */
ct_status ct_packed_convolution_new(ct_plan plan, ct_tensor weight, ct_tensor scale, ct_tensor bias, int64_t stride,
                                    int64_t padding, int64_t dilation, int64_t groups, int64_t tile_side,
                                    ct_packed_convolution *out, ct_error *error);
void ct_packed_convolution_free(ct_packed_convolution convolution);
/* Applies a layer to `count` float32 tensors (N, C, H, W), which may differ in size, into as many results, channels-last;
 * then adds `residual` (with one tensor alone; one of a smaller size is enlarged by nearest, but not for 3×3 kernels and
 * groups), and applies the activation. If it `overwrites`, nobody needs the residual any more: the result may be in its memory. */
ct_status ct_packed_convolution_apply(ct_packed_convolution convolution, const ct_tensor *maps, int64_t count,
                                      ct_tensor residual, bool overwrites, ct_activation activation,
                                      ct_tensor *out, ct_error *error);
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
/* Multiplies the channels of each map (C, H, W) with what is found in their means: two 1×1 layers, with a ReLU between them
 * and min(max(x + 3, 0), 6) / 6 after. The result is in the maps' memory where they lie channels-last. */
ct_status ct_packed_excitation_apply(ct_plan plan, ct_packed_convolution squeeze, ct_packed_convolution excite,
                                     ct_tensor maps, ct_tensor *out, ct_error *error);

#ifdef __cplusplus
}
#endif
#endif
