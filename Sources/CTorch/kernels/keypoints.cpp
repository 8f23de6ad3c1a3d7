// Where a heat map, enlarged to its box by cubic convolution, is highest: only the cells that can hold the maximum are enlarged.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "kernels.h"

namespace ct::kernels {
namespace {

// The four cells along an axis from which a pixel of the enlarged map is made, and their weights: LibTorch's bicubic.
template <class T> struct Taps {
    int64_t cell;  // of the second one, before it is moved inside
    std::array<T, 4> weights;
};

template <class T> T nearWeight(T x) { return ((T(1.25)) * x - T(2.25)) * x * x + T(1); }
template <class T> T farWeight(T x) { return ((T(-0.75) * x + T(3.75)) * x - T(6)) * x + T(3); }

template <class T> std::vector<Taps<T>> taps(int64_t side, int64_t length) {
    std::vector<Taps<T>> result(length);
    const T scale = static_cast<T>(side) / static_cast<T>(length);
    for (int64_t i = 0; i < length; i++) {
        const T place = scale * (static_cast<T>(i) + T(0.5)) - T(0.5);
        const int64_t cell = std::min(static_cast<int64_t>(std::floor(place)), side - 1);
        const T t = std::min(std::max(place - static_cast<T>(cell), T(0)), T(1));
        result[i] = {cell, {farWeight(t + T(1)), nearWeight(t), nearWeight(T(1) - t), farWeight(T(2) - t)}};
    }
    return result;
}

// Consecutive pixels made from the same cells.
struct Stretch {
    int64_t first, last, cell;
};

template <class T> std::vector<Stretch> stretches(const std::vector<Taps<T>> &taps) {
    std::vector<Stretch> result;
    for (int64_t i = 0; i < static_cast<int64_t>(taps.size()); i++) {
        if (result.empty() || result.back().cell != taps[i].cell) result.push_back({i, i, taps[i].cell});
        result.back().last = i + 1;
    }
    return result;
}

template <class T> class HeatMap {
public:
    HeatMap(const T *values, int64_t side) : values(values), side(side) {}

    T pixel(const Taps<T> &row, const Taps<T> &column) const {
        T sum = 0;
        for (int64_t i = 0; i < 4; i++) {
            const T *line = values + inside(row.cell - 1 + i) * side;
            T across = 0;
            for (int64_t j = 0; j < 4; j++) across += column.weights[j] * line[inside(column.cell - 1 + j)];
            sum += row.weights[i] * across;
        }
        return sum;
    }

    // What no pixel of each block is above; blocks row by row.
    void bound(const std::vector<Stretch> &rows, const std::vector<Stretch> &columns, std::vector<T> &bounds) const {
        const size_t width = columns.size();
        std::vector<T> low(side * width), high(side * width);
        for (int64_t row = 0; row < side; row++)
            for (size_t i = 0; i < width; i++) {
                const T *line = values + row * side;
                const int64_t cell = columns[i].cell;
                const T a = line[inside(cell - 1)], b = line[inside(cell)], c = line[inside(cell + 1)];
                const T d = line[inside(cell + 2)];
                low[row * width + i] = std::min(std::min(a, b), std::min(c, d));
                high[row * width + i] = std::max(std::max(a, b), std::max(c, d));
            }
        bounds.resize(rows.size() * width);
        for (size_t j = 0; j < rows.size(); j++) {
            T *out = bounds.data() + j * width;
            std::array<const T *, 4> lows, highs;
            for (int64_t i = 0; i < 4; i++) {
                const size_t row = static_cast<size_t>(inside(rows[j].cell - 1 + i)) * width;
                lows[i] = low.data() + row;
                highs[i] = high.data() + row;
            }
            for (size_t i = 0; i < width; i++) {
                const T least = std::min(std::min(lows[0][i], lows[1][i]), std::min(lows[2][i], lows[3][i]));
                const T most = std::max(std::max(highs[0][i], highs[1][i]), std::max(highs[2][i], highs[3][i]));
                // The negative weights along both axes sum up to -0.4454 at most, and rounding is little.
                out[i] = most + T(0.4454) * (most - least) + T(1e-5) * std::max(std::abs(most), std::abs(least));
            }
        }
    }

    // Whether all is finite, so that bounds hold.
    bool isFinite() const {
        return std::all_of(values, values + side * side, [](T value) { return std::isfinite(value); });
    }

private:
    int64_t inside(int64_t cell) const { return std::min(std::max<int64_t>(cell, 0), side - 1); }

    const T *values;
    int64_t side;
};

// The highest pixel so far, of equals the first in the order of pixels, as in LibTorch.
template <class T> struct Highest {
    T value = -std::numeric_limits<T>::infinity();
    int64_t place = 0;

    void add(T other, int64_t index) {
        if (other > value || (other == value && index < place)) {
            value = other;
            place = index;
        }
    }
};

}  // namespace

template <class T>
void findKeypoints(const T *maps, int64_t count, int64_t side, const T *box, int64_t largest, float *out) {
    const T width = std::max(box[2] - box[0], T(1)), height = std::max(box[3] - box[1], T(1));
    // A side that is no number compares as neither: it counts as 1.
    auto pixels = [&](T length) {
        return length < static_cast<T>(largest) ? std::max<int64_t>(static_cast<int64_t>(std::ceil(length)), 1)
               : length >= static_cast<T>(largest) ? largest : int64_t(1);
    };
    const int64_t pixelsAcross = pixels(width), pixelsDown = pixels(height);
    const auto columns = taps<T>(side, pixelsAcross), rows = taps<T>(side, pixelsDown);
    const auto columnStretches = stretches(columns), rowStretches = stretches(rows);
    std::vector<T> bounds;
    for (int64_t k = 0; k < count; k++, out += 3) {
        const HeatMap<T> map(maps + k * side * side, side);
        Highest<T> highest;
        auto look = [&](size_t block) {
            const Stretch &down = rowStretches[block / columnStretches.size()];
            const Stretch &across = columnStretches[block % columnStretches.size()];
            for (int64_t y = down.first; y < down.last; y++)
                for (int64_t x = across.first; x < across.last; x++)
                    highest.add(map.pixel(rows[y], columns[x]), y * pixelsAcross + x);
        };
        if (map.isFinite()) {
            map.bound(rowStretches, columnStretches, bounds);
            const size_t first = std::max_element(bounds.begin(), bounds.end()) - bounds.begin();
            look(first);
            for (size_t block = 0; block < bounds.size(); block++)
                if (block != first && bounds[block] >= highest.value) look(block);
        } else {
            for (size_t block = 0; block < rowStretches.size() * columnStretches.size(); block++) look(block);
        }
        const int64_t column = highest.place % pixelsAcross, row = highest.place / pixelsAcross;
        const float stepX = static_cast<float>(width / static_cast<T>(pixelsAcross));
        const float stepY = static_cast<float>(height / static_cast<T>(pixelsDown));
        out[0] = (static_cast<float>(column) + 0.5f) * stepX + static_cast<float>(box[0]);
        out[1] = (static_cast<float>(row) + 0.5f) * stepY + static_cast<float>(box[1]);
        out[2] = static_cast<float>(highest.value);
    }
}

template void findKeypoints(const float *, int64_t, int64_t, const float *, int64_t, float *);
template void findKeypoints(const double *, int64_t, int64_t, const double *, int64_t, float *);

}  // namespace ct::kernels
