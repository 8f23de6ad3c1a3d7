// Greedy non-maximum suppression within groups (classes, or pyramid levels), as torchvision's batched_nms.
//
// torchvision has two ways: for few boxes it moves each group's boxes to a place of their own and runs one suppression
// over all; for many it loops over the groups. The first rounds the moved coordinates, which can turn a decision near
// the threshold, so `shift` repeats that rounding. Moved groups never meet, hence boxes are compared within their group
// in both ways.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "kernels.h"

// A fused multiply-add rounds once where torchvision rounds twice.
#pragma clang fp contract(off)

namespace ct::kernels {
namespace {

// The boxes of one group in descending order of score, a field an array so that the inner loop is vectors.
template <class T> struct Columns {
    std::vector<T> x1, y1, x2, y2, area;
    std::vector<uint8_t> suppressed;

    explicit Columns(size_t count) : x1(count), y1(count), x2(count), y2(count), area(count), suppressed(count, 0) {}
};

template <class T>
inline __attribute__((always_inline)) void suppressAfter(Columns<T> &group, size_t kept, T threshold) {
    const T x1 = group.x1[kept], y1 = group.y1[kept], x2 = group.x2[kept], y2 = group.y2[kept];
    const T area = group.area[kept];
    const size_t count = group.x1.size();
    const T *left = group.x1.data(), *top = group.y1.data(), *right = group.x2.data(), *bottom = group.y2.data();
    const T *areas = group.area.data();
    uint8_t *suppressed = group.suppressed.data();
    for (size_t j = kept + 1; j < count; j++) {
        const T width = std::max(T(0), std::min(x2, right[j]) - std::max(x1, left[j]));
        const T height = std::max(T(0), std::min(y2, bottom[j]) - std::max(y1, top[j]));
        const T intersection = width * height;
        suppressed[j] |= static_cast<uint8_t>(intersection / (area + areas[j] - intersection) > threshold);
    }
}

CT_VECTORIZED void suppress(Columns<float> &group, size_t kept, float threshold) {
    suppressAfter(group, kept, threshold);
}

CT_VECTORIZED void suppress(Columns<double> &group, size_t kept, double threshold) {
    suppressAfter(group, kept, threshold);
}

// The largest T that is not above the threshold: comparing with it in T decides as comparing in double does.
template <class T> T comparable(double threshold) {
    T value = static_cast<T>(threshold);
    return static_cast<double>(value) > threshold ? std::nextafter(value, -std::numeric_limits<T>::infinity()) : value;
}

}  // namespace

template <class T>
std::vector<int64_t> batchedNMS(const T *boxes, const T *scores, const int64_t *groups, int64_t count,
                                double threshold, bool shift) {
    std::vector<int64_t> order(count);
    std::iota(order.begin(), order.end(), 0);
    // NaN first, as torch.sort has it (without that the order would not be one); ties by index, which makes it stable.
    auto rank = [&](int64_t i) { return std::isnan(scores[i]) ? std::numeric_limits<T>::infinity() : scores[i]; };
    std::sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
        return rank(a) != rank(b) ? rank(a) > rank(b) : a < b;
    });
    T step = 0;
    if (shift && count > 0) step = *std::max_element(boxes, boxes + 4 * count) + T(1);

    // Positions in `order`, group by group, each still in descending score.
    std::vector<int64_t> positions(count);
    std::iota(positions.begin(), positions.end(), 0);
    std::sort(positions.begin(), positions.end(), [&](int64_t a, int64_t b) {
        const int64_t left = groups[order[a]], right = groups[order[b]];
        return left != right ? left < right : a < b;
    });

    const T limit = comparable<T>(threshold);
    std::vector<uint8_t> kept(count, 0);
    for (size_t first = 0; first < positions.size();) {
        const int64_t group = groups[order[positions[first]]];
        size_t last = first;
        while (last < positions.size() && groups[order[positions[last]]] == group) last++;
        const T offset = static_cast<T>(group) * step;
        Columns<T> columns(last - first);
        for (size_t i = 0; i < last - first; i++) {
            const T *box = boxes + 4 * order[positions[first + i]];
            columns.x1[i] = box[0] + offset;
            columns.y1[i] = box[1] + offset;
            columns.x2[i] = box[2] + offset;
            columns.y2[i] = box[3] + offset;
            columns.area[i] = (columns.x2[i] - columns.x1[i]) * (columns.y2[i] - columns.y1[i]);
        }
        for (size_t i = 0; i < last - first; i++) {
            if (columns.suppressed[i]) continue;
            kept[positions[first + i]] = 1;
            suppress(columns, i, limit);
        }
        first = last;
    }
    std::vector<int64_t> result;
    for (int64_t i = 0; i < count; i++)
        if (kept[i]) result.push_back(order[i]);
    return result;
}

template std::vector<int64_t> batchedNMS(const float *, const float *, const int64_t *, int64_t, double, bool);
template std::vector<int64_t> batchedNMS(const double *, const double *, const int64_t *, int64_t, double, bool);

}  // namespace ct::kernels
