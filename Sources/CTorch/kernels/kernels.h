// The CPU kernels: plain C++ on plain memory, for float and double. detection.cpp gives them tensors.
#pragma once
#include <cstdint>
#include <vector>

// Compiles a function for AVX2 and FMA as well and chooses when the program is loaded. Where the compiler's baseline has
// wide vectors already (64-bit Arm) or the loader cannot choose (macOS), there is one version.
#if defined(__x86_64__) && defined(__linux__)
#define CT_VECTORIZED __attribute__((target_clones("arch=haswell", "default")))
#else
#define CT_VECTORIZED
#endif

namespace ct::kernels {

// One level of a feature pyramid, channels-last.
template <class T> struct FeatureMap {
    const T *data;
    int64_t height, width, channels;
};

struct RoIAlignment {
    double spatialScale;
    int64_t side;           // of the output
    int64_t samplingRatio;  // samples a side of each output cell; 0: as many as the cell covers
};

// Writes side × side × channels values for the box x1, y1, x2, y2.
void roiAlign(const FeatureMap<float> &features, const float *box, const RoIAlignment &alignment, float *out);
void roiAlign(const FeatureMap<double> &features, const double *box, const RoIAlignment &alignment, double *out);

// Greedy non-maximum suppression within groups; the indices of what stays, in the stable order of descending score.
template <class T>
std::vector<int64_t> batchedNMS(const T *boxes, const T *scores, const int64_t *groups, int64_t count,
                                double threshold, bool shift);

// The run lengths, column by column, of one side × side probability mask pasted into an image at a box.
template <class T>
std::vector<uint32_t> pasteMask(const T *mask, int64_t side, const T *box, int64_t height, int64_t width,
                                double threshold);

}  // namespace ct::kernels
