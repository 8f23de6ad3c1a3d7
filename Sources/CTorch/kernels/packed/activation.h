// What follows a layer's sums.
#pragma once
#include <cstdint>

namespace ct::kernels {

enum class Activation : int32_t {
    none,
    relu,       // max(x, 0)
    hardSwish,  // x · min(max(x + 3, 0), 6) / 6
};

}  // namespace ct::kernels
