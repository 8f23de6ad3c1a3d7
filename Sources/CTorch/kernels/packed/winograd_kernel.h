// The inner loops of winograd.cpp for one width of vectors; see vectors.h.

namespace ct::kernels::CT_KERNELS {

// F(4×4, 3×3) with the points 0, ±a, ±b and ∞.
struct Form4 {
    static constexpr int64_t outputSide = 4, side = 6;
    static constexpr float a = 0.625f, b = 1.5f, a2 = a * a, b2 = b * b;

    // Values along one side of a tile to the points.
    static inline __attribute__((always_inline)) void input(const Vector *d, Vector *v) {
        v[0] = (d[4] - (a2 + b2) * d[2]) + (a2 * b2) * d[0];
        v[5] = (d[5] - (a2 + b2) * d[3]) + (a2 * b2) * d[1];
        const Vector evenA = d[4] - b2 * d[2], oddA = d[3] - b2 * d[1];
        v[1] = evenA + a * oddA;
        v[2] = evenA - a * oddA;
        const Vector evenB = d[4] - a2 * d[2], oddB = d[3] - a2 * d[1];
        v[3] = evenB + b * oddB;
        v[4] = evenB - b * oddB;
    }

    // The points back to outputs.
    static inline __attribute__((always_inline)) void output(const Vector *m, Vector *y) {
        const Vector sumA = m[1] + m[2], differenceA = m[1] - m[2], sumB = m[3] + m[4], differenceB = m[3] - m[4];
        y[0] = m[0] + sumA + sumB;
        y[1] = a * differenceA + b * differenceB;
        y[2] = a2 * sumA + b2 * sumB;
        y[3] = (m[5] + (a2 * a) * differenceA) + (b2 * b) * differenceB;
    }
};

// F(6×6, 3×3) with the points 0, ±a, ±1, ±c and ∞.
struct Form6 {
    static constexpr int64_t outputSide = 6, side = 8;
    static constexpr float a = 0.5f, c = 2, a2 = a * a, c2 = c * c;

    static inline __attribute__((always_inline)) void pair(const Vector *d, float first, float second, float place,
                                                           Vector *v) {
        // The two other squares' polynomial, of even and of odd powers.
        const Vector even = (d[6] - (first + second) * d[4]) + (first * second) * d[2];
        const Vector odd = (d[5] - (first + second) * d[3]) + (first * second) * d[1];
        v[0] = even + place * odd;
        v[1] = even - place * odd;
    }

    static inline __attribute__((always_inline)) void input(const Vector *d, Vector *v) {
        constexpr float e1 = a2 + 1 + c2, e2 = a2 + a2 * c2 + c2, e3 = a2 * c2;
        v[0] = ((d[6] - e1 * d[4]) + e2 * d[2]) - e3 * d[0];
        v[7] = ((d[7] - e1 * d[5]) + e2 * d[3]) - e3 * d[1];
        pair(d, 1, c2, a, v + 1);
        pair(d, a2, c2, 1, v + 3);
        pair(d, a2, 1, c, v + 5);
    }

