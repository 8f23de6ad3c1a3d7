// From a probability mask and its box straight to run lengths, as torchvision's paste_masks_in_image followed by a
// threshold, but without an image-sized array.
//
// The mask gets a border of one zero cell and the box grows with it; the box's corners are truncated to pixels; the mask
// is resized to the box bilinearly (align_corners false) and thresholded. The resize is separable: for a column of the
// image the mask is first interpolated across, which leaves side + 2 values; between two of them the column is linear,
// so where both lie clearly on one side of the threshold a whole stretch of pixels is decided at once.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "kernels.h"

#pragma clang fp contract(off)

namespace ct::kernels {
namespace {

// Between which two cells of the mask a pixel lies, and the second's weight.
template <class T> struct Position {
    int64_t cell;
    T weight;
};

template <class T> Position<T> position(int64_t pixel, int64_t cells, T scale) {
    const T source = std::max(scale * (T(pixel) + T(0.5)) - T(0.5), T(0));
    const int64_t cell = std::min(static_cast<int64_t>(source), cells - 1);
    return {cell, std::min(std::max(source - T(cell), T(0)), T(1))};
}

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

// Where a mask lies in an image: the box with its border, and what of it is within the image.
template <class T> struct Placement {
    // Nothing of the box is in any image: a corner is NaN or far away.
    bool isNowhere = false;
    int64_t left = 0, top = 0, x0 = 0, x1 = 0, y0 = 0, y1 = 0;
    T scaleX = 0, scaleY = 0;

    Placement(int64_t side, const T *box, int64_t height, int64_t width) {
        const T growth = T(side + 2) / T(side);
        const T halfWidth = (box[2] - box[0]) * T(0.5) * growth, halfHeight = (box[3] - box[1]) * T(0.5) * growth;
        const T centerX = (box[2] + box[0]) * T(0.5), centerY = (box[3] + box[1]) * T(0.5);
        const T corners[4] = {centerX - halfWidth, centerY - halfHeight, centerX + halfWidth, centerY + halfHeight};
        constexpr T farthest = T(1 << 30);
        for (T corner : corners) {
            if (!(std::abs(corner) < farthest)) {
                isNowhere = true;
                return;
            }
        }
        left = static_cast<int64_t>(corners[0]), top = static_cast<int64_t>(corners[1]);
        const int64_t right = static_cast<int64_t>(corners[2]), bottom = static_cast<int64_t>(corners[3]);
        const int64_t boxWidth = std::max<int64_t>(right - left + 1, 1);
        const int64_t boxHeight = std::max<int64_t>(bottom - top + 1, 1);
        x0 = std::clamp<int64_t>(left, 0, width), x1 = std::clamp(left + boxWidth, x0, width);
        y0 = std::clamp<int64_t>(top, 0, height), y1 = std::clamp(top + boxHeight, y0, height);
        scaleX = T(side + 2) / T(boxWidth), scaleY = T(side + 2) / T(boxHeight);
    }
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
                                double threshold) {
    Runs runs;
    const Placement<T> place(side, box, height, width);
    if (place.isNowhere) {
        runs.append(false, height * width);
        return std::move(runs).finished();
    }
    const auto [x0, x1, y0, y1] = std::array{place.x0, place.x1, place.y0, place.y1};
    const int64_t cells = side + 2;
    std::vector<Position<T>> rows;
    std::vector<Stretch> stretches;
    for (int64_t y = y0; y < y1; y++) {
        rows.push_back(position(y - place.top, cells, place.scaleY));
        if (stretches.empty() || stretches.back().cell != rows.back().cell)
            stretches.push_back({y - y0, y - y0, rows.back().cell});
        stretches.back().last = y - y0 + 1;
    }

    const T limit = static_cast<T>(threshold);
    // Rounding of a blend of two values moves it by less than this.
    const T margin = T(8) * std::numeric_limits<T>::epsilon();
    std::vector<T> column(cells + 1);
    runs.append(false, x0 * height);
    for (int64_t x = x0; x < x1; x++) {
        interpolateAcross(mask, side, position(x - place.left, cells, place.scaleX), column);

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
void pasteProbabilities(const T *mask, int64_t side, const T *box, int64_t height, int64_t width, T *out) {
    std::fill(out, out + height * width, T(0));
    const Placement<T> place(side, box, height, width);
    if (place.isNowhere) return;
    const int64_t cells = side + 2;
    std::vector<T> column(cells + 1);
    for (int64_t x = place.x0; x < place.x1; x++) {
        interpolateAcross(mask, side, position(x - place.left, cells, place.scaleX), column);
        for (int64_t y = place.y0; y < place.y1; y++) {
            const Position<T> at = position(y - place.top, cells, place.scaleY);
            out[y * width + x] =
                (T(1) - at.weight) * column[at.cell] + at.weight * column[std::min(at.cell + 1, cells - 1)];
        }
    }
}

template void pasteProbabilities(const float *, int64_t, const float *, int64_t, int64_t, float *);
template void pasteProbabilities(const double *, int64_t, const double *, int64_t, int64_t, double *);
template std::vector<uint32_t> pasteMask(const float *, int64_t, const float *, int64_t, int64_t, double);
template std::vector<uint32_t> pasteMask(const double *, int64_t, const double *, int64_t, int64_t, double);

}  // namespace ct::kernels
