import Foundation
import Geometry
import Testing
import Torch

/// What a real framework made of one picture, stage by stage in float64: `Tools/frameworks/fixtures.py` wrote it.
struct StageFixture: Decodable, Sendable {
    /// The tensors that the framework's network was given, under its names.
    let tensors: [String: Drawn]
    /// The text of a configuration file that says what it is; nil for mmdetection's, which are Python.
    let configuration: String?
    let stages: [String: Stage]
    let detections: Found

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/Stages")

    static func url(_ name: String) -> URL { folder.appendingPathComponent("\(name).json") }

    init(_ name: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: Self.url(name)))
    }

    /// A tensor of which every number follows from its name, or which is given in full.
    struct Drawn: Decodable, Sendable {
        let shape: [Int]?
        let low: Double?
        let high: Double?
        let values: [Float]?
        /// The first of two names of one tensor.
        let `as`: String?

        func tensor(_ name: String) throws -> StoredTensor {
            let shape = try #require(shape)
            let count = shape.reduce(1, *)
            let numbers: [Float]
            if let values {
                numbers = values
            } else {
                let (low, high) = (try #require(low), try #require(high))
                var seed: UInt64 = 0xcbf2_9ce4_8422_2325
                for byte in name.utf8 { seed = (seed ^ UInt64(byte)) &* 0x100_0000_01b3 }
                var random = SplitMix64(seed: seed)
                numbers = (0..<count).map { _ in
                    Float(low + (high - low) * (Double(random.next() >> 11) * 0x1p-53))
                }
            }
            return try StoredTensor(
                dtype: .float32, shape: shape, bytes: numbers.withUnsafeBytes { Array($0) })
        }
    }

    /// Enough of a stage's tensor that no other is the same.
    struct Stage: Decodable, Sendable {
        let shape: [Int]
        let sum: Double
        let absolute: Double
        let samples: [Double]
    }

    /// The picture's detections.
    struct Found: Decodable, Sendable {
        let boxes: [[Double]]
        let scores: [Double]
        let labels: [Int]
        let masks: [Mask]?
        let keypoints: [[[Double]]]?

        struct Mask: Decodable, Sendable {
            let size: [Int]
            let counts: String
        }
    }

    /// The weights as a file with the framework's names; no counters of norms, which not all have.
    func writeWeights(to path: String) throws {
        let entries = try tensors.sorted { $0.key < $1.key }
            .map { name, drawn in
                let first = drawn.as ?? name
                return Checkpoint.Entry(name: name, tensor: try #require(tensors[first]).tensor(first))
            }
        try Checkpoint.writeSafetensors(entries, metadata: [:], to: path)
    }
}
