/// Which of a file's values become black and which white.
public enum ValueRange: Sendable, Hashable {
    /// Black is 0 and white the highest value that there is room for: 255, or 65535 for 16 bits, of which the high byte is
    /// taken. Whole numbers of 32 bits and fractions have no such value, and are refused.
    case full
    /// From one percentile of the picture's own values to another, both from 0 to 100: over all colours together, and of channels that
    /// were chosen over each by itself.
    case percentiles(low: Double, high: Double)
    /// From one value to another, in the file's own units.
    case values(low: Double, high: Double)

    /// From the 1st to the 99.8th percentile.
    ///
    /// Source: the percentiles by which StarDist's examples normalise pictures.
    public static let percentile = ValueRange.percentiles(low: 1, high: 99.8)
}

extension ValueRange: LosslessStringConvertible {
    /// `full`, `percentile`, `percentile:1,99.8` (or a space for the colon), or two numbers with a comma between, such as `0,4095`.
    public init?(_ description: String) {
        switch description {
        case "full": self = .full
        case "percentile": self = .percentile
        default:
            let word = "percentile"
            let isShare = description.hasPrefix(word + ":") || description.hasPrefix(word + " ")
            let text = isShare ? String(description.dropFirst(word.count + 1).drop { $0 == " " }) : description
            let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
            guard numbers.count == 2, let low = numbers[0], let high = numbers[1], low.isFinite, high.isFinite,
                low < high
            else { return nil }
            if isShare {
                guard low >= 0, high <= 100 else { return nil }
                self = .percentiles(low: low, high: high)
            } else {
                self = .values(low: low, high: high)
            }
        }
    }

    /// The range as it is typed.
    public var description: String {
        switch self {
        case .full: "full"
        case .percentile: "percentile"
        case .percentiles(let low, let high): "percentile:\(words(low)),\(words(high))"
        case .values(let low, let high): "\(words(low)),\(words(high))"
        }
    }
}

extension Samples {
    /// The values as bytes, opacity aside from 0 to 255 as the range says.
    /// - Throws: `ImagingError.noFullRange` where the values have none and it is asked for.
    func bytes(_ range: ValueRange, name: String) throws(ImagingError) -> [UInt8] {
        let limits: (low: Double, high: Double)
        switch range {
        case .full:
            switch values {
            case .bytes(let values): return values
            case .words(let values): return values.map { UInt8(truncatingIfNeeded: $0 >> UInt16(bits - 8)) }
            case .integers, .fractions:
                let kind = if case .fractions = values { "fractions" } else { "whole numbers" }
                throw .noFullRange(
                    file: name, found: "\(kind) of \(bits) bits, from \(words(extent.low)) to \(words(extent.high))")
            }
        case .percentiles(let low, let high): limits = percentileLimits(low, high)
        case .values(let low, let high): limits = (low, high)
        }
        let span = limits.high - limits.low
        func level(_ value: Double) -> UInt8 {
            // What is no number is black.
            let scaled = span > 0 ? (value - limits.low) * 255 / span : 0
            return scaled >= 255 ? 255 : scaled > 0 ? UInt8(scaled.rounded()) : 0
        }
        var result: [UInt8]
        switch values {
        case .bytes(let values):
            let table = (0..<256).map { level(Double($0)) }
            result = values.map { table[Int($0)] }
        case .words(let values):
            let table = (0..<65_536).map { level(Double($0)) }
            result = values.map { table[Int($0)] }
        case .integers(let values): result = values.map { level(Double($0)) }
        case .fractions(let values): result = values.map(level)
        }
        if let opacity {
            let most =
                if case .fractions = values { 1.0 } else { bits < 63 ? Double((1 << bits) - 1) : Double(Int64.max) }
            for index in stride(from: opacity, to: result.count, by: bands) {
                result[index] = UInt8(min(max(number(index) * 255 / most, 0), 255))
            }
        }
        return result
    }

    /// The largest value of the colours, of those that are whole numbers.
    var largestLevel: Int? {
        switch values {
        case .bytes, .words: Int(extent.high)
        case .integers, .fractions: nil
        }
    }

    private func number(_ index: Int) -> Double {
        switch values {
        case .bytes(let values): Double(values[index])
        case .words(let values): Double(values[index])
        case .integers(let values): Double(values[index])
        case .fractions(let values): values[index]
        }
    }

    /// The lowest and the highest number among the colours; 0 and 0 where there is none.
    var extent: (low: Double, high: Double) {
        var (low, high) = (Double.infinity, -Double.infinity)
        forEachColor { value in
            low = min(low, value)
            high = max(high, value)
        }
        return low <= high ? (low, high) : (0, 0)
    }

    /// Calls a closure with every finite value of the colours.
    func forEachColor(_ body: (Double) -> Void) {
        let colors = min(colorBands, bands)
        func visit<Value>(_ values: [Value], _ convert: (Value) -> Double) {
            values.withUnsafeBufferPointer { values in
                for start in stride(from: 0, to: values.count - bands + 1, by: bands) {
                    for band in 0..<colors {
                        let value = convert(values[start + band])
                        if value.isFinite { body(value) }
                    }
                }
            }
        }
        switch values {
        case .bytes(let values): visit(values) { Double($0) }
        case .words(let values): visit(values) { Double($0) }
        case .integers(let values): visit(values) { Double($0) }
        case .fractions(let values): visit(values) { $0 }
        }
    }

    private func percentileLimits(_ lowest: Double, _ highest: Double) -> (low: Double, high: Double) {
        // Sorted only within the bin where the percentile lies: of 65536 over the picture's extent.
        let extent = extent
        // Halved first, that the highest of all doubles less the lowest is one, too.
        let width = (extent.high / 2 - extent.low / 2) / 65_535
        guard extent.high > extent.low, width > 0 else { return extent }
        func bin(_ value: Double) -> Int { min(max(Int((value / 2 - extent.low / 2) / width), 0), 65_535) }
        var counts = [Int](repeating: 0, count: 65_536)
        forEachColor { counts[bin($0)] += 1 }
        let total = counts.reduce(0, +)
        /// The value of a place among the sorted ones.
        func value(at place: Int) -> Double {
            var (index, below) = (0, 0)
            while below + counts[index] <= place {
                below += counts[index]
                index += 1
            }
            var members: [Double] = []
            members.reserveCapacity(counts[index])
            forEachColor { if bin($0) == index { members.append($0) } }
            members.sort()
            return members[place - below]
        }
        /// Between two places in proportion, as numpy's `percentile`.
        func percentile(_ share: Double) -> Double {
            let place = share / 100 * Double(total - 1)
            let low = Int(place)
            let first = value(at: low)
            let second = low + 1 < total ? value(at: low + 1) : first
            return first + (second - first) * (place - Double(low))
        }
        let limits = (percentile(lowest), percentile(highest))
        // Where nearly all values are one, what differs is shown.
        return limits.1 > limits.0 ? limits : extent
    }
}

/// A number for a message: in as few digits as tell it, which are those of 32 bits for a number that has no more.
private func words(_ number: Double) -> String {
    if number == number.rounded() && abs(number) < 1e15 { return String(Int(number)) }
    let short = Float(number)
    return Double(short) == number ? String(short) : String(number)
}
