// The kernels for AVX2 with fused multiply-add.
#include <algorithm>

#include "instruction_sets.h"

#if defined(__x86_64__)
#pragma STDC FP_CONTRACT ON
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define CT_KERNELS avx2
#define CT_NAME "AVX2"
#define CT_LANES 8
#define CT_ROWS 6
#define CT_STEPS 4
#define CT_HELD 0
#include "vectors.h"
#include "winograd_kernel.h"
#include "depthwise_kernel.h"
#include "product_kernel.h"
#include "dilated_kernel.h"
#include "instructions.h"
#pragma clang attribute pop
#endif
