// RoIAlign (He et al. 2017, section 3) on one channels-last feature map, as torchvision's roi_align with `aligned` false.
//
// Every output cell is the mean of samplingRatio² bilinear samples. Channels-last, a sample is four weighted vectors of
// channels, so a cell is a short list of (position, weight) pairs that is made once and then applied to all channels, a
// block of them at a time in registers.
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

template <class T>
inline __attribute__((always_inline)) void accumulate(const T *features, const std::vector<Tap<T>> &taps, T count,
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

template <class T>
inline __attribute__((always_inline)) void align(const FeatureMap<T> &features, const T *box,
                                                 const RoIAlignment &alignment, T *out) {
    const T scale = static_cast<T>(alignment.spatialScale);
    const int64_t side = alignment.side;
    const T left = box[0] * scale, top = box[1] * scale;
    const T width = std::max(box[2] * scale - left, T(1)), height = std::max(box[3] * scale - top, T(1));
    const T cellWidth = width / T(side), cellHeight = height / T(side);
    // More samples than cells of the map in a row would only repeat them: this bounds the work for a wild box.
    auto samples = [&](T extent, int64_t limit) {
        if (alignment.samplingRatio > 0) return alignment.samplingRatio;
        const T wanted = std::ceil(extent / T(side));
        return wanted < T(limit) ? static_cast<int64_t>(wanted) : std::max<int64_t>(limit, 1);
    };
    const int64_t rows = samples(height, 4 * features.height), columns = samples(width, 4 * features.width);
    const T count = static_cast<T>(std::max<int64_t>(rows * columns, 1));

    std::vector<Tap<T>> taps;
    taps.reserve(static_cast<size_t>(4 * rows * columns));
    for (int64_t y = 0; y < side; y++) {
        for (int64_t x = 0; x < side; x++) {
            taps.clear();
            for (int64_t i = 0; i < rows; i++) {
                Span<T> vertical;
                if (!locate(top + T(y) * cellHeight + (T(i) + T(0.5)) * cellHeight / T(rows), features.height, vertical))
                    continue;
                for (int64_t j = 0; j < columns; j++) {
                    Span<T> horizontal;
                    if (!locate(left + T(x) * cellWidth + (T(j) + T(0.5)) * cellWidth / T(columns), features.width,
                                horizontal))
                        continue;
                    auto add = [&](int64_t row, T rowWeight, int64_t column, T columnWeight) {
                        taps.push_back({(row * features.width + column) * features.channels, rowWeight * columnWeight});
                    };
                    add(vertical.low, vertical.lowWeight, horizontal.low, horizontal.lowWeight);
                    add(vertical.low, vertical.lowWeight, horizontal.high, horizontal.highWeight);
                    add(vertical.high, vertical.highWeight, horizontal.low, horizontal.lowWeight);
                    add(vertical.high, vertical.highWeight, horizontal.high, horizontal.highWeight);
                }
            }
            accumulate(features.data, taps, count, features.channels, out + (y * side + x) * features.channels);
        }
    }
}

}  // namespace

CT_VECTORIZED void roiAlign(const FeatureMap<float> &features, const float *box, const RoIAlignment &alignment,
                            float *out) {
    align(features, box, alignment, out);
}

CT_VECTORIZED void roiAlign(const FeatureMap<double> &features, const double *box, const RoIAlignment &alignment,
                            double *out) {
    align(features, box, alignment, out);
}

}  // namespace ct::kernels
