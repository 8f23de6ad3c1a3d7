// Soft-NMS (Bodla et al. 2017): what overlaps a better box loses score instead of going at once.
#include <algorithm>
#include <cmath>
#include <map>

#include "kernels.h"

namespace ct::kernels {
namespace {

template <class T> T overlap(const T *a, const T *b) {
    const T width = std::min(a[2], b[2]) - std::max(a[0], b[0]), height = std::min(a[3], b[3]) - std::max(a[1], b[1]);
    if (!(width > T(0) && height > T(0))) return T(0);
    const T both = width * height;
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both);
}

}  // namespace

template <class T>
std::vector<std::pair<int64_t, T>> softSuppression(const T *boxes, const T *scores, const int64_t *groups, int64_t count,
                                                   const SoftSuppression<T> &rule) {
    std::map<int64_t, std::vector<std::pair<int64_t, T>>> members;
    for (int64_t i = 0; i < count; i++) members[groups[i]].push_back({i, scores[i]});
    std::vector<std::pair<int64_t, T>> kept;
    // Of equal scores the first box is the better one.
    auto isBetter = [](const auto &a, const auto &b) {
        return a.second > b.second || (a.second == b.second && a.first < b.first);
    };
    for (auto &[group, left] : members) {
        // Within a group scores come in descending order: what is left only loses.
        for (int64_t taken = 0; taken < rule.most && !left.empty(); taken++) {
            const auto place = std::min_element(left.begin(), left.end(), isBetter);
            const auto best = *place;
            *place = left.back();
            left.pop_back();
            kept.push_back(best);
            for (auto &other : left) {
                const T iou = overlap(boxes + 4 * best.first, boxes + 4 * other.first);
                if (rule.sigma > T(0)) other.second *= std::exp(-iou * iou / rule.sigma);
                else if (iou > rule.threshold) other.second *= T(1) - iou;
            }
            left.erase(std::remove_if(left.begin(), left.end(),
                                      [&](const auto &other) {
                                          return !(other.second > rule.least[static_cast<size_t>(other.first)]);
                                      }),
                       left.end());
        }
    }
    std::sort(kept.begin(), kept.end(), isBetter);
    if (static_cast<int64_t>(kept.size()) > rule.most) kept.resize(static_cast<size_t>(rule.most));
    return kept;
}

template std::vector<std::pair<int64_t, float>> softSuppression(const float *, const float *, const int64_t *, int64_t,
                                                                const SoftSuppression<float> &);
template std::vector<std::pair<int64_t, double>> softSuppression(const double *, const double *, const int64_t *,
                                                                 int64_t, const SoftSuppression<double> &);

}  // namespace ct::kernels
