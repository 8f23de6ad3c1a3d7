import MaskRCNN
import Torch
import Zoo

/// The model that is timed, and the checkpoint that the peers are given.
struct BenchModel {
    /// What random weights are drawn from.
    static let seed: UInt64 = 1

    let detector: Detector
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
        var options = DetectorOptions()
        options.model = model.model?.configuration
        computing.set(in: &options)
        options.resizing = resizing.resizing
        options.maximumDetections = model.maxDetections
        threads = computing.threads ?? LibTorch.defaultThreadCount
        device = options.device
        isRandom = model.weights == nil
        if let weights = model.weights {
            options.scoreThreshold = model.score
            do {
                path = try PublishedWeights.path(of: weights)
            } catch {
                throw CommandFailure(.noInput, error.description)
            }
        } else {
            // Random weights are sure of nothing, and what is not found costs no time.
            options.scoreThreshold = model.score ?? 0
            path = scratch.path("random.safetensors")
            let configuration = options.model ?? .maskRCNNResNet50FPN
            options.model = configuration
            do {
                try configuration.writeRandomWeights(seed: Self.seed, to: path)
            } catch {
                throw CommandFailure(
                    .cannotWrite, error.description, hint: "TMPDIR names another folder for temporary files.")
            }
            // Who has weights does not draw them.
            ProcessMemory.resetPeak()
        }
        do {
            detector = try await Detector(weights: path, options: options)
        } catch {
            throw CommandFailure(loading: error, from: model.weights ?? path)
        }
    }

    /// What scores no more than this is dropped.
    var score: Double { detector.configuration.boxHead.scoreThreshold }

    /// How many detections are kept at most.
    var maximumDetections: Int { detector.configuration.boxHead.maximumDetections }
}
