// RoIAlign (He et al. 2017, section 3) on one channels-last feature map, as torchvision's roi_align with `aligned` false.
//
// Every output cell is the mean of samplingRatio² bilinear samples. Channels-last, a sample is four weighted vectors of
// channels, so a cell is a short list of (position, weight) pairs that is made once and then applied to all channels, a
// block of them at a time in registers. Backwards the same pairs say where a cell's gradient goes.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels.h"

namespace ct::kernels {
namespace {

constexpr int64_t block = 64;

template <class T> struct Tap {
    int64_t offset;
    T weight;
};

// The two cells along one axis between which a coordinate lies, and their weights.
template <class T> struct Span {
    int64_t low, high;
    T lowWeight, highWeight;
};

// False where the coordinate is outside [-1, extent], or NaN: such a sample counts as zero.
template <class T> inline bool locate(T coordinate, int64_t extent, Span<T> &span) {
    if (!(coordinate >= T(-1) && coordinate <= T(extent))) return false;
    coordinate = std::max(coordinate, T(0));
    span.low = static_cast<int64_t>(coordinate);
    if (span.low >= extent - 1) {
        span.low = span.high = extent - 1;
        coordinate = T(span.low);
    } else {
        span.high = span.low + 1;
    }
    span.highWeight = coordinate - T(span.low);
    span.lowWeight = T(1) - span.highWeight;
    return true;
}

// The mean of the taps' vectors of channels.
template <class T>
inline __attribute__((always_inline)) void gather(const T *features, const std::vector<Tap<T>> &taps, T count,
                                                  int64_t channels, T *out) {
    int64_t channel = 0;
    for (; channel + block <= channels; channel += block) {
        T sum[block] = {};
        for (const Tap<T> &tap : taps) {
            const T *source = features + tap.offset + channel;
            for (int64_t i = 0; i < block; i++) sum[i] += tap.weight * source[i];
        }
        for (int64_t i = 0; i < block; i++) out[channel + i] = sum[i] / count;
    }
    for (; channel < channels; channel++) {
        T sum = 0;
        for (const Tap<T> &tap : taps) sum += tap.weight * features[tap.offset + channel];
        out[channel] = sum / count;
    }
}

// Adds a cell's gradient to the taps', for some of the channels.
template <class T>
inline __attribute__((always_inline)) void scatter(const T *gradient, const std::vector<Tap<T>> &taps, T count,
                                                   int64_t channels, T *features) {
    for (const Tap<T> &tap : taps) {
        T *target = features + tap.offset;
        const T weight = tap.weight / count;
        for (int64_t i = 0; i < channels; i++) target[i] += weight * gradient[i];
    }
}

// Calls body(index of the cell, its taps, how many samples they are) for each cell of the output.
template <class T, class Body>
inline __attribute__((always_inline)) void forEachCell(const MapShape &map, const T *box,
                                                       const RoIAlignment &alignment, Body body) {
    const T scale = static_cast<T>(alignment.spatialScale);
    const int64_t side = alignment.side;
    const T left = box[0] * scale, top = box[1] * scale;
    const T width = std::max(box[2] * scale - left, T(1)), height = std::max(box[3] * scale - top, T(1));
    const T cellWidth = width / T(side), cellHeight = height / T(side);
    // More samples than pixels in a row would only repeat them: this bounds the work for a wild box.
    auto samples = [&](T extent) {
        if (alignment.samplingRatio > 0) return alignment.samplingRatio;
        const T wanted = std::ceil(extent / T(side)), most = T(std::max<int64_t>(alignment.mostSamples, 1));
        return wanted < most ? static_cast<int64_t>(wanted) : static_cast<int64_t>(most);
    };
    const int64_t rows = samples(height), columns = samples(width);
    const T count = static_cast<T>(std::max<int64_t>(rows * columns, 1));

    std::vector<Tap<T>> taps;
    taps.reserve(static_cast<size_t>(4 * rows * columns));
    for (int64_t y = 0; y < side; y++) {
        for (int64_t x = 0; x < side; x++) {
            taps.clear();
            for (int64_t i = 0; i < rows; i++) {
                Span<T> vertical;
                if (!locate(top + T(y) * cellHeight + (T(i) + T(0.5)) * cellHeight / T(rows), map.height, vertical))
                    continue;
                for (int64_t j = 0; j < columns; j++) {
                    Span<T> horizontal;
                    if (!locate(left + T(x) * cellWidth + (T(j) + T(0.5)) * cellWidth / T(columns), map.width,
                                horizontal))
                        continue;
                    auto add = [&](int64_t row, T rowWeight, int64_t column, T columnWeight) {
                        taps.push_back({(row * map.width + column) * map.channels, rowWeight * columnWeight});
                    };
                    add(vertical.low, vertical.lowWeight, horizontal.low, horizontal.lowWeight);
                    add(vertical.low, vertical.lowWeight, horizontal.high, horizontal.highWeight);
                    add(vertical.high, vertical.highWeight, horizontal.low, horizontal.lowWeight);
                    add(vertical.high, vertical.highWeight, horizontal.high, horizontal.highWeight);
                }
            }
            body(y * side + x, taps, count);
        }
    }
}

template <class T>
inline __attribute__((always_inline)) void align(const T *features, const MapShape &map, const T *box,
                                                 const RoIAlignment &alignment, T *out) {
    forEachCell(map, box, alignment, [&](int64_t cell, const std::vector<Tap<T>> &taps, T count) {
        gather(features, taps, count, map.channels, out + cell * map.channels);
    });
}

template <class T>
inline __attribute__((always_inline)) void alignBackward(const T *gradient, const MapShape &map, const T *box,
                                                         const RoIAlignment &alignment, int64_t first, int64_t count,
                                                         T *features) {
    forEachCell(map, box, alignment, [&](int64_t cell, const std::vector<Tap<T>> &taps, T samples) {
        scatter(gradient + cell * map.channels + first, taps, samples, count, features + first);
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
