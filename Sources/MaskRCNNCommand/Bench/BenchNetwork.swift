import Geometry
import Imaging
import MaskRCNN

/// The network that is timed, of either task.
enum BenchNetwork {
    case detector(Detector)
    case segmenter(Segmenter)

    /// The network's name.
    var name: String {
        switch self {
        case .detector(let detector): detector.configuration.name
        case .segmenter(let segmenter): segmenter.configuration.name
        }
    }

    /// One line: network, classes, parameters, device.
    var summary: String {
        switch self {
        case .detector(let detector): detector.summary
        case .segmenter(let segmenter): segmenter.summary
        }
    }

    /// One line: what computes the layers.
    var engineSummary: String {
        switch self {
        case .detector(let detector): detector.engineSummary
        case .segmenter(let segmenter): segmenter.engineSummary
        }
    }

    /// The instruction set of what computes the layers.
    var instructionSet: String {
        switch self {
        case .detector(let detector): detector.instructionSet
        case .segmenter(let segmenter): segmenter.instructionSet
        }
    }

    /// What was concluded of the checkpoint, a sentence each.
    var notes: [String] {
        switch self {
        case .detector(let detector): detector.notes
        case .segmenter(let segmenter): segmenter.notes
        }
    }

    /// The size that a picture has at the network's input.
    func inputSize(of size: ImageSize) -> ImageSize {
        switch self {
        case .detector(let detector): detector.inputSize(of: size)
        case .segmenter(let segmenter): segmenter.inputSize(of: size)
        }
    }

    /// The additions and multiplications a second that the processor does at best; nil where LibTorch computes the layers.
    func measuredPeak() async throws(MaskRCNNError) -> Double? {
        switch self {
        case .detector(let detector): try await detector.measuredPeak()
        case .segmenter(let segmenter): try await segmenter.measuredPeak()
        }
    }

    /// What it finds in a picture, and how long each stage took.
    func timed(_ image: Image) async throws(MaskRCNNError) -> (findings: BenchFindings, times: StageTimes) {
        switch self {
        case .detector(let detector):
            let (detections, times) = try await detector.timedDetections(in: image)
            return (.detections(detections.count), times)
        case .segmenter(let segmenter):
            let (map, times) = try await segmenter.timedSegmentation(of: image)
            return (.classMap(map.labels), times)
        }
    }
}

/// What a run found.
enum BenchFindings {
    /// So many objects.
    case detections(Int)
    /// The class of every pixel.
    case classMap([UInt8])

    /// How many objects; nil for a class map.
    var detections: Int? {
        if case .detections(let count) = self { count } else { nil }
    }

    /// How many classes the map has; nil where there is none.
    var classes: Int? {
        if case .classMap(let labels) = self { Set(labels).count } else { nil }
    }
}
