// Which object an anchor or a proposal belongs to, as torchvision's Matcher has it, without a matrix of all overlaps.
//
// Candidates are many and objects few: a block of candidates is laid out by coordinate, then every object is compared
// with the whole block.
#include <algorithm>
#include <limits>

#include "kernels.h"

// An overlap is computed twice and compared with itself: both must round alike.
#pragma clang fp contract(off)

namespace ct::kernels {
namespace {

constexpr int64_t block = 256;

template <class T> struct Block {
    T x1[block], y1[block], x2[block], y2[block], area[block], overlap[block];
    int64_t count;

    inline __attribute__((always_inline)) void load(const T *boxes, int64_t size) {
        count = size;
        for (int64_t i = 0; i < count; i++) {
            x1[i] = boxes[4 * i];
            y1[i] = boxes[4 * i + 1];
            x2[i] = boxes[4 * i + 2];
            y2[i] = boxes[4 * i + 3];
            area[i] = (x2[i] - x1[i]) * (y2[i] - y1[i]);
        }
    }

    // Intersection over union of every candidate with one box.
    inline __attribute__((always_inline)) void compare(const T *box) {
        const T left = box[0], top = box[1], right = box[2], bottom = box[3];
        const T own = (right - left) * (bottom - top);
        for (int64_t i = 0; i < count; i++) {
            const T width = std::max(T(0), std::min(right, x2[i]) - std::max(left, x1[i]));
            const T height = std::max(T(0), std::min(bottom, y2[i]) - std::max(top, y1[i]));
            const T intersection = width * height;
            overlap[i] = intersection / (own + area[i] - intersection);
        }
    }
};

template <class T>
inline __attribute__((always_inline)) void matchAll(const T *truth, int64_t truthCount, const T *candidates,
                                                    int64_t first, int64_t last, const Matching<T> &matching,
                                                    const T *bestOfTruth, int64_t *out) {
    T best[block];
    int64_t index[block];
    uint8_t isBest[block];
    for (int64_t start = first; start < last; start += block) {
        Block<T> candidate;
        candidate.load(candidates + 4 * start, std::min(block, last - start));
        std::fill(best, best + block, T(-1));
        std::fill(index, index + block, int64_t(-1));
        std::fill(isBest, isBest + block, uint8_t(0));
        for (int64_t object = 0; object < truthCount; object++) {
            candidate.compare(truth + 4 * object);
            const T highest = bestOfTruth[object];
            for (int64_t i = 0; i < candidate.count; i++) {
                const bool better = candidate.overlap[i] > best[i];
                best[i] = better ? candidate.overlap[i] : best[i];
                index[i] = better ? object : index[i];
                isBest[i] |= static_cast<uint8_t>(candidate.overlap[i] == highest && highest > T(0));
            }
        }
        for (int64_t i = 0; i < candidate.count; i++) {
            int64_t result = index[i];
            if (best[i] < matching.low) result = -1;
            else if (best[i] < matching.high) result = -2;
            if (matching.allowsLowQuality && isBest[i]) result = index[i];
            out[start + i] = result;
        }
    }
}

template <class T>
inline __attribute__((always_inline)) void findBest(const T *truth, int64_t truthCount, const T *candidates,
                                                    int64_t first, int64_t last, T *best) {
    for (int64_t start = first; start < last; start += block) {
        Block<T> candidate;
        candidate.load(candidates + 4 * start, std::min(block, last - start));
        for (int64_t object = 0; object < truthCount; object++) {
            candidate.compare(truth + 4 * object);
            T highest = best[object];
            for (int64_t i = 0; i < candidate.count; i++) highest = std::max(highest, candidate.overlap[i]);
            best[object] = highest;
        }
    }
}

CT_VECTORIZED void matchFloat(const float *truth, int64_t truthCount, const float *candidates, int64_t first,
                              int64_t last, const Matching<float> &matching, const float *best, int64_t *out) {
    matchAll(truth, truthCount, candidates, first, last, matching, best, out);
}

CT_VECTORIZED void bestFloat(const float *truth, int64_t truthCount, const float *candidates, int64_t first,
                             int64_t last, float *best) {
    findBest(truth, truthCount, candidates, first, last, best);
}

}  // namespace

template <>
void match(const float *truth, int64_t truthCount, const float *candidates, int64_t first, int64_t last,
           const Matching<float> &matching, const float *bestOfTruth, int64_t *out) {
    matchFloat(truth, truthCount, candidates, first, last, matching, bestOfTruth, out);
}

template <>
void match(const double *truth, int64_t truthCount, const double *candidates, int64_t first, int64_t last,
           const Matching<double> &matching, const double *bestOfTruth, int64_t *out) {
    matchAll(truth, truthCount, candidates, first, last, matching, bestOfTruth, out);
}

template <>
void bestOverlaps(const float *truth, int64_t truthCount, const float *candidates, int64_t first, int64_t last,
                  float *best) {
    bestFloat(truth, truthCount, candidates, first, last, best);
}

template <>
void bestOverlaps(const double *truth, int64_t truthCount, const double *candidates, int64_t first, int64_t last,
                  double *best) {
    findBest(truth, truthCount, candidates, first, last, best);
}

template <class T> T largestShareWithin(const T *candidate, const T *boxes, int64_t count) {
    const T area = (candidate[2] - candidate[0]) * (candidate[3] - candidate[1]);
    T largest = 0;
    for (int64_t i = 0; i < count; i++) {
        const T *box = boxes + 4 * i;
        const T width = std::max(T(0), std::min(box[2], candidate[2]) - std::max(box[0], candidate[0]));
        const T height = std::max(T(0), std::min(box[3], candidate[3]) - std::max(box[1], candidate[1]));
        largest = std::max(largest, width * height);
    }
    return area > 0 ? largest / area : T(0);
}

template float largestShareWithin(const float *, const float *, int64_t);
template double largestShareWithin(const double *, const double *, int64_t);

}  // namespace ct::kernels
