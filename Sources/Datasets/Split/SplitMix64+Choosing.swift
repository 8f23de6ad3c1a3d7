package import Geometry

extension SplitMix64 {
    /// A whole number from 0 to below a bound above 0, each as likely as the others but for 2⁻⁶⁴ of the bound.
    ///
    /// The standard library's way to a range is not promised to stay what it is.
    package mutating func below(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// Puts elements into a random order (Fisher and Yates).
    package mutating func shuffle<Element>(_ elements: inout [Element]) {
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, below(last + 1))
        }
    }
}
