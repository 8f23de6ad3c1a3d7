/// Which keypoint of an object is which in a mirror.
package enum MirroredKeypoints {
    /// For each keypoint the one that it is in a mirror: of names that differ in `left` and `right` alone, the other.
    ///
    /// torchvision's references exchange COCO's the same way, by a list.
    package static func places(of names: [String]) -> [Int] {
        let places = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
        return names.enumerated().map { index, name in
            for (side, other) in [
                ("left", "right"), ("right", "left"), ("Left", "Right"), ("Right", "Left"), ("LEFT", "RIGHT"),
                ("RIGHT", "LEFT"),
            ] {
                guard let range = name.firstRange(of: side) else { continue }
                return places[name[..<range.lowerBound] + other + name[range.upperBound...]] ?? index
            }
            return index
        }
    }
}
