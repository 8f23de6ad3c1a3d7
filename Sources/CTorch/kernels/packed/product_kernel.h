// The inner loops of product.cpp for one width of vectors; see vectors.h.

namespace ct::kernels::CT_KERNELS {

// The rows of a block, at most.
constexpr int64_t mostBlockRows = ProductTasks::mostRowsOfDeep;

// What the kernel of one output pixel meets, zeros outside the map.
static void gatherRow(const ProductWeights &weights, const ProductRows &rows, int64_t index, float *out) {
    const int64_t perMap = rows.outputHeight * rows.outputWidth, map = index / perMap, place = index % perMap;
    const int64_t top = place / rows.outputWidth * weights.stride - weights.padding;
    const int64_t left = place % rows.outputWidth * weights.stride - weights.padding;
    const int64_t inputs = weights.inputs, kernel = weights.kernel;
    const float *start = rows.input + map * rows.height * rows.width * inputs;
    // Pixels of a row lie one after another.
    const int64_t firstColumn = std::clamp<int64_t>(-left, 0, kernel);
    const int64_t lastColumn = std::clamp<int64_t>(rows.width - left, firstColumn, kernel);
    for (int64_t y = 0; y < kernel; y++, out += kernel * inputs) {
        const int64_t row = top + y;
        if (row < 0 || row >= rows.height) {
            std::fill(out, out + kernel * inputs, 0.0f);
            continue;
        }
        const float *from = start + (row * rows.width + left) * inputs;
        std::fill(out, out + firstColumn * inputs, 0.0f);
        std::copy(from + firstColumn * inputs, from + lastColumn * inputs, out + firstColumn * inputs);
        std::fill(out + lastColumn * inputs, out + kernel * inputs, 0.0f);
    }
}

// Where the residual of each row of a range starts.
static void findResiduals(const ProductRows &rows, int64_t outputs, int64_t first, int64_t last, const float **out) {
    const int64_t perMap = rows.outputHeight * rows.outputWidth;
    const bool isSame = rows.residualHeight == rows.outputHeight && rows.residualWidth == rows.outputWidth;
    const float scaleY = static_cast<float>(rows.residualHeight) / static_cast<float>(rows.outputHeight);
    const float scaleX = static_cast<float>(rows.residualWidth) / static_cast<float>(rows.outputWidth);
    for (int64_t row = first; row < last; row++) {
        if (isSame) {
            *out++ = rows.residual + row * outputs;
            continue;
        }
        const int64_t map = row / perMap, y = row % perMap / rows.outputWidth, x = row % perMap % rows.outputWidth;
        const int64_t fromY = std::min(static_cast<int64_t>(static_cast<float>(y) * scaleY), rows.residualHeight - 1);
        const int64_t fromX = std::min(static_cast<int64_t>(static_cast<float>(x) * scaleX), rows.residualWidth - 1);
        *out++ = rows.residual + ((map * rows.residualHeight + fromY) * rows.residualWidth + fromX) * outputs;
    }
}

// Calls body(multiplyRows, first input, how many) for the parts of a sum.
template <class Body> static inline __attribute__((always_inline)) void forEachPart(int64_t depth, Body body) {
    for (int64_t start = 0; start < depth; start += ProductWeights::mostDepth) {
        const int64_t count = std::min(ProductWeights::mostDepth, depth - start);
        const bool starts = start == 0, ends = start + count == depth;
        body(starts ? (ends ? multiplyRows<true, true> : multiplyRows<true, false>)
                    : (ends ? multiplyRows<false, true> : multiplyRows<false, false>),
             start, count);
    }
}

// The last panel's channels where they are not a whole panel: by way of memory of its own.
static void multiplyPartial(const ProductWeights &weights, const float *bias, int64_t channel, int64_t count,
                            const float *left, int64_t stride, float *out, const float *const *residuals,
                            Activation activation) {
    float sums[rowsAtOnce * panel];
    const Epilogue epilogue{bias + channel, nullptr, 0, Activation::none};
    forEachPart(weights.depth, [&](auto multiply, int64_t start, int64_t part) {
        multiply(count, part, left + start, stride, weights.packed.data() + channel * weights.depth + start * panel, sums,
                 panel, epilogue);
    });
    for (int64_t row = 0; row < count; row++) {
        const float *from = sums + row * panel, *added = residuals ? residuals[row] + channel : nullptr;
        float *to = out + row * weights.outputs + channel;
        int64_t lane = 0;
        if (weights.outputs - channel >= lanes) {
            const Vector value = added ? load(from) + load(added) : load(from);
            store(to, activated(value, activation));
            lane = lanes;
        }
        for (; lane < weights.outputs - channel; lane++)
            to[lane] = activated(added ? from[lane] + added[lane] : from[lane], activation);
    }
}

// Rows times the panels of a range of channels, in the order that suits the size of the weights.
static void multiplyBlock(const ProductWeights &weights, const float *bias, int64_t firstChannel, int64_t lastChannel,
                          const float *left, int64_t stride, int64_t count, float *out,
                          const float *const *residuals, Activation activation) {
    const int64_t outputs = weights.outputs, depth = weights.depth;
    const int64_t whole = std::min(lastChannel, outputs / panel * panel);
    const auto rowsFrom = [&](int64_t row) { return std::min(rowsAtOnce, count - row); };
    if (weights.finishesAtOnce()) {
        // All of a row's outputs one after another: inputs and outputs are met once, and the weights stay in the cache.
        for (int64_t row = 0; row < count; row += rowsAtOnce)
            for (int64_t channel = firstChannel; channel < whole; channel += panel) {
                const Epilogue epilogue{bias + channel, residuals ? residuals + row : nullptr, channel, activation};
                multiplyRows<true, true>(rowsFrom(row), depth, left + row * stride, stride,
                                         weights.packed.data() + channel * depth, out + row * outputs + channel, outputs,
                                         epilogue);
            }
    } else {
        forEachPart(depth, [&](auto multiply, int64_t start, int64_t part) {
            for (int64_t channel = firstChannel; channel < whole; channel += panel) {
                const float *next = weights.packed.data() + (channel + panel) * depth + start * panel;
                if (channel + panel >= whole) next = weights.packed.data() + firstChannel * depth + (start + part) * panel;
                for (int64_t row = 0; row < count; row += rowsAtOnce) {
                    const int64_t each = row / rowsAtOnce;
                    const bool fetches = each < aheadParts && (channel + panel < whole || start + part < depth);
                    const Epilogue epilogue{bias + channel, residuals ? residuals + row : nullptr, channel, activation,
                                            fetches ? next + each * part * panel / aheadParts : nullptr};
                    multiply(rowsFrom(row), part, left + row * stride + start, stride,
                             weights.packed.data() + channel * depth + start * panel, out + row * outputs + channel,
                             outputs, epilogue);
                }
            }
        });
    }
    if (whole < lastChannel)
        for (int64_t row = 0; row < count; row += rowsAtOnce)
            multiplyPartial(weights, bias, whole, rowsFrom(row), left + row * stride, stride, out + row * outputs,
                            residuals ? residuals + row : nullptr, activation);
}

static void product(const ProductWeights &weights, const float *bias, const ProductRows &rows,
                    const ProductRange &range, Activation activation) {
    const bool liesInOrder = rows.liesInOrder(weights);
    const float *residuals[mostBlockRows];
    for (int64_t first = range.firstRow; first < range.lastRow; first += mostBlockRows) {
        const int64_t count = std::min(mostBlockRows, range.lastRow - first);
        if (rows.residual) findResiduals(rows, weights.outputs, first, first + count, residuals);
        const float *left = rows.input + first * weights.depth;
        if (!liesInOrder) {
            float *gathered = threadScratch(count * weights.depth);
            for (int64_t row = 0; row < count; row++)
                gatherRow(weights, rows, first + row, gathered + row * weights.depth);
            left = gathered;
        }
        multiplyBlock(weights, bias, range.firstChannel, range.lastChannel, left, weights.depth, count,
                      rows.output + first * weights.outputs, rows.residual ? residuals : nullptr, activation);
    }
}

static inline float sum(Vector value) {
    float total = 0;
    for (int64_t lane = 0; lane < lanes; lane++) total += value[lane];
    return total;
}

static void maskLogits(const ProductWeights &weights, const MaskClasses &classes, const float *input, int64_t first,
                       int64_t last, float *out) {
    const int64_t side = classes.side, pixels = side * side, channels = weights.outputs / 4;
    constexpr int64_t block = 48;
    float *upsampled = threadScratch(block * weights.outputs);
    for (int64_t map = first; map < last; map++) {
        const float *own = classes.weights + classes.labels[map] * channels;
        const float offset = classes.classBias[classes.labels[map]];
        for (int64_t start = 0; start < pixels; start += block) {
            const int64_t count = std::min(block, pixels - start);
            multiplyBlock(weights, classes.bias, 0, weights.outputs, input + (map * pixels + start) * weights.inputs,
                          weights.inputs, count, upsampled, nullptr, Activation::relu);
            for (int64_t row = 0; row < count; row++)
                for (int64_t corner = 0; corner < 4; corner++) {
                    const float *values = upsampled + row * weights.outputs + corner * channels;
                    Vector total = {};
                    int64_t channel = 0;
                    for (; channel + lanes <= channels; channel += lanes)
                        total += load(values + channel) * load(own + channel);
                    float logit = sum(total) + offset;
                    for (; channel < channels; channel++) logit += values[channel] * own[channel];
                    const int64_t y = (start + row) / side * 2 + corner / 2, x = (start + row) % side * 2 + corner % 2;
                    out[(map * 2 * side + y) * 2 * side + x] = logit;
                }
        }
    }
}

// NaN is the largest, as LibTorch has it.
static inline Vector larger(Vector a, Vector b) { return ((a > b) | (a != a)) ? a : b; }

// One row of outputs.
static void maxPool(const PooledMap &map, int64_t row) {
    const int64_t channels = map.channels, width = map.outputWidth();
    const int64_t firstRow = std::max<int64_t>(2 * row - 1, 0), lastRow = std::min(2 * row + 2, map.height);
    for (int64_t column = 0; column < width; column++) {
        const int64_t firstColumn = std::max<int64_t>(2 * column - 1, 0);
        const int64_t lastColumn = std::min(2 * column + 2, map.width);
        float *out = map.output + (row * width + column) * channels;
        const auto at = [&](int64_t y, int64_t x) { return map.input + (y * map.width + x) * channels; };
        int64_t channel = 0;
        for (; channel + lanes <= channels; channel += lanes) {
            Vector best = load(at(firstRow, firstColumn) + channel);
            for (int64_t y = firstRow; y < lastRow; y++)
                for (int64_t x = firstColumn; x < lastColumn; x++) best = larger(best, load(at(y, x) + channel));
            store(out + channel, best);
        }
        for (; channel < channels; channel++) {
            float best = at(firstRow, firstColumn)[channel];
            for (int64_t y = firstRow; y < lastRow; y++)
                for (int64_t x = firstColumn; x < lastColumn; x++) {
                    const float value = at(y, x)[channel];
                    best = best > value || best != best ? best : value;
                }
            out[channel] = best;
        }
    }
}

static int64_t fuse(int64_t steps) {
    // As many sums as hide the time that each takes.
    constexpr int64_t count = 12;
    Vector sums[count] = {}, factor = broadcast(0.5f);
    for (int64_t step = 0; step < steps; step++) {
        for (int64_t i = 0; i < count; i++) sums[i] = sums[i] * factor + factor;
        // Without it the compiler would find a shorter way.
        asm volatile("" : "+m"(factor));
    }
    Vector total = {};
    for (int64_t i = 0; i < count; i++) total += sums[i];
    // Always above zero, which only the sum itself shows.
    return sum(total) > 0 ? 2 * lanes * count * steps : 0;
}

}  // namespace ct::kernels::CT_KERNELS
