// What all instruction sets share of product_kernel.h: weights, and how work is shared.
#include "product.h"

#include <algorithm>

#include "instruction_sets.h"

namespace ct::kernels {

ProductWeights::ProductWeights(const InstructionSet &set, int64_t inputs, int64_t outputs, int64_t kernel,
                               int64_t stride, int64_t padding, int64_t dilation)
    : set(set), inputs(inputs), outputs(outputs), kernel(kernel), stride(stride), padding(padding),
      dilation(dilation), depth(kernel * kernel * inputs), packed(depth * panelCount() * set.panel()) {}

int64_t ProductWeights::panelCount() const { return (outputs + set.panel() - 1) / set.panel(); }

void ProductWeights::pack(int64_t index, const StridedWeights &weight, const double *scale) {
    const int64_t panel = set.panel(), first = index * panel;
    float *out = packed.data() + first * depth;
    for (int64_t row = 0; row < kernel; row++)
        for (int64_t column = 0; column < kernel; column++)
            for (int64_t input = 0; input < inputs; input++)
                for (int64_t output = first; output < first + panel; output++) {
                    const double value = output < outputs ? weight.at(output, input, row, column) : 0;
                    *out++ = static_cast<float>(scale && output < outputs ? value * scale[output] : value);
                }
}

bool ProductRows::liesInOrder(const ProductWeights &weights) const {
    if (weights.padding != 0) return false;
    return (weights.kernel == 1 && weights.stride == 1) || (weights.kernel == height && weights.kernel == width);
}

ProductTasks::ProductTasks(const ProductWeights &weights, int64_t rows, int64_t threads)
    : rows(rows), outputs(weights.outputs) {
    const int64_t panel = weights.set.panel();
    constexpr int64_t mostRows = 96, mostChannels = 256;
    const int64_t panels = (outputs + panel - 1) / panel;
    // Each block meets all weights. Where no cache holds them, and there are no more rows than a block may have, threads
    // share the channels instead.
    constexpr int64_t mostCached = 1 << 20;
    const bool isOneBlock = rows <= mostRowsOfDeep && !weights.finishesAtOnce() && weights.depth * outputs > mostCached;
    channels = std::min(panels, mostChannels / panel) * panel;
    if (isOneBlock) channels = std::min(channels, std::max<int64_t>(panels / (2 * threads), 1) * panel);
    across = (outputs + channels - 1) / channels;
    down = isOneBlock ? 1 : (rows + mostRows - 1) / mostRows;
    // Few blocks would leave threads idle at the end.
    while (!isOneBlock && down * across < 4 * threads && down < rows / 12) down++;
}

ProductRange ProductTasks::range(int64_t task) const {
    const int64_t block = task / across, part = task % across;
    return {rows * block / down, rows * (block + 1) / down, part * channels, std::min(outputs, (part + 1) * channels)};
}

void product(const ProductWeights &weights, const float *bias, const ProductRows &rows, const ProductTasks &tasks,
             int64_t task, Activation activation) {
    weights.set.product(weights, bias, rows, tasks.range(task), activation);
}

void maskLogits(const ProductWeights &weights, const MaskClasses &classes, const float *input, int64_t first,
                int64_t last, float *out) {
    weights.set.maskLogits(weights, classes, input, first, last, out);
}

}  // namespace ct::kernels
