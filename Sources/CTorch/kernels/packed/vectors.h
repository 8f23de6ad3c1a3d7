// Vectors of one width, and products of matrices in them. No include guard: each file that compiles kernels for an
// instruction set defines CT_KERNELS, the namespace, CT_LANES, the floats of a vector, CT_ROWS, for how many rows of a
// product there are registers, and what clang may unroll without storing more vectors on the stack than it saves:
// CT_STEPS, the inputs of a turn of a product's loop, and CT_HELD, the vectors of a tile that is half transformed.
// SpillTests counts what is stored.

namespace ct::kernels::CT_KERNELS {

constexpr int64_t lanes = CT_LANES;
// Weights lie in panels of this many output channels: two vectors.
constexpr int64_t panel = 2 * lanes;
// The floats of a line of a cache.
constexpr int64_t lineLength = 16;
constexpr int64_t rowsAtOnce = CT_ROWS;
// In a turn of several steps clang loads the inputs of later ones early; but for AVX2 and NEON no registers are left for that.
constexpr int64_t stepsAtOnce = CT_STEPS;
// How often a loop over an array of vectors is unrolled: wholly where most of them stay in registers then.
constexpr int64_t turns(int64_t loop, int64_t vectors) { return vectors <= CT_HELD ? loop : 1; }

typedef float Vector __attribute__((vector_size(CT_LANES * sizeof(float)), aligned(4), may_alias));

static inline Vector load(const float *from) { return *reinterpret_cast<const Vector *>(from); }
static inline void store(float *to, Vector value) { *reinterpret_cast<Vector *>(to) = value; }
static inline Vector broadcast(float value) { return value - Vector{}; }
// NaN stays.
static inline Vector rectified(Vector value) { return value < Vector{} ? Vector{} : value; }
static inline Vector hardSwished(Vector value) {
    const Vector moved = rectified(value + 3.0f), six = broadcast(6);
    return value * (moved > six ? six : moved) * (1.0f / 6);
}

static inline __attribute__((always_inline)) Vector activated(Vector value, Activation activation) {
    if (activation == Activation::relu) return rectified(value);
    return activation == Activation::hardSwish ? hardSwished(value) : value;
}

// The same for one number.
static inline float activated(float value, Activation activation) {
    if (activation == Activation::relu) return value < 0 ? 0 : value;
    if (activation == Activation::none) return value;
    const float moved = value + 3 < 0 ? 0 : value + 3;
    return value * (moved > 6 ? 6 : moved) * (1.0f / 6);
}

// Where the rows of a product go on: with what sums begin, and what is done with them.
struct Epilogue {
    const float *bias;                // what sums begin with
    const float *const *residuals;    // one for each row; null for none
    int64_t channel;                  // the first one, in a row of residuals
    Activation activation;
    const float *ahead = nullptr;     // weights that are used soon, where they are fetched meanwhile
};

// A call fetches this part of the weights of a later one.
constexpr int64_t aheadParts = 4;

// `rows` rows of inputs, `stride` floats apart, times a panel of weights. Residuals may lie where the output goes.
template <int64_t rows, bool starts, bool ends>
static __attribute__((noinline)) void multiply(int64_t depth, const float *__restrict left, int64_t stride,
                                               const float *__restrict right, float *out, int64_t outStride,
                                               const Epilogue &epilogue) {
    // An array is kept in registers only where no loop over it is left.
    Vector sums[rows][2];
#pragma clang loop unroll(full)
    for (int64_t row = 0; row < rows; row++)
#pragma clang loop unroll(full)
        for (int64_t half = 0; half < 2; half++)
            sums[row][half] = starts ? load(epilogue.bias + half * lanes) : Vector{};
    // Rows of outputs are far apart, which the processor does not foresee.
    if constexpr (starts)
        for (int64_t row = 0; row < rows; row++) __builtin_prefetch(out + row * outStride, 1, 3);
    if (starts && epilogue.residuals)
        for (int64_t row = 0; row < rows; row++) __builtin_prefetch(epilogue.residuals[row] + epilogue.channel, 0, 3);
    const auto step = [&]<int64_t count>() __attribute__((always_inline)) {
#pragma clang loop unroll(full)
        for (int64_t each = 0; each < count; each++) {
            const Vector first = load(right + each * panel), second = load(right + each * panel + lanes);
#pragma clang loop unroll(full)
            for (int64_t row = 0; row < rows; row++) {
                const Vector value = broadcast(left[row * stride + each]);
                sums[row][0] += value * first;
                sums[row][1] += value * second;
            }
        }
        left += count;
        right += count * panel;
    };
    for (int64_t k = 0; k < depth; k += lineLength) {
        // The next rows, which may not be in a cache; where sums go on later, they are.
        if constexpr (starts && ends)
            for (int64_t row = 0; row < rows; row++)
                __builtin_prefetch(left + (row + rows) * stride + lineLength, 0, 3);
        if (!(starts && ends) && epilogue.ahead)
            for (int64_t line = 0; line < panel / aheadParts; line++)
                __builtin_prefetch(epilogue.ahead + k * panel / aheadParts + line * lineLength, 0, 2);
        int64_t count = std::min(lineLength, depth - k);
#pragma clang loop unroll(disable)
        for (; count >= stepsAtOnce; count -= stepsAtOnce) step.template operator()<stepsAtOnce>();
        if constexpr (stepsAtOnce > 1)
#pragma clang loop unroll(disable)
            for (; count > 0; count--) step.template operator()<1>();
    }
    const auto finish = [&]<Activation activation>() __attribute__((always_inline)) {
#pragma clang loop unroll(full)
        for (int64_t row = 0; row < rows; row++)
#pragma clang loop unroll(full)
            for (int64_t half = 0; half < 2; half++) {
                Vector value = sums[row][half];
                // Sums of parts, added up: they round less than one long sum.
                if constexpr (!starts) value += load(out + row * outStride + half * lanes);
                // With the first part, before anything is written.
                if constexpr (starts)
                    if (epilogue.residuals) value += load(epilogue.residuals[row] + epilogue.channel + half * lanes);
                store(out + row * outStride + half * lanes, activated(value, activation));
            }
    };
    if (!ends || epilogue.activation == Activation::none) return finish.template operator()<Activation::none>();
    if (epilogue.activation == Activation::relu) return finish.template operator()<Activation::relu>();
    finish.template operator()<Activation::hardSwish>();
}

// The same for any number of rows up to rowsAtOnce.
template <bool starts, bool ends, int64_t rows = rowsAtOnce>
static inline __attribute__((always_inline)) void multiplyRows(int64_t count, int64_t depth, const float *left,
                                                               int64_t stride, const float *right, float *out,
                                                               int64_t outStride, const Epilogue &epilogue) {
    if (count == rows) {
        multiply<rows, starts, ends>(depth, left, stride, right, out, outStride, epilogue);
    } else if constexpr (rows > 1) {
        multiplyRows<starts, ends, rows - 1>(count, depth, left, stride, right, out, outStride, epilogue);
    }
}

}  // namespace ct::kernels::CT_KERNELS
