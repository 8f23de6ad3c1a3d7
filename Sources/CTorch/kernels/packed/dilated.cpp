// What all instruction sets share of dilated_kernel.h: how work is shared.
#include "dilated.h"

#include <algorithm>

#include "instruction_sets.h"

namespace ct::kernels {
namespace {

// Where taps begin or cease to meet the map, along a side.
std::vector<int64_t> borders(int64_t size, int64_t dilation) {
    const int64_t reach = std::min(dilation, size);
    return {0, std::min(reach, size - reach), std::max(reach, size - reach), size};
}

// How many of the three taps meet the map from an output at this place.
int64_t tapCount(int64_t place, int64_t size, int64_t dilation) {
    return 1 + (place >= dilation) + (place + dilation < size);
}

}  // namespace

bool isFarApart(int64_t dilation) { return dilation > 16; }

DilatedTasks::DilatedTasks(const ProductWeights &weights, const ProductRows &rows) {
    constexpr int64_t mostCells = 96, mostChannels = 256;
    const int64_t dilation = weights.dilation, inputs = weights.inputs;
    const std::vector<int64_t> down = borders(rows.height, dilation), across = borders(rows.width, dilation);
    for (int64_t map = 0; map < rows.count; map++)
        for (size_t i = 0; i < 3; i++)
            for (size_t j = 0; j < 3; j++)
                for (int64_t column = across[j]; column < across[j + 1]; column += mostCells) {
                    const int64_t lastColumn = std::min(column + mostCells, across[j + 1]);
                    const int64_t step = std::max<int64_t>(1, mostCells / (lastColumn - column));
                    for (int64_t row = down[i]; row < down[i + 1]; row += step) {
                        const int64_t lastRow = std::min(row + step, down[i + 1]);
                        operations += 2 * inputs * (lastRow - row) * (lastColumn - column) *
                                      tapCount(row, rows.height, dilation) * tapCount(column, rows.width, dilation);
                        for (int64_t channel = 0; channel < weights.outputs; channel += mostChannels)
                            areas.push_back({map, row, lastRow, column, lastColumn, channel,
                                             std::min(channel + mostChannels, weights.outputs)});
                    }
                }
}

void dilatedProduct(const ProductWeights &weights, const float *bias, const ProductRows &rows, const DilatedArea &area,
                    Activation activation) {
    weights.set.dilatedProduct(weights, bias, rows, area, activation);
}

}  // namespace ct::kernels
