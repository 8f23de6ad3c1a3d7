// 3×3 convolutions of stride 1 by Winograd's minimal filtering: plain C++ on plain memory, channels-last.
//
// F(4×4, 3×3): a tile of 6×6 inputs gives 4×4 outputs. Inputs and weights are transformed so that the convolution becomes
// 36 products of matrices, one for each point of the transformed tile: 36 multiplications where 4·4·9 = 144 were. Tiles
// are worked on in blocks that stay in the second-level cache from the first transform to the last. F(6×6, 3×3) does
// with 64 for 324, and rounds four times as coarsely.
//
// Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (2015); the points 0, ±5/8, ±3/2, ∞ in place
// of 0, ±1, ±2, ∞ halve the rounding error of F(4×4).
#pragma once
#include <cstdint>
#include <vector>

#include "activation.h"
#include "memory.h"

namespace ct::kernels {

struct InstructionSet;

// A tensor of weights as it lies in memory: (outputs, inputs, rows, columns), strides in floats.
struct StridedWeights {
    const float *values;
    int64_t strides[4];
    float at(int64_t output, int64_t input, int64_t row, int64_t column) const {
        return values[output * strides[0] + input * strides[1] + row * strides[2] + column * strides[3]];
    }
};

// A size of tiles, and how weights are transformed for it.
class WinogradForm {
public:
    static const WinogradForm &of(int64_t outputSide);
    int64_t points() const { return side * side; }
    static constexpr int64_t lanes = 8;
    // 3×3 weights to side × side points, `lanes` of them side by side.
    void transform(const double (*weight)[lanes], double (*out)[lanes]) const;

    const int64_t outputSide;  // 4 or 6
    const int64_t side;        // of a tile's inputs: two more

private:
    // The places of the points but the last, which is ∞.
    WinogradForm(int64_t outputSide, const std::vector<double> &places);
    double factors[8][3] = {};  // what a point takes of each weight in a row
};

// A convolution's weights, transformed and packed for the processor that this is.
class WinogradWeights {
public:
    // Whether a convolution has channels that the kernel can take.
    static bool suits(const InstructionSet &set, int64_t inputs, int64_t outputs);
    // Values stay unset until pack has been called for all panels.
    WinogradWeights(const InstructionSet &set, int64_t inputs, int64_t outputs, int64_t outputSide);
    int64_t panelCount() const;
    // Packs a panel of output channels; `scale`, of each output, may be null.
    void pack(int64_t panel, const StridedWeights &weight, const double *scale);

    const InstructionSet &set;
    const WinogradForm &form;
    const int64_t inputs, outputs;
    // Output channels that are worked on together: as many as leave the products of a block in the cache.
    const int64_t group;
    AlignedMemory packed;
};

// Maps of (height, width, channels) one after another, and where what becomes of them goes; residual, of the outputs'
// shape, may be null.
struct ConvolvedMaps {
    const float *input;
    float *output;
    const float *residual;
    int64_t count, height, width;
};

// The tiles over some maps. Those of one size lie on a canvas, with a row and a column of zeros between them, which
// wastes less than tiles of their own would: the canvas exists as addresses only. A kernel with gaps meets every so many
// rows and columns of a map, as many grids as the square of that, which lie on the canvas like maps of their own.
class WinogradTiles {
public:
    WinogradTiles(const std::vector<ConvolvedMaps> &maps, int64_t outputSide, int64_t dilation);
    int64_t count() const { return firsts.back(); }

    static constexpr int64_t mostPoints = 64, mostOutputs = 36;
    // Where each input of a tile lies; `zeros` for those between and outside maps.
    void inputs(int64_t tile, int64_t channels, const float *zeros, const float **out) const;
    // Where each output lies, and its residual: null between and outside maps. True where there are residuals.
    bool outputs(int64_t tile, int64_t channels, float **out, const float **residuals) const;

private:
    struct Canvas {
        ConvolvedMaps maps;
        int64_t across;         // maps
        int64_t rows, columns;  // tiles
    };
    struct Line {  // a row or a column of a canvas, and of a map
        int64_t map, position;
        bool isInside;
    };
    Line line(int64_t position, int64_t size) const;
    const Canvas &canvas(int64_t &tile) const;

    int64_t outputSide, dilation;
    std::vector<Canvas> canvases;
    std::vector<int64_t> firsts;
};

// How the tiles, and for few tiles the output channels, are shared among threads.
struct WinogradTasks {
    int64_t tiles, blocks, parts, groups;

    WinogradTasks(const WinogradWeights &weights, const WinogradTiles &tiles, int64_t threads);
    int64_t count() const { return blocks * parts; }
};

// Tiles of a block: where there are many blocks, and the most.
constexpr int64_t winogradBlock = 24, largestWinogradBlock = 32;
// Convolves one task's tiles, adds bias (of the outputs) and residuals, and applies an activation.
void winograd(const WinogradWeights &weights, const float *bias, const WinogradTiles &tiles, const WinogradTasks &tasks,
              int64_t task, Activation activation);

}  // namespace ct::kernels
