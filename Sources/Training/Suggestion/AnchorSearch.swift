internal import Foundation
internal import Geometry
internal import MaskRCNN

/// Looks for the sizes and ratios of anchors that meet objects best.
struct AnchorSearch {
    let strides: [Int]
    let objects: [AnchorFit.Object]

    /// Sizes and ratios, and how well they meet the objects.
    struct Anchors {
        var sizes: [[Int]]
        var ratios: [Double]
        var recall: Double
        var mean: Double

        /// What is looked for: objects that an anchor meets at all, and then how well.
        var worth: Double { recall + 0.25 * mean }
    }

    /// A gain that is worth other ratios than the usual ones, and twice as many anchors.
    private static let gainOfRatios = 0.01
    private static let gainOfMore = 0.02

    /// The best sizes for a network that has so many: ratios stay as they are unless others are worth it, and a size a level unless two
    /// are.
    func best(from sizes: [[Int]], ratios: [Double]) -> Anchors {
        var best = improved(sizes, ratios)
        for other in [quantiles([1.0 / 6, 0.5, 5.0 / 6]), quantiles([0.1, 0.3, 0.5, 0.7, 0.9])] {
            let found = improved(best.sizes, other)
            if found.worth > best.worth + Self.gainOfRatios { best = found }
        }
        if best.recall < 0.95, sizes.allSatisfy({ $0.count == 1 }) {
            let pairs = best.sizes.map { [$0[0], Int((Double($0[0]) * 1.4).rounded())] }
            let found = improved(pairs, best.ratios)
            if found.worth > best.worth + Self.gainOfMore { best = found }
        }
        return best
    }

    /// Height over width of objects at some quantiles, to two digits; without equal ones.
    private func quantiles(_ shares: [Double]) -> [Double] {
        let ratios = objects.map { Double($0.box.height / $0.box.width) }.sorted()
        var found: [Double] = []
        for share in shares {
            let ratio = ratios[min(Int(share * Double(ratios.count)), ratios.count - 1)]
            let rounded = min(max((ratio * 20).rounded() / 20, 0.1), 10)
            if found.last != rounded { found.append(rounded) }
        }
        return found
    }

    private func rated(_ sizes: [[Int]], _ ratios: [Double]) -> Anchors {
        let fit = AnchorFit(strides: strides, sizes: sizes, aspectRatios: [ratios])
        let (recall, mean) = fit.quality(objects)
        return Anchors(sizes: sizes, ratios: ratios, recall: recall, mean: mean)
    }

    /// Goes from two beginnings, the sizes that are given and ones spread over the objects', to where no change of one size gains any
    /// more.
    private func improved(_ sizes: [[Int]], _ ratios: [Double]) -> Anchors {
        [sizes, spread(like: sizes)].map { climbed(rated($0, ratios)) }.max { $0.worth < $1.worth }
            ?? rated(sizes, ratios)
    }

    /// Sizes from the smallest objects' to the largest's, in equal steps, for as many places as there are.
    private func spread(like sizes: [[Int]]) -> [[Int]] {
        let sides = objects.map { Double($0.box.area).squareRoot() }.sorted()
        let low = max(sides[sides.count / 50], 4)
        let high = max(sides[sides.count - 1 - sides.count / 50], low * 1.5)
        func size(_ place: Int, of count: Int) -> Int {
            let share = count == 1 ? 0.5 : Double(place) / Double(count - 1)
            return Int((low * pow(high / low, share)).rounded())
        }
        // Levels with a size or two of their own divide them; levels that all have the same list each have all.
        guard Set(sizes).count > 1 else {
            return sizes.map { list in list.indices.map { size($0, of: list.count) } }
        }
        var place = 0
        let count = sizes.reduce(0) { $0 + $1.count }
        return sizes.map { list in
            list.map { _ in
                defer { place += 1 }
                return size(place, of: count)
            }
        }
    }

    private func climbed(_ start: Anchors) -> Anchors {
        var best = start
        let isShared = Set(start.sizes).count == 1 && start.sizes.count > 1
        for _ in 0..<12 {
            let before = best.worth
            for level in isShared ? 0..<1 : best.sizes.indices {
                for place in best.sizes[level].indices {
                    for factor in [0.7, 0.85, 0.93, 1.07, 1.18, 1.4] {
                        var sizes = best.sizes
                        let size = max(4, Int((Double(best.sizes[level][place]) * factor).rounded()))
                        for other in isShared ? sizes.indices : level..<level + 1 { sizes[other][place] = size }
                        // Coarser levels have larger anchors, and no two are the same.
                        guard isAscending(sizes, isShared: isShared) else { continue }
                        let found = rated(sizes, best.ratios)
                        if found.worth > best.worth + 1e-6 { best = found }
                    }
                }
            }
            if best.worth <= before { break }
        }
        return best
    }

    private func isAscending(_ sizes: [[Int]], isShared: Bool) -> Bool {
        let all = isShared ? sizes[0] : sizes.flatMap(\.self)
        return zip(all, all.dropFirst()).allSatisfy { $0 < $1 }
    }
}
