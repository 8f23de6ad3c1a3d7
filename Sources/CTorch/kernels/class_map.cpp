// From logits on a coarse map to the class of each pixel of an image, without ever having the logits of every pixel: those of
// a large photograph would take gigabytes.
#include <algorithm>
#include <cmath>

#include "kernels.h"

namespace ct::kernels {

template <class T>
ClassMap<T>::ClassMap(const T *logits, const MapShape &map, ImageExtent image)
    : logits(logits), map(map), lines(places(map.height, image.height)), columns(places(map.width, image.width)) {}

template <class T>
std::vector<typename ClassMap<T>::Place> ClassMap<T>::places(int64_t cells, int64_t pixels) {
    const T scale = static_cast<T>(cells) / static_cast<T>(std::max<int64_t>(pixels, 1));
    std::vector<Place> places;
    places.reserve(pixels);
    for (int64_t i = 0; i < pixels; i++) {
        const T source = std::max(scale * (static_cast<T>(i) + T(0.5)) - T(0.5), T(0));
        const int64_t low = std::min(static_cast<int64_t>(source), cells - 1);
        const T weight = std::clamp(source - static_cast<T>(low), T(0), T(1));
        places.push_back({low, std::min(low + 1, cells - 1), T(1) - weight, weight});
    }
    return places;
}

template <class T>
void ClassMap<T>::rows(int64_t first, int64_t last, uint8_t *labels, float *probabilities) const {
    const int64_t classes = map.channels, line = map.width * classes, width = static_cast<int64_t>(columns.size());
    std::vector<T> blended(line), values(classes);
    for (int64_t y = first; y < last; y++) {
        const T *above = logits + lines[y].low * line, *below = logits + lines[y].high * line;
        const T aboveWeight = lines[y].lowWeight, belowWeight = lines[y].highWeight;
        for (int64_t i = 0; i < line; i++) blended[i] = above[i] * aboveWeight + below[i] * belowWeight;
        for (int64_t x = 0; x < width; x++) {
            const Place &place = columns[x];
            const T *left = blended.data() + place.low * classes, *right = blended.data() + place.high * classes;
            for (int64_t k = 0; k < classes; k++) values[k] = left[k] * place.lowWeight + right[k] * place.highWeight;
            int64_t best = 0;
            for (int64_t k = 1; k < classes; k++)
                if (values[k] > values[best]) best = k;
            labels[y * width + x] = static_cast<uint8_t>(best);
            if (!probabilities) continue;
            T sum = 0;
            for (int64_t k = 0; k < classes; k++) sum += std::exp(values[k] - values[best]);
            probabilities[y * width + x] = static_cast<float>(1 / sum);
        }
    }
}

template class ClassMap<float>;
template class ClassMap<double>;

} // namespace ct::kernels
