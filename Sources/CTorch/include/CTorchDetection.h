/* A part of CTorch.h, where the conventions are: boxes and masks. */
#ifndef CTORCH_DETECTION_H
#define CTORCH_DETECTION_H

#include "CTorchTypes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Detection kernels: detection.cpp and kernels/, DetectionKernels.swift ---- */

/* RoIAlign over the levels of a feature pyramid, differentiable in the features. levels[i] (N, C, Hi, Wi), whose sides are `scales[i]` of the input's; rois (K, 5): image index, x1, y1, x2, y2 in pixels of the input;
 * assignment (K) int64 on the CPU: each RoI's level, or -1 for one that is all zeros. out: (K, C, side, side). A
 * sampling ratio of 0 samples every feature cell. `aligned` moves boxes by half a cell, and lets their sides be shorter than one. On the CPU, in float32 or float64, results and gradients do not depend
 * on the number of threads. With a plan, which is optional, there is no gradient, and the result is in its memory. */
ct_status ct_roi_align(ct_plan plan, const ct_tensor *levels, const double *scales, int64_t level_count,
                       ct_tensor rois, ct_tensor assignment, int64_t side, int64_t sampling_ratio, bool aligned,
                       ct_tensor *out, ct_error *error);
/* Greedy non-maximum suppression within each group. boxes (N, 4), scores (N), groups (N) int64; `shift` first moves
 * the boxes of group g by g * (largest coordinate + 1), as torchvision does for few boxes. out: the kept indices in the
 * stable order of descending score, the first `most` of them. CPU, float32 or float64. */
ct_status ct_batched_nms(ct_tensor boxes, ct_tensor scores, ct_tensor groups, double iou_threshold, bool shift,
                         int64_t most, ct_tensor *out, ct_error *error);

/* Soft-NMS within each group. boxes (N, 4), scores (N), groups (N) int64, least (N): a box goes whose score falls to this or below.
 * With a sigma above 0 a better box multiplies scores by exp(-IoU² / sigma), else by 1 - IoU where that is above the threshold.
 * indices: what stays, int64, the best first, at most `most`; left: the scores that are left. CPU, float32 or float64. */
ct_status ct_soft_nms(ct_tensor boxes, ct_tensor scores, ct_tensor groups, ct_tensor least, double iou_threshold,
                      double sigma, int64_t most, ct_tensor *indices, ct_tensor *left, ct_error *error);

/* Run-length masks in COCO's column-major order: those of instance i are counts[starts[i] ..< starts[i + 1]]. */
typedef struct { uint32_t *counts; int64_t *starts; } ct_runs;
/* Resizes each probability mask to its box, pastes it into an image and thresholds it. masks (N, S, S); boxes (N, 4) in
 * pixels of the image. `sampled` looks the mask up at every pixel's centre and sets those of at least the threshold, as detectron2; else
 * the box is cut to whole pixels and those above it are set, as torchvision. CPU, both float32 or both float64. */
ct_status ct_paste_masks(ct_tensor masks, ct_tensor boxes, int64_t height, int64_t width, double threshold,
                         bool sampled, ct_runs *out, ct_error *error);
void ct_runs_free(ct_runs runs);
/* The same without a threshold: (N, height, width) probabilities, zero beside the boxes. */
ct_status ct_paste_probabilities(ct_tensor masks, ct_tensor boxes, int64_t height, int64_t width, bool sampled,
                                 ct_tensor *out, ct_error *error);

/* Where heat maps are highest, each enlarged to its box by cubic convolution. maps (N, K, S, S); boxes (N, 4) x1, y1, x2, y2, whose
 * sides count as at most `largest` pixels. CPU, both float32 or both float64. out: (N, K, 3) float32: x, y in the boxes' pixels and
 * the height. */
ct_status ct_find_keypoints(ct_tensor maps, ct_tensor boxes, int64_t largest, ct_tensor *out, ct_error *error);

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

#ifdef __cplusplus
}
#endif
#endif
