// 3×3 convolutions of stride 1 whose kernels have such gaps that many of them reach beyond the map: products of matrices for
// one tap after another, those taps alone that meet the map. Plain C++ on plain memory, channels-last.
#pragma once
#include "product.h"

namespace ct::kernels {

// Outputs whose kernels meet the map with the same taps, and some of their channels.
struct DilatedArea {
    int64_t map, firstRow, lastRow, firstColumn, lastColumn, firstChannel, lastChannel;
};

// How outputs and their channels are shared among threads.
class DilatedTasks {
public:
    DilatedTasks(const ProductWeights &weights, const ProductRows &rows);
    int64_t count() const { return static_cast<int64_t>(areas.size()); }
    // The additions and multiplications for one output channel.
    int64_t operations = 0;
    std::vector<DilatedArea> areas;
};

// Whether so many rows between a kernel's taps leave too few cells to a grid for Winograd's tiles: torchvision's maps of
// such networks have 65.
bool isFarApart(int64_t dilation);

void dilatedProduct(const ProductWeights &weights, const float *bias, const ProductRows &rows, const DilatedArea &area,
                    Activation activation);

}  // namespace ct::kernels
