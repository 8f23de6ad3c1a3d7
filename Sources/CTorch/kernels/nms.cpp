// Greedy non-maximum suppression within groups (classes, or pyramid levels), as torchvision's batched_nms.
//
// torchvision has two ways: for few boxes it moves each group's boxes to a place of their own and runs one suppression
// over all; for many it loops over the groups. The first rounds the moved coordinates, which can turn a decision near
// the threshold, so `shift` repeats that rounding. Moved groups never meet, hence boxes are compared within their group
// in both ways, and groups can be done in any order.
//
// A box is compared with those kept before it, the best first, until one suppresses it. That decides as striking out
// what each kept box suppresses does, but never compares two suppressed boxes, and can stop when enough are kept.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include "kernels.h"

// A fused multiply-add rounds once where torchvision rounds twice.
#pragma clang fp contract(off)

namespace ct::kernels {
namespace {

// The order of descending score as an order of ascending whole numbers. NaN comes first, together with infinity, as
// torch.sort has it; zeros are equal.
template <class T> auto ascending(T score) {
    using Bits = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;
    constexpr Bits sign = Bits(1) << (8 * sizeof(T) - 1);
    const T value = std::isnan(score) ? std::numeric_limits<T>::infinity() : score + T(0);
    const Bits bits = std::bit_cast<Bits>(value);
    return bits & sign ? bits : ~(bits | sign);
}

template <class Key> struct Ranked {
    Key key;
    uint32_t index;
};

// Sorts by key, in linear time; what has one key stays in its order.
template <class Key> void radixSort(std::vector<Ranked<Key>> &items) {
    constexpr int digit = 11, digits = (8 * sizeof(Key) + digit - 1) / digit;
    constexpr size_t values = size_t(1) << digit;
    std::vector<std::array<uint32_t, values>> starts(digits);
    for (const auto &item : items)
        for (int i = 0; i < digits; i++) starts[i][(item.key >> (i * digit)) % values]++;
    std::vector<Ranked<Key>> sorted(items.size());
    for (int i = 0; i < digits; i++) {
        auto &start = starts[i];
        // Where all have the same digit, they are in its order.
        if (items.empty() || start[(items[0].key >> (i * digit)) % values] == items.size()) continue;
        uint32_t before = 0;
        for (uint32_t &value : start) before += std::exchange(value, before);
        for (const auto &item : items) sorted[start[(item.key >> (i * digit)) % values]++] = item;
        items.swap(sorted);
    }
}

// So many boxes that are kept, a field an array: another is compared with all of them at once.
template <class T> struct alignas(64) Block {
    static constexpr size_t size = 128 / sizeof(T);

    T left[size] = {}, top[size] = {}, right[size] = {}, bottom[size] = {}, area[size];

    // What fills a block is no larger than a point, and infinitely far from suppressing anything.
    Block() { std::fill(area, area + size, std::numeric_limits<T>::infinity()); }

    struct Overlap {
        T intersection, whole;
    };
    // torchvision has the kept box first in min and max, which matters where a coordinate is NaN.
    inline __attribute__((always_inline)) Overlap overlap(size_t i, const T *box, T own) const {
        const T width = std::max(T(0), std::min(right[i], box[2]) - std::max(left[i], box[0]));
        const T height = std::max(T(0), std::min(bottom[i], box[3]) - std::max(top[i], box[1]));
        const T intersection = width * height;
        return {intersection, area[i] + own - intersection};
    }
};

// The boxes of a group that are kept.
template <class T> struct Kept {
    std::vector<Block<T>> blocks;
    size_t count = 0;

    explicit Kept(size_t most) : blocks((most + Block<T>::size - 1) / Block<T>::size) {}

    inline __attribute__((always_inline)) void add(const T *box, T own) {
        Block<T> &block = blocks[count / Block<T>::size];
        const size_t i = count++ % Block<T>::size;
        block.left[i] = box[0];
        block.top[i] = box[1];
        block.right[i] = box[2];
        block.bottom[i] = box[3];
        block.area[i] = own;
    }

    // Whether the overlap with any is above the threshold. A quotient of positive numbers that is below the threshold
    // is not above it when rounded, and a product that is below a number is not above it when rounded: where
    // intersection < filter * whole, no division is needed. Filter is the threshold, and NaN where that is negative.
    inline __attribute__((always_inline)) bool suppress(const T *box, T own, T threshold, T filter) const {
        for (size_t first = 0; first < count; first += Block<T>::size) {
            const Block<T> &block = blocks[first / Block<T>::size];
            unsigned near = 0;
            for (size_t i = 0; i < Block<T>::size; i++) {
                const auto with = block.overlap(i, box, own);
                near |= !(with.intersection < filter * with.whole);
            }
            if (!near) continue;
            for (size_t i = 0; i < std::min(Block<T>::size, count - first); i++) {
                const auto with = block.overlap(i, box, own);
                if (with.intersection / with.whole > threshold) return true;
            }
        }
        return false;
    }
};

// The largest T that is not above the threshold: comparing with it in T decides as comparing in double does.
template <class T> T comparable(double threshold) {
    T value = static_cast<T>(threshold);
    return static_cast<double>(value) > threshold ? std::nextafter(value, -std::numeric_limits<T>::infinity()) : value;
}

// Leaves of a group's boxes, in descending order of score, those that are kept, the best `most` of them at most.
template <class T>
inline __attribute__((always_inline)) size_t keepBest(const T *boxes, uint32_t *order, size_t count, T offset,
                                                      T threshold, size_t most, Kept<T> &kept) {
    const T filter = threshold >= T(0) ? threshold : std::numeric_limits<T>::quiet_NaN();
    for (size_t i = 0; i < count && kept.count < most; i++) {
        T box[4];
        for (int side = 0; side < 4; side++) box[side] = boxes[4 * size_t(order[i]) + side] + offset;
        const T area = (box[2] - box[0]) * (box[3] - box[1]);
        if (kept.suppress(box, area, threshold, filter)) continue;
        order[kept.count] = order[i];
        kept.add(box, area);
    }
    return kept.count;
}

CT_VECTORIZED size_t keep(const float *boxes, uint32_t *order, size_t count, float offset, float threshold,
                          size_t most, Kept<float> &kept) {
    return keepBest(boxes, order, count, offset, threshold, most, kept);
}

CT_VECTORIZED size_t keep(const double *boxes, uint32_t *order, size_t count, double offset, double threshold,
                          size_t most, Kept<double> &kept) {
    return keepBest(boxes, order, count, offset, threshold, most, kept);
}

// Puts indices, which ascend, into the stable order of descending score.
template <class T> void sortByScore(const T *scores, uint32_t *indices, size_t count) {
    std::vector<Ranked<decltype(ascending(T()))>> items(count);
    for (size_t i = 0; i < count; i++) items[i] = {ascending(scores[indices[i]]), indices[i]};
    radixSort(items);
    for (size_t i = 0; i < count; i++) indices[i] = items[i].index;
}

}  // namespace

template <class T>
Suppression<T>::Suppression(const T *boxes, const T *scores, const int64_t *groups, int64_t count, double threshold,
                            bool shift, int64_t most)
    : boxes(boxes), scores(scores), threshold(comparable<T>(threshold)), most(static_cast<size_t>(most)) {
    if (shift && count > 0) step = *std::max_element(boxes, boxes + 4 * count) + T(1);

    // Numbers of groups count from the least, as then most digits of small numbers are zeros.
    std::vector<Ranked<uint64_t>> items(count);
    const int64_t least = count > 0 ? *std::min_element(groups, groups + count) : 0;
    for (uint32_t i = 0; i < items.size(); i++) items[i] = {uint64_t(groups[i]) - uint64_t(least), i};
    radixSort(items);
    indices.resize(count);
    for (size_t i = 0; i < items.size(); i++) {
        indices[i] = items[i].index;
        if (i == 0 || items[i].key != items[i - 1].key) members.push_back({groups[indices[i]], i, 0, 0});
        members.back().count++;
    }
}

template <class T> void Suppression<T>::run(int64_t group) {
    Members &own = members[group];
    uint32_t *order = indices.data() + own.first;
    sortByScore(scores, order, own.count);
    Kept<T> kept(std::min(own.count, most));
    own.kept = keep(boxes, order, own.count, static_cast<T>(own.name) * step, threshold, most, kept);
}

template <class T> std::vector<int64_t> Suppression<T>::kept() const {
    std::vector<uint8_t> stays(indices.size(), 0);
    for (const Members &group : members)
        for (size_t i = 0; i < group.kept; i++) stays[indices[group.first + i]] = 1;
    std::vector<uint32_t> order;
    for (uint32_t i = 0; i < stays.size(); i++)
        if (stays[i]) order.push_back(i);
    sortByScore(scores, order.data(), order.size());
    order.resize(std::min(order.size(), most));
    return std::vector<int64_t>(order.begin(), order.end());
}

template class Suppression<float>;
template class Suppression<double>;

}  // namespace ct::kernels
