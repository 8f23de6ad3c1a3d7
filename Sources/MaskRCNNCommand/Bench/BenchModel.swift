import Geometry
import MaskRCNN
import Torch
import Zoo

/// The model that is timed, and the checkpoint that the peers are given.
struct BenchModel {
    /// What random weights are drawn from.
    static let seed: UInt64 = 1

    let network: BenchNetwork
    /// The checkpoint's path.
    let path: String
    /// Whether the checkpoint was made for this run.
    let isRandom: Bool
    /// How many threads compute.
    let threads: Int
    /// Where it computes.
    let device: Device

    /// Loads it; random weights are written to a file first.
    ///
    /// - Throws: ``CommandFailure`` where the weights are not there or cannot be used.
    init(
        _ model: BenchModelOptions, resizing: ResizingOptions, computing: ComputingOptions, scratch: ScratchFolder
    ) async throws {
        threads = computing.threads ?? LibTorch.defaultThreadCount
        device = computing.device.device
        isRandom = model.weights == nil
        if let weights = model.weights {
            do {
                path = try PublishedWeights.path(of: weights)
            } catch {
                throw CommandFailure(.noInput, error.description)
            }
        } else {
            path = scratch.path("random.safetensors")
            try Self.writeRandomWeights(of: model.form, to: path)
        }
        do {
            switch model.form {
            case .detection(let configuration):
                var options = DetectorOptions()
                options.model = configuration
                computing.set(in: &options)
                options.resizing = resizing.resizing
                options.maximumDetections = model.maxDetections
                // Random weights are sure of nothing, and what is not found costs no time.
                options.scoreThreshold = model.score ?? (isRandom ? 0 : nil)
                network = .detector(try await Detector(weights: path, options: options))
            case .segmentation(let configuration):
                var options = SegmenterOptions()
                options.model = configuration
                computing.set(in: &options)
                options.resizing = resizing.resizing
                network = .segmenter(try await Segmenter(weights: path, options: options))
            }
        } catch {
            throw CommandFailure(loading: error, from: model.weights ?? path)
        }
    }

    private static func writeRandomWeights(of form: BenchModelForm, to path: String) throws(CommandFailure) {
        do {
            switch form {
            case .detection(let configuration):
                try (configuration ?? .maskRCNNResNet50FPN).writeRandomWeights(seed: seed, to: path)
            case .segmentation(let configuration):
                try (configuration ?? .fcnResNet50).writeRandomWeights(seed: seed, to: path)
            }
        } catch {
            throw CommandFailure(
                .cannotWrite, error.description, hint: "TMPDIR names another folder for temporary files.")
        }
        // Who has weights does not draw them.
        ProcessMemory.resetPeak()
    }

    /// What scores no more than this is dropped; nil for a network that gives class maps.
    var score: Double? {
        if case .detector(let detector) = network { detector.configuration.boxHead.scoreThreshold } else { nil }
    }

    /// How many detections a picture of a size keeps at most; nil for a network that gives class maps.
    func maximumDetections(in size: ImageSize) -> Int? {
        if case .detector(let detector) = network { detector.maximumDetections(in: size) } else { nil }
    }

    /// The limit that peers are told.
    var maximumDetections: Int? {
        if case .detector(let detector) = network { detector.configuration.boxHead.maximumDetections } else { nil }
    }
}
