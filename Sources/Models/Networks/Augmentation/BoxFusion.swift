/// Makes one box of those that several views show of one object: weighted boxes fusion.
///
/// Source: Solovyev, Wang, Gabruseva, "Weighted boxes fusion: ensembling boxes from different object detection models" (2019), section 3.
package struct BoxFusion {
    /// A box with a class and a score.
    package struct Candidate: Equatable {
        /// x1, y1, x2, y2.
        package var corners: [Double]
        package var label: Int
        package var score: Double

        package init(corners: [Double], label: Int, score: Double) {
            self.corners = corners
            self.label = label
            self.score = score
        }
    }

    /// Boxes of a class that overlap the fused one by more are of the same object.
    let overlap: Double
    /// How many views there are.
    let viewCount: Int

    package init(overlap: Double, viewCount: Int) {
        self.overlap = overlap
        self.viewCount = viewCount
    }

    fileprivate struct Cluster {
        var fused: Candidate
        /// Σ score · corner.
        var weighted: [Double]
        /// Σ score.
        var weight: Double
        var count: Int
    }

    /// The fused boxes, the best first.
    ///
    /// Boxes are taken in descending order of score, of equals the earlier; each joins the fused box of its class that it overlaps most.
    /// A fused box is Σ score · box / Σ score, and scores Σ score / T · min(T, N) / N for T boxes in N views. A box that stays alone
    /// keeps its corners to the last digit.
    ///
    /// Complexity: O(boxes · objects), of one class.
    package func callAsFunction(_ candidates: [Candidate]) -> [Candidate] {
        let order = candidates.indices.sorted { (candidates[$1].score, $0) < (candidates[$0].score, $1) }
        var clusters: [Cluster] = []
        var places: [Int: [Int]] = [:]
        for index in order {
            let candidate = candidates[index]
            var best: (place: Int, overlap: Double)?
            for place in places[candidate.label] ?? [] {
                let found = Self.overlap(clusters[place].fused.corners, candidate.corners)
                if found > best?.overlap ?? overlap { best = (place, found) }
            }
            if let best {
                clusters[best.place].add(candidate)
            } else {
                places[candidate.label, default: []].append(clusters.count)
                clusters.append(
                    Cluster(
                        fused: candidate, weighted: candidate.corners.map { $0 * candidate.score },
                        weight: candidate.score, count: 1))
            }
        }
        let fused = clusters.map { cluster in
            var box = cluster.fused
            let (count, views) = (Double(cluster.count), Double(viewCount))
            box.score = cluster.weight / count * min(count, views) / views
            return box
        }
        return fused.indices.sorted { (fused[$1].score, $0) < (fused[$0].score, $1) }.map { fused[$0] }
    }

    /// Intersection over union of two boxes; 0 where they have no area together.
    static func overlap(_ first: [Double], _ second: [Double]) -> Double {
        let width = min(first[2], second[2]) - max(first[0], second[0])
        let height = min(first[3], second[3]) - max(first[1], second[1])
        guard width > 0, height > 0 else { return 0 }
        func area(_ box: [Double]) -> Double { (box[2] - box[0]) * (box[3] - box[1]) }
        return width * height / (area(first) + area(second) - width * height)
    }
}

extension BoxFusion.Cluster {
    fileprivate mutating func add(_ candidate: BoxFusion.Candidate) {
        count += 1
        weight += candidate.score
        for side in 0..<4 { weighted[side] += candidate.score * candidate.corners[side] }
        // Scores are above a threshold of 0 or more, and so their sum is above 0.
        if weight > 0 { fused.corners = weighted.map { $0 / weight } }
    }
}
