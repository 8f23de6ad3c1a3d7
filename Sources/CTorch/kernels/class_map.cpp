// From logits on a coarse map to the class of each pixel of an image, without ever having the logits of every pixel: those of
// a large photograph would take gigabytes.
#include <algorithm>
#include <cmath>

#include "kernels.h"

namespace ct::kernels {

template <class T>
ClassMap<T>::Step::Step(int64_t height, int64_t width, ImageExtent result)
    : lines(places(height, result.height)), columns(places(width, result.width)) {}

template <class T>
ClassMap<T>::ClassMap(const T *logits, const MapShape &map, ImageExtent input, ImageExtent image)
    : logits(logits), map(map), isOneStep(input.height == image.height && input.width == image.width),
      toInput(map.height, map.width, input), toImage(input.height, input.width, image) {}

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
void ClassMap<T>::blend(const T *above, const T *below, const Place &place, int64_t count, T *out) const {
    const T aboveWeight = place.lowWeight, belowWeight = place.highWeight;
    for (int64_t i = 0; i < count; i++) out[i] = above[i] * aboveWeight + below[i] * belowWeight;
}

template <class T> void ClassMap<T>::inputRow(int64_t row, T *blended, T *out) const {
    const int64_t line = map.width * map.channels;
    const Place &place = toInput.lines[row];
    blend(logits + place.low * line, logits + place.high * line, place, line, blended);
    for (const Place &column : toInput.columns) {
        blend(blended + column.low * map.channels, blended + column.high * map.channels, column, map.channels, out);
        out += map.channels;
    }
}

template <class T> void ClassMap<T>::classes(const T *row, uint8_t *labels, float *probabilities) const {
    const std::vector<Place> &columns = (isOneStep ? toInput : toImage).columns;
    const int64_t channels = map.channels;
    T values[256];
    for (size_t x = 0; x < columns.size(); x++) {
        blend(row + columns[x].low * channels, row + columns[x].high * channels, columns[x], channels, values);
        int64_t best = 0;
        for (int64_t k = 1; k < channels; k++)
            if (values[k] > values[best]) best = k;
        labels[x] = static_cast<uint8_t>(best);
        if (!probabilities) continue;
        T sum = 0;
        for (int64_t k = 0; k < channels; k++) sum += std::exp(values[k] - values[best]);
        probabilities[x] = static_cast<float>(1 / sum);
    }
}

template <class T>
void ClassMap<T>::rows(int64_t first, int64_t last, uint8_t *labels, float *probabilities) const {
    const Step &step = isOneStep ? toInput : toImage;
    const int64_t line = map.width * map.channels, width = static_cast<int64_t>(step.columns.size());
    const int64_t inputLine = isOneStep ? line : static_cast<int64_t>(toInput.columns.size()) * map.channels;
    std::vector<T> blended(inputLine), coarse(line), above(isOneStep ? 0 : inputLine), below(above.size());
    int64_t aboveRow = -1, belowRow = -1;
    for (int64_t y = first; y < last; y++) {
        const Place &place = step.lines[y];
        if (isOneStep) {
            blend(logits + place.low * line, logits + place.high * line, place, line, blended.data());
        } else {
            // Rows come in order, so that the upper one is often the lower one of the row before.
            if (aboveRow != place.low && belowRow == place.low) {
                std::swap(above, below);
                std::swap(aboveRow, belowRow);
            }
            if (aboveRow != place.low) inputRow(aboveRow = place.low, coarse.data(), above.data());
            if (belowRow != place.high) inputRow(belowRow = place.high, coarse.data(), below.data());
            blend(above.data(), below.data(), place, inputLine, blended.data());
        }
        classes(blended.data(), labels + y * width, probabilities ? probabilities + y * width : nullptr);
    }
}

template class ClassMap<float>;
template class ClassMap<double>;

} // namespace ct::kernels
