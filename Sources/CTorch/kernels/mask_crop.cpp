// A run-length mask at the size of the network's input, only where it is: what RoIAlign then samples for the mask loss.
#include <algorithm>
#include <cmath>

#include "kernels.h"

namespace ct::kernels {
namespace {

// Columns and rows that hold all of a mask; empty where nothing is set.
struct Extent {
    int64_t left = INT64_MAX, right = 0, top = INT64_MAX, bottom = 0;
    bool isEmpty() const { return left >= right; }
};

Extent extent(const uint32_t *counts, int64_t count, int64_t height) {
    Extent result;
    int64_t position = 0;
    for (int64_t i = 0; i < count; i++) {
        const int64_t length = counts[i];
        if (i % 2 == 1 && length > 0) {
            const int64_t first = position, last = position + length - 1;
            result.left = std::min(result.left, first / height);
            result.right = std::max(result.right, last / height + 1);
            const bool spansColumns = first / height != last / height;
            result.top = std::min(result.top, spansColumns ? 0 : first % height);
            result.bottom = std::max(result.bottom, spansColumns ? height : last % height + 1);
        }
        position += length;
    }
    return result;
}

// The pixel of the original that a pixel of the resized image shows: LibTorch's nearest.
inline int64_t source(int64_t pixel, float scale, int64_t size) {
    return std::min(static_cast<int64_t>(std::floor(static_cast<float>(pixel) * scale)), size - 1);
}

// The resized pixels that show original pixels first ..< last, and one more on either side.
struct Range {
    int64_t first, last;
};

Range shown(int64_t first, int64_t last, float scale, int64_t original, int64_t resized) {
    // Near the answer by division; the exact one by looking.
    int64_t low = std::clamp<int64_t>(static_cast<int64_t>(static_cast<float>(first) / scale) - 2, 0, resized);
    while (low < resized && source(low, scale, original) < first) low++;
    int64_t high = std::clamp<int64_t>(static_cast<int64_t>(static_cast<float>(last) / scale) - 2, low, resized);
    while (high < resized && source(high, scale, original) < last) high++;
    return {std::max<int64_t>(low - 1, 0), std::min(high + 1, resized)};
}

}  // namespace

template <class T>
MaskCrop<T> resizedCrop(const uint32_t *counts, int64_t count, MaskSize original, MaskSize resized) {
    MaskCrop<T> crop;
    const Extent area = extent(counts, count, original.height);
    if (area.isEmpty()) return crop;

    const int64_t width = area.right - area.left, height = area.bottom - area.top;
    std::vector<uint8_t> bitmap(static_cast<size_t>(width * height), 0);
    int64_t position = 0;
    for (int64_t i = 0; i < count; i++) {
        int64_t first = position;
        position += counts[i];
        if (i % 2 == 0) continue;
        while (first < position) {
            const int64_t column = first / original.height, row = first % original.height;
            const int64_t last = std::min(position, (column + 1) * original.height);
            uint8_t *target = bitmap.data() + (column - area.left) * height + (row - area.top);
            std::fill(target, target + (last - first), uint8_t(1));
            first = last;
        }
    }

    const float scaleX = static_cast<float>(original.width) / static_cast<float>(resized.width);
    const float scaleY = static_cast<float>(original.height) / static_cast<float>(resized.height);
    const Range columns = shown(area.left, area.right, scaleX, original.width, resized.width);
    const Range rows = shown(area.top, area.bottom, scaleY, original.height, resized.height);
    crop.x = columns.first;
    crop.y = rows.first;
    crop.width = columns.last - columns.first;
    crop.height = rows.last - rows.first;
    crop.values.resize(static_cast<size_t>(crop.width * crop.height));
    for (int64_t y = 0; y < crop.height; y++) {
        const int64_t row = source(rows.first + y, scaleY, original.height) - area.top;
        for (int64_t x = 0; x < crop.width; x++) {
            const int64_t column = source(columns.first + x, scaleX, original.width) - area.left;
            const bool inside = row >= 0 && row < height && column >= 0 && column < width;
            crop.values[static_cast<size_t>(y * crop.width + x)] = inside ? T(bitmap[column * height + row]) : T(0);
        }
    }
    return crop;
}

template MaskCrop<float> resizedCrop(const uint32_t *, int64_t, MaskSize, MaskSize);
template MaskCrop<double> resizedCrop(const uint32_t *, int64_t, MaskSize, MaskSize);

}  // namespace ct::kernels
