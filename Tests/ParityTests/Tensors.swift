import Foundation
import TestSupport
import Testing
import Torch

/// The tensors that a script of the peer wrote.
struct Tensors {
    private let checkpoint: Checkpoint

    init(_ file: URL) throws {
        checkpoint = try Checkpoint(contentsOfFile: file.path)
    }

    /// The names that begin so, up to the part after the prefix: the cases of an operation.
    func cases(of operation: String) -> [String] {
        let names = checkpoint.entries.map { $0.name.split(separator: ".").prefix(3).joined(separator: ".") }
        return Set(names.filter { $0.hasPrefix(operation + ".") }).sorted()
    }

    func contains(_ name: String) -> Bool { checkpoint[name] != nil }

    subscript(name: String) -> Tensor {
        get throws {
            try #require(checkpoint[name], "the peer wrote no \(name)").tensor()
        }
    }

    func integers(_ name: String) throws -> [Int] {
        try self[name].elements(as: Int64.self).map(Int.init)
    }

    func number(_ name: String) throws -> Double {
        try self[name].elements(as: Double.self)[0]
    }
}

/// Expects two tensors to have one shape and elements that differ by no more than `absolute` + `relative` times the
/// largest element of the peer's.
func expectClose(
    _ ours: Tensor, _ theirs: Tensor, absolute: Double = 0, relative: Double = 0, _ name: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    try #require(ours.shape == theirs.shape, "\(name): the shapes differ", sourceLocation: sourceLocation)
    guard ours.count > 0 else { return }
    let largest = try theirs.elements(as: Double.self).lazy.map(abs).max() ?? 0
    let difference = try ours.largestDifference(from: theirs)
    #expect(
        difference <= absolute + relative * largest,
        "\(name): differs by \(difference) where the largest element is \(largest)", sourceLocation: sourceLocation)
}

/// The two precisions that the peer's operations come in, and how near ours must be.
enum Precision: String, CaseIterable {
    case f32
    case f64

    var tolerance: Double { self == .f32 ? 2e-6 : 1e-13 }
}
