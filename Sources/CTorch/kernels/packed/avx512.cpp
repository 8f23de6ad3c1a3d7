// The kernels for AVX-512.
#include <algorithm>

#include "instruction_sets.h"

#if defined(__x86_64__)
#pragma STDC FP_CONTRACT ON
#pragma clang attribute push(__attribute__((target("avx512f,avx2,fma"))), apply_to = function)
#define CT_KERNELS avx512
#define CT_NAME "AVX-512"
#define CT_LANES 16
#define CT_ROWS 12
#define CT_STEPS 1
#define CT_HELD 36
#include "vectors.h"
#include "winograd_kernel.h"
#include "depthwise_kernel.h"
#include "product_kernel.h"
#include "dilated_kernel.h"
#include "instructions.h"
#pragma clang attribute pop
#endif
