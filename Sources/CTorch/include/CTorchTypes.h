/* What the functions of CTorch.h take and give. */
#ifndef CTORCH_TYPES_H
#define CTORCH_TYPES_H

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

/* What follows a layer's sums: nothing, max(x, 0), or x · min(max(x + 3, 0), 6) / 6. */
typedef enum { CT_NO_ACTIVATION = 0, CT_RELU = 1, CT_HARD_SWISH = 2 } ct_activation;

/* type: 0 CPU, 1 CUDA, 13 MPS (LibTorch's DeviceType). */
typedef struct { int32_t type; int32_t index; } ct_device;

void ct_error_free(ct_error error);

#ifdef __cplusplus
}
#endif
#endif
