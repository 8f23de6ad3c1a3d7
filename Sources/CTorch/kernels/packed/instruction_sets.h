// The kernels once for each instruction set, chosen when the program runs: a package's manifest may have no compiler flags.
#pragma once
#include "depthwise.h"
#include "dilated.h"
#include "product.h"
#include "winograd.h"

namespace ct::kernels {

struct WinogradRange {
    int64_t firstTile, lastTile, firstGroup, lastGroup;
};

struct InstructionSet {
    const char *name;
    int64_t lanes;  // floats of a vector
    void (*winograd4)(const WinogradWeights &, const float *, const WinogradTiles &, const WinogradRange &,
                      Activation);
    void (*winograd6)(const WinogradWeights &, const float *, const WinogradTiles &, const WinogradRange &,
                      Activation);
    void (*product)(const ProductWeights &, const float *, const ProductRows &, const ProductRange &,
                    Activation);
    void (*dilatedProduct)(const ProductWeights &, const float *, const ProductRows &, const DilatedArea &, Activation);
    void (*maskLogits)(const ProductWeights &, const MaskClasses &, const float *, int64_t, int64_t, float *);
    void (*maxPool)(const PooledMap &, int64_t);
    void (*depthwise)(const DepthwiseWeights &, const float *, const FilteredMaps &, int64_t, int64_t, Activation);
    // Pixels, how many, and how many channels; then what they add up to, or what they are multiplied with where they lie.
    void (*sumPixels)(const float *, int64_t, int64_t, float *);
    void (*scalePixels)(float *, int64_t, int64_t, const float *);
    // Multiplies and adds as fast as it can; gives how often it did either.
    int64_t (*fuse)(int64_t);

    // Weights lie in panels of this many output channels.
    int64_t panel() const { return 2 * lanes; }
};

// Every one that this processor can run, the best first. Weights know for which they were packed.
const std::vector<InstructionSet> &instructionSets();

namespace baseline {
extern const InstructionSet instructions;
}
#if defined(__x86_64__)
namespace avx2 {
extern const InstructionSet instructions;
}
namespace avx512 {
extern const InstructionSet instructions;
}
#endif

}  // namespace ct::kernels
