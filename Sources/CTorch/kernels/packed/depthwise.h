// Convolutions that filter each channel by itself, of any kernel, stride and dilation; and what is done with whole channels
// around them. Plain C++ on plain memory, channels-last.
#pragma once
#include "activation.h"
#include "winograd.h"

namespace ct::kernels {

// One filter a channel: (rows, columns, channels), in the order in which the inner loop reads them.
class DepthwiseWeights {
public:
    DepthwiseWeights(const InstructionSet &set, int64_t channels, int64_t kernel, int64_t stride, int64_t padding,
                     int64_t dilation);
    int64_t panelCount() const { return kernel * kernel; }
    // Packs one tap of all filters; `scale`, of each channel, may be null.
    void pack(int64_t tap, const StridedWeights &weight, const double *scale);

    const InstructionSet &set;
    const int64_t channels, kernel, stride, padding, dilation;
    AlignedMemory packed;
};

// `count` maps of (height, width, channels), one after another, and where what becomes of them goes; residual, of the
// outputs' shape, may be null.
struct FilteredMaps {
    const float *input;
    float *output;
    const float *residual;
    int64_t count, height, width, outputHeight, outputWidth;

    int64_t rows() const { return count * outputHeight; }
};

// Filters the rows of outputs [first, last), which count on from map to map. Every output is one sum in one order.
void depthwise(const DepthwiseWeights &weights, const float *bias, const FilteredMaps &maps, int64_t first,
               int64_t last, Activation activation);

}  // namespace ct::kernels
