// The inner loops of depthwise.cpp for one width of vectors; see vectors.h.

namespace ct::kernels::CT_KERNELS {

// Outputs of a row that are summed at once: as many as hide the time that each takes, with registers to spare.
constexpr int64_t filteredAtOnce = 8;

// The taps [first, last) of a filter that meet cells inside the map, along one side.
struct Inside {
    int64_t first, last;

    // Where the first tap is at `start`.
    Inside(int64_t start, int64_t size, int64_t kernel, int64_t dilation)
        : first(start < 0 ? std::min((-start + dilation - 1) / dilation, kernel) : 0),
          last(start < size ? std::min((size - start + dilation - 1) / dilation, kernel) : 0) {}
};

// Where outputs next to each other in a row lie, and the taps that all of them have.
struct FilteredRun {
    const float *map;          // the input's
    int64_t place;             // of the first output's first tap, which may be outside the map
    int64_t rowStep, columnStep, outputStep;  // floats from tap to tap, and from output to output
    Inside rows, columns;
    float *out;
    const float *residual;
};

// `count` outputs, all channels: a vector of them at a time, the last one of which may overlap the one before.
template <int64_t count>
static __attribute__((noinline)) void filter(const DepthwiseWeights &weights, const float *bias, const FilteredRun &run,
                                             Activation activation) {
    const int64_t channels = weights.channels, kernel = weights.kernel;
    for (int64_t next = 0; next < channels; next += lanes) {
        const int64_t channel = std::min(next, channels - lanes);
        Vector sums[count];
        const Vector offset = load(bias + channel);
#pragma clang loop unroll(full)
        for (int64_t i = 0; i < count; i++) sums[i] = offset;
        for (int64_t y = run.rows.first; y < run.rows.last; y++)
            for (int64_t x = run.columns.first; x < run.columns.last; x++) {
                const Vector weight = load(weights.packed.data() + (y * kernel + x) * channels + channel);
                const float *from = run.map + (run.place + y * run.rowStep + x * run.columnStep + channel);
#pragma clang loop unroll(full)
                for (int64_t i = 0; i < count; i++) sums[i] += load(from + i * run.outputStep) * weight;
            }
#pragma clang loop unroll(full)
        for (int64_t i = 0; i < count; i++) {
            Vector value = sums[i];
            if (run.residual) value += load(run.residual + i * channels + channel);
            store(run.out + i * channels + channel, activated(value, activation));
        }
    }
}

// The same for fewer channels than a vector has.
static void filterFew(int64_t count, const DepthwiseWeights &weights, const float *bias, const FilteredRun &run,
                      Activation activation) {
    const int64_t channels = weights.channels;
    for (int64_t i = 0; i < count; i++)
        for (int64_t channel = 0; channel < channels; channel++) {
            float value = bias[channel];
            for (int64_t y = run.rows.first; y < run.rows.last; y++)
                for (int64_t x = run.columns.first; x < run.columns.last; x++)
                    value += run.map[run.place + y * run.rowStep + x * run.columnStep + i * run.outputStep + channel] *
                             weights.packed.data()[(y * weights.kernel + x) * channels + channel];
            if (run.residual) value += run.residual[i * channels + channel];
            run.out[i * channels + channel] = activated(value, activation);
        }
}

template <int64_t most = filteredAtOnce>
static inline __attribute__((always_inline)) void filterRun(int64_t count, const DepthwiseWeights &weights,
                                                            const float *bias, const FilteredRun &run,
                                                            Activation activation) {
    if (count == most) {
        filter<most>(weights, bias, run, activation);
    } else if constexpr (most > 1) {
        filterRun<most - 1>(count, weights, bias, run, activation);
    }
}

static void depthwise(const DepthwiseWeights &weights, const float *bias, const FilteredMaps &maps, int64_t first,
                      int64_t last, Activation activation) {
    const int64_t channels = weights.channels, kernel = weights.kernel, stride = weights.stride;
    const int64_t padding = weights.padding, dilation = weights.dilation, extent = (kernel - 1) * dilation;
    // The outputs [firstInside, lastInside) of a row have all of their columns.
    const int64_t firstInside = std::min((padding + stride - 1) / stride, maps.outputWidth);
    const int64_t room = maps.width + padding - extent - 1;
    const int64_t lastInside = room < 0 ? firstInside : std::clamp(room / stride + 1, firstInside, maps.outputWidth);
    for (int64_t row = first; row < last; row++) {
        const int64_t map = row / maps.outputHeight, top = row % maps.outputHeight * stride - padding;
        const Inside rows(top, maps.height, kernel, dilation);
        for (int64_t column = 0; column < maps.outputWidth;) {
            const int64_t left = column * stride - padding;
            const bool isInside = column >= firstInside && column < lastInside;
            const int64_t count = isInside ? std::min(filteredAtOnce, lastInside - column) : 1;
            const int64_t out = (row * maps.outputWidth + column) * channels;
            const FilteredRun run{maps.input + map * maps.height * maps.width * channels,
                                  (top * maps.width + left) * channels,
                                  dilation * maps.width * channels,
                                  dilation * channels,
                                  stride * channels,
                                  rows,
                                  Inside(left, maps.width, kernel, dilation),
                                  maps.output + out,
                                  maps.residual ? maps.residual + out : nullptr};
            if (channels >= lanes) {
                filterRun(count, weights, bias, run, activation);
            } else {
                filterFew(count, weights, bias, run, activation);
            }
            column += count;
        }
    }
}

// What pixels add up to, channel by channel.
static void sumPixels(const float *pixels, int64_t count, int64_t channels, float *out) {
    constexpr int64_t vectors = 4;
    int64_t channel = 0;
    for (; channel + vectors * lanes <= channels; channel += vectors * lanes) {
        Vector sums[vectors] = {};
        for (int64_t pixel = 0; pixel < count; pixel++)
#pragma clang loop unroll(full)
            for (int64_t i = 0; i < vectors; i++) sums[i] += load(pixels + pixel * channels + channel + i * lanes);
        for (int64_t i = 0; i < vectors; i++) store(out + channel + i * lanes, sums[i]);
    }
    for (; channel + lanes <= channels; channel += lanes) {
        Vector sums = {};
        for (int64_t pixel = 0; pixel < count; pixel++) sums += load(pixels + pixel * channels + channel);
        store(out + channel, sums);
    }
    for (; channel < channels; channel++) {
        float sum = 0;
        for (int64_t pixel = 0; pixel < count; pixel++) sum += pixels[pixel * channels + channel];
        out[channel] = sum;
    }
}

// Multiplies pixels with a factor for each channel, where they lie.
static void scalePixels(float *pixels, int64_t count, int64_t channels, const float *factors) {
    for (int64_t pixel = 0; pixel < count; pixel++, pixels += channels) {
        int64_t channel = 0;
        for (; channel + lanes <= channels; channel += lanes)
            store(pixels + channel, load(pixels + channel) * load(factors + channel));
        for (; channel < channels; channel++) pixels[channel] *= factors[channel];
    }
}

}  // namespace ct::kernels::CT_KERNELS