    static inline __attribute__((always_inline)) void output(const Vector *m, Vector *y) {
        const Vector sumA = m[1] + m[2], differenceA = m[1] - m[2], sumB = m[3] + m[4], differenceB = m[3] - m[4];
        const Vector sumC = m[5] + m[6], differenceC = m[5] - m[6];
        y[0] = (m[0] + sumA) + (sumB + sumC);
        y[1] = a * differenceA + differenceB + c * differenceC;
        y[2] = a2 * sumA + sumB + c2 * sumC;
        y[3] = (a2 * a) * differenceA + differenceB + (c2 * c) * differenceC;
        y[4] = (a2 * a2) * sumA + sumB + (c2 * c2) * sumC;
        y[5] = (m[7] + (a2 * a2 * a) * differenceA) + differenceB + (c2 * c2 * c) * differenceC;
    }
};

// The inputs of one tile, transformed: each point to its own plane.
template <class Form>
static void transformTile(const float *const *inputs, int64_t channels, float *out, int64_t plane) {
    constexpr int64_t side = Form::side;
    for (int64_t channel = 0; channel < channels; channel += lanes) {
        Vector half[side][side];
#pragma clang loop unroll_count(turns(side, side * side))
        for (int64_t x = 0; x < side; x++) {
            Vector column[side], transformed[side];
            for (int64_t y = 0; y < side; y++) column[y] = load(inputs[y * side + x] + channel);
            Form::input(column, transformed);
            for (int64_t y = 0; y < side; y++) half[y][x] = transformed[y];
        }
#pragma clang loop unroll_count(turns(side, side * side))
        for (int64_t y = 0; y < side; y++) {
            Vector transformed[side];
            Form::input(half[y], transformed);
            for (int64_t x = 0; x < side; x++) store(out + (y * side + x) * plane + channel, transformed[x]);
        }
    }
}

// The outputs of one tile from its points, with bias, residual and activation, for `count` channels from `first`.
template <class Form, bool adds, Activation activation>
static void finishTile(const float *products, int64_t plane, int64_t first, int64_t count, const float *bias,
                       float *const *outputs, const float *const *residuals) {
    constexpr int64_t side = Form::side, outputSide = Form::outputSide;
    for (int64_t channel = 0; channel < count; channel += lanes) {
        Vector half[outputSide][side];
#pragma clang loop unroll_count(turns(side, outputSide * side))
        for (int64_t x = 0; x < side; x++) {
            Vector column[side], transformed[outputSide];
            for (int64_t y = 0; y < side; y++) column[y] = load(products + (y * side + x) * plane + channel);
            Form::output(column, transformed);
            for (int64_t y = 0; y < outputSide; y++) half[y][x] = transformed[y];
        }
        const Vector offset = load(bias + first + channel);
#pragma clang loop unroll_count(turns(outputSide, outputSide * side))
        for (int64_t y = 0; y < outputSide; y++) {
            Vector values[outputSide];
            Form::output(half[y], values);
#pragma clang loop unroll(full)
            for (int64_t x = 0; x < outputSide; x++) {
                const int64_t place = y * outputSide + x;
                if (!outputs[place]) continue;
                Vector value = values[x] + offset;
                if (adds) value += load(residuals[place] + first + channel);
                store(outputs[place] + first + channel, activated(value, activation));
            }
        }
    }
}

template <class Form, bool adds> static auto finishing(Activation activation) {
    if (activation == Activation::relu) return finishTile<Form, adds, Activation::relu>;
    return activation == Activation::none ? finishTile<Form, adds, Activation::none>
                                          : finishTile<Form, adds, Activation::hardSwish>;
}

// A sum of more inputs than this is a sum of sums, which rounds less than one long one.
constexpr int64_t mostAtOnce = 256;
// The next panel's weights come in parts, one for each of the first calls for a panel: a block has at least so many.
constexpr int64_t fetchedParts = winogradBlock / rowsAtOnce >= 4 ? 4 : 2;
// The floats of one that a call fetches for each of its inputs.
constexpr int64_t fetched = panel / fetchedParts;

// `rows` × panel products over a part of the inputs: rows of `left`, `stride` floats apart, with a panel of weights, to
// the output or added to it. `next` is fetched into the cache meanwhile.
template <int64_t rows, bool adds>
static __attribute__((noinline)) void multiplyPart(int64_t depth, const float *__restrict left, int64_t stride,
                                                   const float *__restrict right, float *__restrict out,
                                                   int64_t outStride, const float *next) {
    Vector sums[rows][2] = {};
    for (int64_t k = 0; k < depth; k += 4) {
        for (int64_t line = 0; line < 4 * fetched; line += lineLength) __builtin_prefetch(next + line, 0, 2);
        next += 4 * fetched;
#pragma clang loop unroll_count(stepsAtOnce)
        for (int64_t step = 0; step < 4; step++) {
            const Vector first = load(right + step * panel), second = load(right + step * panel + lanes);
#pragma clang loop unroll(full)
            for (int64_t row = 0; row < rows; row++) {
                const Vector value = broadcast(left[row * stride + step]);
                sums[row][0] += value * first;
                sums[row][1] += value * second;
            }
        }
        left += 4;
        right += 4 * panel;
    }
#pragma clang loop unroll(full)
    for (int64_t row = 0; row < rows; row++)
#pragma clang loop unroll(full)
        for (int64_t half = 0; half < 2; half++) {
            float *place = out + row * outStride + half * lanes;
            store(place, adds ? load(place) + sums[row][half] : sums[row][half]);
        }
}

// The same over all inputs.
template <int64_t rows>
static inline __attribute__((always_inline)) void multiplyPoint(int64_t depth, const float *left, const float *right,
                                                                float *out, int64_t outStride, const float *next) {
    multiplyPart<rows, false>(std::min(depth, mostAtOnce), left, depth, right, out, outStride, next);
    for (int64_t k = mostAtOnce; k < depth; k += mostAtOnce)
        multiplyPart<rows, true>(std::min(depth - k, mostAtOnce), left + k, depth, right + k * panel, out, outStride,
                                 next + fetched * k);
}

template <int64_t rows = rowsAtOnce>
static inline __attribute__((always_inline)) void multiplyPointRows(int64_t count, int64_t depth, const float *left,
                                                                    const float *right, float *out, int64_t outStride,
                                                                    const float *next) {
    if (count == rows) {
        multiplyPoint<rows>(depth, left, right, out, outStride, next);
    } else if constexpr (rows > 1) {
        multiplyPointRows<rows - 1>(count, depth, left, right, out, outStride, next);
    }
}

template <class Form>
static void winograd(const WinogradWeights &weights, const float *bias, const WinogradTiles &tiles,
                     const WinogradRange &range, Activation activation) {
    constexpr int64_t points = Form::side * Form::side, outputPoints = Form::outputSide * Form::outputSide;
    const int64_t count = range.lastTile - range.firstTile, inputs = weights.inputs, group = weights.group;
    const int64_t panels = group / panel;
    // A few floats more than needed, or all planes would fall into the same lines of the cache.
    const int64_t inputPlane = count * inputs + 16, productPlane = count * group + 16;
    float *zeros = threadScratch(inputs + points * (inputPlane + productPlane));
    float *transformed = zeros + inputs, *products = transformed + points * inputPlane;
    std::fill(zeros, zeros + inputs, 0.0f);

    for (int64_t tile = 0; tile < count; tile++) {
        const float *places[points];
        tiles.inputs(range.firstTile + tile, inputs, zeros, places);
        transformTile<Form>(places, inputs, transformed + tile * inputs, inputPlane);
    }
    for (int64_t each = range.firstGroup; each < range.lastGroup; each++) {
        const float *packed = weights.packed.data() + points * inputs * group * each;
        for (int64_t point = 0; point < points; point++)
            for (int64_t index = 0; index < panels; index++) {
                const float *right = packed + (point * panels + index) * inputs * panel, *next = right + inputs * panel;
                for (int64_t row = 0; row < count; row += rowsAtOnce)
                    multiplyPointRows(std::min(rowsAtOnce, count - row), inputs,
                                      transformed + point * inputPlane + row * inputs, right,
                                      products + point * productPlane + row * group + index * panel, group,
                                      next + std::min(row / rowsAtOnce, fetchedParts - 1) * inputs * fetched);
            }
        for (int64_t tile = 0; tile < count; tile++) {
            float *outputs[outputPoints];
            const float *residuals[outputPoints];
            const bool adds = tiles.outputs(range.firstTile + tile, weights.outputs, outputs, residuals);
            const auto finish = adds ? finishing<Form, true>(activation) : finishing<Form, false>(activation);
            finish(products + tile * group, productPlane, each * group, group, bias, outputs, residuals);
        }
    }
}

}  // namespace ct::kernels::CT_KERNELS
