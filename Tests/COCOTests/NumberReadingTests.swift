import COCO
import Geometry
import TestSupport
import Testing

/// The reader's numbers are those of the standard library's correctly rounded conversion.
@Suite struct NumberReadingTests {
    private func read(_ texts: [String]) throws -> [Double] {
        let list = texts.joined(separator: ",")
        let text = "[{\"image_id\":1,\"category_id\":1,\"score\":0,\"segmentation\":[[\(list)]]}]"
        let results = try [DetectionResult](json: Array(text.utf8))
        guard case .polygons(let rings) = results.first?.segmentation else { return [] }
        return Array(rings[0].prefix(texts.count))
    }

    private func check(_ texts: [String], _ comment: Comment) throws {
        for (text, value) in zip(texts, try read(texts)) {
            #expect(value.bitPattern == Double(text)?.bitPattern, "\(text), \(comment)")
        }
    }

    @Test func oddNumbers() throws {
        try check(
            [
                "0", "-0", "0.0", "-0.0", "1", "-1", "0.1", "1e0", "1E+2", "1e-2", "0e5", "0.000e-400", "1e22", "1e23",
                "9007199254740992", "9007199254740993", "9007199254740993.0", "9007199254740993e-3",
                "18446744073709551615", "18446744073709551616", "9999999999999999999", "10000000000000000000",
                "0.9999999999999999999", "0.00000000000000000001", "1.7976931348623157e308", "5e-324", "2e-324",
                "1e-400",
                "2.2250738585072011e-308", "123456789012345678901234567890",
                "0.1000000000000000055511151231257827021181583404541015625",
                "1.00000000000000011102230246251565404236316680908203125",
                "1.00000000000000011102230246251565404236316680908203124",
                "1." + String(repeating: "0", count: 900) + "1", "0." + String(repeating: "0", count: 300) + "1",
                String(repeating: "9", count: 300),
            ], "odd")
    }

    @Test func randomNumbers() throws {
        for seed in UInt64(0)..<20 {
            var generator = SeededGenerator(seed: seed)
            let texts = (0..<2000).map { _ in
                switch Int.random(in: 0..<3, using: &generator) {
                case 0:
                    return RandomDataset.number(using: &generator).description
                case 1:
                    // Any digits, a point anywhere: the halfway cases of long quotients are among these.
                    let digits = String(generator.next() >> UInt64.random(in: 0..<64, using: &generator))
                    let zeros = String(repeating: "0", count: Int.random(in: 0..<8, using: &generator))
                    let cut = digits.index(
                        digits.startIndex, offsetBy: Int.random(in: 0...digits.count, using: &generator))
                    return "0.\(zeros)\(digits[..<cut])1e\(Int.random(in: -40...40, using: &generator))"
                default:
                    let digits = String(generator.next() >> UInt64.random(in: 0..<64, using: &generator))
                    return "\(digits)e\(Int.random(in: -30...30, using: &generator))"
                }
            }
            try check(texts, "seed \(seed)")
        }
    }

    /// Halfway between two doubles, where the even one is right, and just beside it.
    @Test func halfwayNumbers() throws {
        for seed in UInt64(0)..<20 {
            var generator = SeededGenerator(seed: seed)
            let texts = (0..<1000).map { _ in
                // An odd integer of 54 bits is halfway between doubles, and so is its quotient by 2^k, which is the
                // integer times 5^k by 10^k: 19 digits up to k = 3.
                let odd = UInt64(1) << 53 | generator.next() >> 11 | 1
                let power = Int.random(in: 1...3, using: &generator)
                let digits = odd * [1, 5, 25, 125][power] - 1 + UInt64.random(in: 0...2, using: &generator)
                return "\(digits)e-\(power)"
            }
            try check(texts, "seed \(seed)")
        }
    }
}
