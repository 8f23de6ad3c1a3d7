internal import Geometry

extension Samples {
    /// The values of a part of the picture.
    func cropped(to region: PixelRegion) -> Samples {
        if region == PixelRegion(size) { return self }
        func cut<Value>(_ values: [Value]) -> [Value] {
            var result: [Value] = []
            result.reserveCapacity(region.width * region.height * bands)
            for row in region.y..<(region.y + region.height) {
                let start = (row * size.width + region.x) * bands
                result += values[start..<(start + region.width * bands)]
            }
            return result
        }
        var part = self
        part.size = region.size
        switch values {
        case .bytes(let values): part.values = .bytes(cut(values))
        case .words(let values): part.values = .words(cut(values))
        case .integers(let values): part.values = .integers(cut(values))
        case .fractions(let values): part.values = .fractions(cut(values))
        }
        return part
    }
}

extension Samples.Values {
    /// Whether values are of one kind.
    func isAlike(_ other: Samples.Values) -> Bool {
        switch (self, other) {
        case (.bytes, .bytes), (.words, .words), (.integers, .integers), (.fractions, .fractions): true
        default: false
        }
    }

    var doubles: [Double] {
        switch self {
        case .bytes(let values): values.map(Double.init)
        case .words(let values): values.map(Double.init)
        case .integers(let values): values.map(Double.init)
        case .fractions(let values): values
        }
    }

    /// Adds each value to the sum at its place, of which there are as many.
    func addDoubles(to sums: inout [Double]) {
        func add<Value>(_ values: [Value], _ number: (Value) -> Double) {
            for (index, value) in values.enumerated() { sums[index] += number(value) }
        }
        switch self {
        case .bytes(let values): add(values) { Double($0) }
        case .words(let values): add(values) { Double($0) }
        case .integers(let values): add(values) { Double($0) }
        case .fractions(let values): add(values) { $0 }
        }
    }

    /// Makes each value the larger of it and another's; what is no number is no larger. False for values of another kind.
    mutating func raise(to other: Samples.Values) -> Bool {
        func larger<Value: Comparable>(_ mine: [Value], _ others: [Value]) -> [Value] {
            zip(mine, others).map { Swift.max($0, $1) }
        }
        switch (self, other) {
        case (.bytes(let mine), .bytes(let others)): self = .bytes(larger(mine, others))
        case (.words(let mine), .words(let others)): self = .words(larger(mine, others))
        case (.integers(let mine), .integers(let others)): self = .integers(larger(mine, others))
        case (.fractions(let mine), .fractions(let others)):
            self = .fractions(zip(mine, others).map { $0.isNaN || $1 > $0 ? $1 : $0 })
        default: return false
        }
        return true
    }
}
