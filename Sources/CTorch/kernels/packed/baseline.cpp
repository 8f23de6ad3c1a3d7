// The kernels for every processor: SSE2 on x86-64, NEON on 64-bit Arm.
#include <algorithm>

#include "instruction_sets.h"

#pragma STDC FP_CONTRACT ON
#define CT_KERNELS baseline
#define CT_LANES 4
#define CT_HELD 0
#if defined(__aarch64__)
#define CT_NAME "NEON"
#define CT_ROWS 8
#define CT_STEPS 4
#else
#define CT_NAME "baseline"
#define CT_ROWS 6
#define CT_STEPS 1
#endif
#include "vectors.h"
#include "winograd_kernel.h"
#include "depthwise_kernel.h"
#include "product_kernel.h"
#include "dilated_kernel.h"
#include "instructions.h"
