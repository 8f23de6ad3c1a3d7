// The inner loops of dilated.cpp for one width of vectors; see vectors.h.

namespace ct::kernels::CT_KERNELS {

static void dilatedProduct(const ProductWeights &weights, const float *bias, const ProductRows &rows,
                           const DilatedArea &area, Activation activation) {
    const int64_t inputs = weights.inputs, outputs = weights.outputs, dilation = weights.dilation;
    const auto meets = [&](int64_t tap, int64_t place, int64_t size) {
        const int64_t at = place + (tap - 1) * dilation;
        return at >= 0 && at < size;
    };
    int64_t taps[9], count = 0;
    for (int64_t tap = 0; tap < 9; tap++)
        if (meets(tap / 3, area.firstRow, rows.height) && meets(tap % 3, area.firstColumn, rows.width))
            taps[count++] = tap;
    const int64_t first = area.map * rows.height * rows.width;
    for (int64_t i = 0; i < count; i++) {
        const int64_t offset = ((taps[i] / 3 - 1) * rows.width + taps[i] % 3 - 1) * dilation;
        for (int64_t start = 0; start < inputs; start += ProductWeights::mostDepth) {
            const int64_t part = std::min(ProductWeights::mostDepth, inputs - start);
            const bool starts = i == 0 && start == 0, ends = i == count - 1 && start + part == inputs;
            const auto multiply = starts ? (ends ? multiplyRows<true, true> : multiplyRows<true, false>)
                                         : (ends ? multiplyRows<false, true> : multiplyRows<false, false>);
            for (int64_t channel = area.firstChannel; channel < area.lastChannel; channel += panel) {
                const float *right = weights.packed.data() + channel * weights.depth + (taps[i] * inputs + start) * panel;
                for (int64_t row = area.firstRow; row < area.lastRow; row++)
                    for (int64_t column = area.firstColumn; column < area.lastColumn; column += rowsAtOnce) {
                        const int64_t cell = first + row * rows.width + column;
                        const int64_t cells = std::min(rowsAtOnce, area.lastColumn - column);
                        const float *residuals[rowsAtOnce];
                        if (rows.residual)
                            for (int64_t each = 0; each < cells; each++)
                                residuals[each] = rows.residual + (cell + each) * outputs;
                        const Epilogue epilogue{bias + channel, rows.residual ? residuals : nullptr, channel, activation};
                        multiply(cells, part, rows.input + (cell + offset) * inputs + start, inputs, right,
                                 rows.output + cell * outputs + channel, outputs, epilogue);
                    }
            }
        }
    }
}

}  // namespace ct::kernels::CT_KERNELS
