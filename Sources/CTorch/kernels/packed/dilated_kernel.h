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
            const auto panelOf = [&](int64_t channel, int64_t tap, int64_t input) {
                return weights.packed.data() + channel * weights.depth + (tap * inputs + input) * panel;
            };
            for (int64_t channel = area.firstChannel; channel < area.lastChannel; channel += panel) {
                const float *right = panelOf(channel, taps[i], start), *next = nullptr;
                if (channel + panel < area.lastChannel) {
                    next = panelOf(channel + panel, taps[i], start);
                } else if (start + part < inputs) {
                    next = panelOf(area.firstChannel, taps[i], start + part);
                } else if (i + 1 < count) {
                    next = panelOf(area.firstChannel, taps[i + 1], 0);
                }
                int64_t calls = 0;
                for (int64_t row = area.firstRow; row < area.lastRow; row++)
                    for (int64_t column = area.firstColumn; column < area.lastColumn; column += rowsAtOnce) {
                        const int64_t cell = first + row * rows.width + column;
                        const int64_t cells = std::min(rowsAtOnce, area.lastColumn - column);
                        const float *residuals[rowsAtOnce];
                        if (rows.residual)
                            for (int64_t each = 0; each < cells; each++)
                                residuals[each] = rows.residual + (cell + each) * outputs;
                        const bool fetches = next && calls < aheadParts;
                        const Epilogue epilogue{bias + channel, rows.residual ? residuals : nullptr, channel, activation,
                                                fetches ? next + calls * part * panel / aheadParts : nullptr};
                        calls++;
                        multiply(cells, part, rows.input + (cell + offset) * inputs + start, inputs, right,
                                 rows.output + cell * outputs + channel, outputs, epilogue);
                    }
            }
        }
    }
}

}  // namespace ct::kernels::CT_KERNELS
