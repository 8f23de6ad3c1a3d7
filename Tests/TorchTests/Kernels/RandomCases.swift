import Geometry
import TestSupport
import Torch

/// What the kernels are compared with is written here a second time, slowly and plainly, for both precisions.
typealias KernelElement = BinaryFloatingPoint & TensorElement

extension SeededGenerator {
    mutating func number<Element: KernelElement>(_ range: ClosedRange<Double>, as type: Element.Type) -> Element {
        Element(Double.random(in: range, using: &self))
    }

    /// A whole number, which makes exact ties and touching borders likely.
    mutating func whole<Element: KernelElement>(_ range: ClosedRange<Int>, as type: Element.Type) -> Element {
        Element(Int.random(in: range, using: &self))
    }

    mutating func count(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &self) }

    mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }

    /// What no computation should have to meet.
    mutating func wild<Element: KernelElement>(as type: Element.Type) -> Element {
        let values: [Element] = [
            .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude,
            0, -0.0, 1e9, -1e9, 5,
        ]
        return values[count(0...values.count - 1)]
    }
}
