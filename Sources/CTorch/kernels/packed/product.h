// Convolutions of any kernel and stride, and linear layers, as products of matrices: what an output pixel's kernel meets
// is a row of inputs. Bias, residual and ReLU are applied before a sum leaves its registers. Plain C++ on plain memory,
// channels-last.
#pragma once
#include "activation.h"
#include "winograd.h"

namespace ct::kernels {

// A layer's weights, packed for an instruction set: panels of output channels, one after another, the last one filled up
// with zeros.
class ProductWeights {
public:
    ProductWeights(const InstructionSet &set, int64_t inputs, int64_t outputs, int64_t kernel, int64_t stride,
                   int64_t padding, int64_t dilation = 1);
    int64_t panelCount() const;
    // Packs a panel of output channels; `scale`, of each output, may be null.
    void pack(int64_t panel, const StridedWeights &weight, const double *scale);
    // Whether a sum leaves its registers once, whole: deeper ones are made in parts, which the output may hold meanwhile.
    bool finishesAtOnce() const { return depth <= mostDepth; }

    // A panel of weights this deep stays in the first-level cache while rows go by.
    static constexpr int64_t mostDepth = 256;

    const InstructionSet &set;
    const int64_t inputs, outputs, kernel, stride, padding, dilation;
    const int64_t depth;  // kernel² · inputs, in the order row, column, input
    AlignedMemory packed;
};

// What a layer is applied to: `count` maps of (height, width, inputs), one after another.
struct ProductRows {
    const float *input;
    float *output;
    int64_t count, height, width;
    int64_t outputHeight, outputWidth;
    // Added to the outputs, or null: maps of this size, enlarged to the outputs' as LibTorch's nearest does it.
    const float *residual;
    int64_t residualHeight, residualWidth;

    int64_t size() const { return count * outputHeight * outputWidth; }
    // Whether what a kernel meets lies in memory as it is: 1×1 kernels, and those as large as the maps.
    bool liesInOrder(const ProductWeights &weights) const;
};

struct ProductRange {
    int64_t firstRow, lastRow, firstChannel, lastChannel;
};

// How rows and output channels are shared among threads: in blocks that fit the second-level cache.
struct ProductTasks {
    int64_t rows, outputs, down, across, channels;
    // Rows of a block, at most, where weights are deep.
    static constexpr int64_t mostRowsOfDeep = 192;

    ProductTasks(const ProductWeights &weights, int64_t rows, int64_t threads);
    int64_t count() const { return down * across; }
    ProductRange range(int64_t task) const;
};

// Computes one task; `bias` is of the outputs, filled up with zeros to whole panels.
void product(const ProductWeights &weights, const float *bias, const ProductRows &rows, const ProductTasks &tasks,
             int64_t task, Activation activation);

// The last layers of a mask head: a transposed 2×2 convolution of stride 2 with a ReLU, then the logits of one class.
struct MaskClasses {
    const float *bias;         // of the transposed convolution, four times over
    const float *weights;      // (classes, channels)
    const float *classBias;    // (classes)
    const int64_t *labels;     // of each map
    int64_t side;              // of a map
};

// Logits (2 · side, 2 · side) of the maps [first, last): `weights` gives the four outputs of a pixel side by side.
void maskLogits(const ProductWeights &weights, const MaskClasses &classes, const float *input, int64_t first,
                int64_t last, float *out);

// The largest of each 3×3 window in steps of 2, with a border that counts as nothing: one map to one map.
struct PooledMap {
    const float *input;
    float *output;
    int64_t height, width, channels;
    int64_t outputHeight() const { return (height + 1) / 2; }
    int64_t outputWidth() const { return (width + 1) / 2; }
};

}  // namespace ct::kernels
