import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// A small network with random weights that finds much: quick, and made once for all tests.
enum TestModel {
    /// Three classes and the background, inputs with a short side of 96.
    static let configuration: Configuration = {
        var configuration = Configuration.small
        configuration.classCount = 4
        configuration.transform.minimumSide = 96
        configuration.transform.maximumSide = 192
        return configuration
    }()

    /// How much larger the predictors' weights are than those training begins with, so that scores, boxes and masks are
    /// of all kinds.
    static let gains = [
        "rpn.head.cls_logits.weight": 60.0, "rpn.head.bbox_pred.weight": 6,
        "roi_heads.box_predictor.cls_score.weight": 10, "roi_heads.box_predictor.bbox_pred.weight": 3,
        "roi_heads.mask_predictor.mask_fcn_logits.weight": 0.3,
    ]

    private static let written = Result {
        let folder = Peer.packageRoot.appendingPathComponent(".build/test-models", isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appendingPathComponent("small.safetensors").path
        try configuration.writeRandomWeights(seed: 5, to: path)
        try changed(path) { name, tensor in
            try gains[name].map { gain in try tensor.tensor() * gain }?.stored() ?? tensor
        }.writeSafetensors(to: path)
        return path
    }

    /// The checkpoint's path.
    static func path() throws -> String { try written.get() }

    /// The checkpoint at a path with each tensor replaced; nil leaves it out.
    static func changed(
        _ path: String, _ change: (String, StoredTensor) throws -> StoredTensor?
    ) throws -> Checkpoint {
        try Checkpoint(contentsOfFile: path).compactMap { entry in
            guard let tensor = try change(entry.name, entry.tensor) else { return nil }
            return Checkpoint.Entry(name: entry.name, tensor: tensor)
        }
    }

    private static let shared = Task { try await Detector(weights: path()) }

    /// A detector with the defaults.
    static func detector() async throws -> Detector { try await shared.value }

    /// A detector whose options differ.
    static func detector(_ change: (inout DetectorOptions) -> Void) async throws -> Detector {
        var options = DetectorOptions()
        change(&options)
        return try await Detector(weights: path(), options: options)
    }

    /// A picture of random bytes.
    static func picture(width: Int, height: Int, seed: UInt64 = 1) throws -> Image {
        var generator = SeededGenerator(seed: seed)
        let pixels = (0..<3 * width * height).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return try Image(size: ImageSize(width: width, height: height), pixels: pixels)
    }
}
