// From a probability mask and its box straight to run lengths, as torchvision's paste_masks_in_image followed by a
// threshold, but without an image-sized array.
//
// As torchvision has it, the mask gets a border of one zero cell and the box grows with it; the box's corners are truncated to pixels; the mask
// is resized to the box bilinearly (align_corners false) and thresholded. The resize is separable: for a column of the
// image the mask is first interpolated across, which leaves side + 2 values; between two of them the column is linear,
// so where both lie clearly on one side of the threshold a whole stretch of pixels is decided at once.
//
// As detectron2 has it, the mask is looked up at the centre of every pixel (grid_sample, align_corners false): the same but for where a
// pixel lies in the mask.
#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels.h"

#pragma clang fp contract(off)

namespace ct::kernels {
namespace {

// Between which two cells of the mask with its border a pixel lies, and the second's weight.
template <class T> struct Position {
    int64_t cell;
    T weight;
};

// Run lengths in the making: zeros first, then ones, in turns.
class Runs {
    std::vector<uint32_t> counts{0};
    bool current = false;

public:
    void append(bool value, int64_t length) {
        if (length <= 0) return;
        if (value != current) {
            counts.push_back(0);
            current = value;
        }
        counts.back() += static_cast<uint32_t>(length);
    }
    std::vector<uint32_t> finished() && { return std::move(counts); }
};

// Where a mask lies in an image, along one axis: which of the image's pixels it may touch, and where in the mask each is.
template <class T> class Axis {
    int64_t cells = 0, origin = 0;
    T scale = 0, low = 0, length = 0;
    bool isSampled = false;

public:
    // Nothing of the box is in any image: a corner is NaN or far away.
    bool isNowhere = false;
    int64_t first = 0, last = 0;

    Axis(int64_t side, T low, T high, int64_t extent, bool sampled)
        : cells(side + 2), low(low), length(high - low), isSampled(sampled) {
        constexpr T farthest = T(1 << 30);
        const T growth = sampled ? T(1) : T(side + 2) / T(side);
        const T half = (high - low) * T(0.5) * growth, center = (high + low) * T(0.5);
        const T start = sampled ? low : center - half, end = sampled ? high : center + half;
        isNowhere = !(std::abs(start) < farthest) || !(std::abs(end) < farthest);
        if (isNowhere) return;
        if (sampled) {
            first = std::clamp<int64_t>(static_cast<int64_t>(std::floor(start)) - 1, 0, extent);
            last = std::clamp<int64_t>(static_cast<int64_t>(std::ceil(end)) + 1, first, extent);
            return;
        }
        origin = static_cast<int64_t>(start);
        const int64_t pixels = std::max<int64_t>(static_cast<int64_t>(end) - origin + 1, 1);
        first = std::clamp<int64_t>(origin, 0, extent), last = std::clamp(origin + pixels, first, extent);
        scale = T(cells) / T(pixels);
    }

    Position<T> position(int64_t pixel) const {
        if (isSampled) {
            // As grid_sample has it: from -1 to 1 over the box, then to cells, of which those outside are zero.
            const T place = (T(pixel) + T(0.5) - low) / length * T(2) - T(1);
            const T source = ((place + T(1)) * T(cells - 2) - T(1)) / T(2);
            if (!(source > T(-1) && source < T(cells - 2))) return {0, T(0)};
            const T cell = std::floor(source);
            return {static_cast<int64_t>(cell) + 1, source - cell};
        }
        const T source = std::max(scale * (T(pixel - origin) + T(0.5)) - T(0.5), T(0));
        const int64_t cell = std::min(static_cast<int64_t>(source), cells - 1);
        return {cell, std::min(std::max(source - T(cell), T(0)), T(1))};
    }
};

// Where a mask lies in an image.
template <class T> struct Placement {
    Axis<T> columns, rows;

    Placement(int64_t side, const T *box, int64_t height, int64_t width, bool sampled)
        : columns(side, box[0], box[2], width, sampled), rows(side, box[1], box[3], height, sampled) {}
    bool isNowhere() const { return columns.isNowhere || rows.isNowhere; }
};

// The mask with its border of zeros, interpolated across for a column of the image: side + 2 values, and one more for the last
// one's neighbour.
template <class T>
void interpolateAcross(const T *mask, int64_t side, const Position<T> &at, std::vector<T> &column) {
    const int64_t cells = side + 2, next = std::min(at.cell + 1, cells - 1);
    auto value = [&](int64_t row, int64_t cell) {
        return cell < 1 || cell > side ? T(0) : mask[(row - 1) * side + cell - 1];
    };
    for (int64_t row = 1; row <= side; row++)
        column[row] = (T(1) - at.weight) * value(row, at.cell) + at.weight * value(row, next);
    column[0] = column[cells - 1] = column[cells] = T(0);
}

// Consecutive rows of the box that lie between the same two cells.
struct Stretch {
    int64_t first, last, cell;
};

}  // namespace

template <class T>
std::vector<uint32_t> pasteMask(const T *mask, int64_t side, const T *box, int64_t height, int64_t width,
                                double threshold, bool sampled) {
    Runs runs;
    const Placement<T> place(side, box, height, width, sampled);
    if (place.isNowhere()) {
        runs.append(false, height * width);
        return std::move(runs).finished();
    }
    const int64_t x0 = place.columns.first, x1 = place.columns.last, y0 = place.rows.first, y1 = place.rows.last;
    const int64_t cells = side + 2;
    std::vector<Position<T>> rows;
    std::vector<Stretch> stretches;
    for (int64_t y = y0; y < y1; y++) {
        rows.push_back(place.rows.position(y));
        if (stretches.empty() || stretches.back().cell != rows.back().cell)
            stretches.push_back({y - y0, y - y0, rows.back().cell});
        stretches.back().last = y - y0 + 1;
    }

    // What is at least a number is above the one before it.
    const T limit = sampled ? std::nextafter(static_cast<T>(threshold), -std::numeric_limits<T>::infinity())
                            : static_cast<T>(threshold);
    // Rounding of a blend of two values moves it by less than this.
    const T margin = T(8) * std::numeric_limits<T>::epsilon();
    std::vector<T> column(cells + 1);
    runs.append(false, x0 * height);
    for (int64_t x = x0; x < x1; x++) {
        interpolateAcross(mask, side, place.columns.position(x), column);

        runs.append(false, y0);
        for (const Stretch &stretch : stretches) {
            const T a = column[stretch.cell], b = column[std::min(stretch.cell + 1, cells - 1)];
            if (a > limit + margin && b > limit + margin) {
                runs.append(true, stretch.last - stretch.first);
            } else if (a < limit - margin && b < limit - margin) {
                runs.append(false, stretch.last - stretch.first);
            } else {
                for (int64_t y = stretch.first; y < stretch.last; y++) {
                    const T weight = rows[y].weight;
                    runs.append((T(1) - weight) * a + weight * b > limit, 1);
                }
            }
        }
        runs.append(false, height - y1);
    }
    runs.append(false, (width - x1) * height);
    return std::move(runs).finished();
}

template <class T>
void pasteProbabilities(const T *mask, int64_t side, const T *box, int64_t height, int64_t width, bool sampled, T *out) {
    std::fill(out, out + height * width, T(0));
    const Placement<T> place(side, box, height, width, sampled);
    if (place.isNowhere()) return;
    const int64_t cells = side + 2;
    std::vector<T> column(cells + 1);
    for (int64_t x = place.columns.first; x < place.columns.last; x++) {
        interpolateAcross(mask, side, place.columns.position(x), column);
        for (int64_t y = place.rows.first; y < place.rows.last; y++) {
            const Position<T> at = place.rows.position(y);
            out[y * width + x] =
                (T(1) - at.weight) * column[at.cell] + at.weight * column[std::min(at.cell + 1, cells - 1)];
        }
    }
}

template void pasteProbabilities(const float *, int64_t, const float *, int64_t, int64_t, bool, float *);
template void pasteProbabilities(const double *, int64_t, const double *, int64_t, int64_t, bool, double *);
template std::vector<uint32_t> pasteMask(const float *, int64_t, const float *, int64_t, int64_t, double, bool);
template std::vector<uint32_t> pasteMask(const double *, int64_t, const double *, int64_t, int64_t, double, bool);

}  // namespace ct::kernels
