// From the bytes of a photograph to a network's input in one pass: normalised, resized bilinearly (align_corners false, no
// antialiasing), with zeros to the right and below.
//
// torchvision normalises all pixels and then resizes. A byte has 256 values, so normalising is looking up; and of a
// photograph that shrinks only the pixels are looked at that the resized one needs.
#include <algorithm>
#include <cmath>

#include "kernels.h"

#pragma clang fp contract(off)

namespace ct::kernels {

ImageResizing::ImageResizing(ImageExtent from, ImageExtent to, const double *mean, const double *deviation)
    : from(from), to(to), rows(places(from.height, to.height)), columns(places(from.width, to.width)) {
    for (int64_t channel = 0; channel < channels; channel++)
        for (int64_t value = 0; value < 256; value++)
            table[value][channel] = (static_cast<float>(value) / 255.0f - static_cast<float>(mean[channel])) /
                                    static_cast<float>(deviation[channel]);
}

std::vector<ImageResizing::Place> ImageResizing::places(int64_t original, int64_t resized) {
    const float scale = static_cast<float>(original) / static_cast<float>(std::max<int64_t>(resized, 1));
    std::vector<Place> places;
    for (int64_t i = 0; i < resized; i++) {
        // Rounded once, as LibTorch's compiled code does it.
        const float source = std::max(std::fma(scale, static_cast<float>(i) + 0.5f, -0.5f), 0.0f);
        const int64_t low = std::min(static_cast<int64_t>(source), original - 1);
        const float weight = std::clamp(source - static_cast<float>(low), 0.0f, 1.0f);
        places.push_back({low, std::min(low + 1, original - 1), 1.0f - weight, weight});
    }
    return places;
}

void ImageResizing::row(const uint8_t *pixels, int64_t row, int64_t paddedWidth, float *out) const {
    if (row >= to.height) {
        std::fill(out, out + paddedWidth * channels, 0.0f);
        return;
    }
    const Place &y = rows[row];
    const uint8_t *above = pixels + y.low * from.width * channels, *below = pixels + y.high * from.width * channels;
    for (const Place &x : columns)
        for (int64_t channel = 0; channel < channels; channel++) {
            const auto value = [&](const uint8_t *line, int64_t column) {
                return table[line[column * channels + channel]][channel];
            };
            const float upper = value(above, x.low) * x.lowWeight + value(above, x.high) * x.highWeight;
            const float lower = value(below, x.low) * x.lowWeight + value(below, x.high) * x.highWeight;
            *out++ = upper * y.lowWeight + lower * y.highWeight;
        }
    std::fill(out, out + (paddedWidth - to.width) * channels, 0.0f);
}

}  // namespace ct::kernels
