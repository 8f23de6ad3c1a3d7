import Geometry
internal import TestSupport

/// Seeded random numbers, and the ways in which inputs are damaged.
public struct Randomness: RandomNumberGenerator, Sendable {
    private var generator: SeededGenerator

    /// The same numbers for the same seed.
    public init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 { generator.next() }

    /// A number in a range.
    public mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// True once in `count` times.
    public mutating func once(in count: Int) -> Bool { number(1...count) == 1 }

    /// Changes, drops, repeats or swaps some elements, or puts in ones that `make` gives.
    public mutating func mutate<Element>(_ elements: inout [Element], by make: (inout Randomness) -> Element) {
        for _ in 0..<number(1...4) {
            guard !elements.isEmpty else {
                elements.append(make(&self))
                continue
            }
            let index = number(0...(elements.count - 1))
            switch number(0...5) {
            case 0: elements[index] = make(&self)
            case 1: elements.remove(at: index)
            case 2: elements.insert(elements[index], at: index)
            case 3: elements.swapAt(index, number(0...(elements.count - 1)))
            case 4: elements.removeSubrange(index...)
            default: elements.insert(make(&self), at: index)
            }
        }
    }
}
