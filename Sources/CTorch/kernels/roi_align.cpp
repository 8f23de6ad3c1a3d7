// RoIAlign (He et al. 2017, section 3) on one channels-last feature map, as torchvision's roi_align with `aligned` or without.
//
// Every output cell is the mean of samplingRatio² bilinear samples. The samples form a grid, so their weights are
// products of a row's and a column's: along each axis the samples of a cell are merged into the few features that they
// lie between, each once, and a cell is the short list of (position, weight) pairs of its rows × columns. Two samples a
// side touch at most 4 × 4 features, often 3 × 3, where four taps each always read 16. Channels-last, a pair is a
// weighted vector of channels: the list is made once, then applied to all channels, a block of them at a time in
// registers. Backwards the same pairs say where a cell's gradient goes.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels.h"

namespace ct::kernels {
namespace {

template <class T> struct Tap {
    int64_t offset;
    T weight;
};

// One axis of a box: which features the samples of each output cell touch.
template <class T> class Axis {
    std::vector<Tap<T>> taps;
    std::vector<size_t> ends;

    // A sample lies between two features. A cell's samples ascend, so that they are either new or among its last two.
    void add(T coordinate, int64_t extent, size_t first) {
        // Outside [-1, extent], or NaN, a sample counts as zero.
        if (!(coordinate >= T(-1) && coordinate <= T(extent))) return;
        coordinate = std::max(coordinate, T(0));
        const int64_t low = std::min(static_cast<int64_t>(coordinate), extent - 1);
        const int64_t high = std::min(low + 1, extent - 1);
        const T share = low == high ? T(0) : coordinate - T(low);
        addTap(low, T(1) - share, first);
        addTap(high, share, first);
    }

    void addTap(int64_t position, T weight, size_t first) {
        for (size_t i = taps.size(); i > first && i + 2 > taps.size(); i--)
            if (taps[i - 1].offset == position) {
                taps[i - 1].weight += weight;
                return;
            }
        taps.push_back({position, weight});
    }

public:
    // How many samples a cell has, those outside included.
    int64_t samples;

    // From `low` to `high` in features' coordinates; positions are indices times `stride`.
    Axis(T low, T high, int64_t extent, int64_t stride, const RoIAlignment &alignment) {
        // Rounded step by step like torchvision's, on every processor: a coordinate of a few hundred has few digits
        // left for the place between two features.
#pragma clang fp contract(off)
        const int64_t side = alignment.side;
        const T length = alignment.isAligned ? high - low : std::max(high - low, T(1)), cell = length / T(side);
        samples = alignment.samplingRatio;
        if (samples <= 0) {
            // More samples than pixels in a row would only repeat them: this bounds the work for a wild box. A box turned inside out
            // has none.
            const T wanted = std::ceil(cell), most = T(std::max<int64_t>(alignment.mostSamples, 1));
            samples = std::max<int64_t>(static_cast<int64_t>(wanted < most ? wanted : most), 0);
        }
        taps.reserve(static_cast<size_t>(side * std::min(2 * samples, extent)));
        ends.reserve(static_cast<size_t>(side));
        for (int64_t place = 0; place < side; place++) {
            const size_t first = taps.size();
            for (int64_t i = 0; i < samples; i++)
                add(low + T(place) * cell + (T(i) + T(0.5)) * cell / T(samples), extent, first);
            for (size_t i = first; i < taps.size(); i++) taps[i].offset *= stride;
            ends.push_back(taps.size());
        }
    }

    const Tap<T> *begin(int64_t place) const { return taps.data() + (place > 0 ? ends[place - 1] : 0); }
    const Tap<T> *end(int64_t place) const { return taps.data() + ends[place]; }
};

// The sum of the taps' vectors of channels.
template <class T>
inline __attribute__((always_inline)) void gather(const T *features, const std::vector<Tap<T>> &taps, int64_t channels,
                                                  T *out) {
    // Sums of so many stay in registers, and are enough to hide an addition's latency behind the others.
    constexpr int64_t lanes = 32 / sizeof(T), vectors = 4;
    typedef T Vector __attribute__((vector_size(32)));
    int64_t channel = 0;
    for (; channel + lanes * vectors <= channels; channel += lanes * vectors) {
        Vector sum[vectors] = {};
        for (const Tap<T> &tap : taps) {
            Vector values[vectors];
            std::memcpy(values, features + tap.offset + channel, sizeof(values));
            for (int64_t i = 0; i < vectors; i++) sum[i] += tap.weight * values[i];
        }
        std::memcpy(out + channel, sum, sizeof(sum));
    }
    for (; channel < channels; channel++) {
        T sum = 0;
        for (const Tap<T> &tap : taps) sum += tap.weight * features[tap.offset + channel];
        out[channel] = sum;
    }
}

// Adds a cell's gradient to the taps', for some of the channels.
template <class T>
inline __attribute__((always_inline)) void scatter(const T *gradient, const std::vector<Tap<T>> &taps,
                                                   int64_t channels, T *features) {
    for (const Tap<T> &tap : taps) {
        T *target = features + tap.offset;
        for (int64_t i = 0; i < channels; i++) target[i] += tap.weight * gradient[i];
    }
}

// Calls body(index of the cell, its taps) for each cell of the output.
template <class T, class Body>
inline __attribute__((always_inline)) void forEachCell(const MapShape &map, const T *box,
                                                       const RoIAlignment &alignment, Body body) {
    const T scale = static_cast<T>(alignment.spatialScale);
    const int64_t side = alignment.side, stride = map.channels;
    const T shift = alignment.isAligned ? T(0.5) : T(0);
    const Axis<T> rows(box[1] * scale - shift, box[3] * scale - shift, map.height, map.width * stride, alignment);
    const Axis<T> columns(box[0] * scale - shift, box[2] * scale - shift, map.width, stride, alignment);
    const T count = static_cast<T>(std::max<int64_t>(rows.samples * columns.samples, 1));

    std::vector<Tap<T>> taps;
    for (int64_t y = 0; y < side; y++) {
        for (int64_t x = 0; x < side; x++) {
            taps.clear();
            for (const Tap<T> *row = rows.begin(y); row != rows.end(y); row++)
                for (const Tap<T> *column = columns.begin(x); column != columns.end(x); column++)
                    taps.push_back({row->offset + column->offset, row->weight * column->weight / count});
            body(y * side + x, taps);
        }
    }
}

template <class T>
inline __attribute__((always_inline)) void align(const T *features, const MapShape &map, const T *box,
                                                 const RoIAlignment &alignment, T *out) {
    forEachCell(map, box, alignment,
                [&](int64_t cell, const std::vector<Tap<T>> &taps) __attribute__((always_inline)) {
                    gather(features, taps, map.channels, out + cell * map.channels);
                });
}

template <class T>
inline __attribute__((always_inline)) void alignBackward(const T *gradient, const MapShape &map, const T *box,
                                                         const RoIAlignment &alignment, int64_t first, int64_t count,
                                                         T *features) {
    forEachCell(map, box, alignment,
                [&](int64_t cell, const std::vector<Tap<T>> &taps) __attribute__((always_inline)) {
                    scatter(gradient + cell * map.channels + first, taps, count, features + first);
                });
}

}  // namespace

CT_VECTORIZED void roiAlign(const float *features, const MapShape &map, const float *box,
                            const RoIAlignment &alignment, float *out) {
    align(features, map, box, alignment, out);
}

CT_VECTORIZED void roiAlign(const double *features, const MapShape &map, const double *box,
                            const RoIAlignment &alignment, double *out) {
    align(features, map, box, alignment, out);
}

CT_VECTORIZED void roiAlignBackward(const float *gradient, const MapShape &map, const float *box,
                                    const RoIAlignment &alignment, int64_t first, int64_t count, float *features) {
    alignBackward(gradient, map, box, alignment, first, count, features);
}

CT_VECTORIZED void roiAlignBackward(const double *gradient, const MapShape &map, const double *box,
                                    const RoIAlignment &alignment, int64_t first, int64_t count, double *features) {
    alignBackward(gradient, map, box, alignment, first, count, features);
}

}  // namespace ct::kernels
