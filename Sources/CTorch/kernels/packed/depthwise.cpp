// What all instruction sets share of depthwise_kernel.h.
#include "depthwise.h"

#include "instruction_sets.h"

namespace ct::kernels {

DepthwiseWeights::DepthwiseWeights(const InstructionSet &set, int64_t channels, int64_t kernel, int64_t stride,
                                   int64_t padding, int64_t dilation)
    : set(set), channels(channels), kernel(kernel), stride(stride), padding(padding), dilation(dilation),
      packed(kernel * kernel * channels) {}

void DepthwiseWeights::pack(int64_t tap, const StridedWeights &weight, const double *scale) {
    float *out = packed.data() + tap * channels;
    for (int64_t channel = 0; channel < channels; channel++) {
        const double value = weight.at(channel, 0, tap / kernel, tap % kernel);
        out[channel] = static_cast<float>(scale ? value * scale[channel] : value);
    }
}

void depthwise(const DepthwiseWeights &weights, const float *bias, const FilteredMaps &maps, int64_t first,
               int64_t last, Activation activation) {
    weights.set.depthwise(weights, bias, maps, first, last, activation);
}

}  // namespace ct::kernels
