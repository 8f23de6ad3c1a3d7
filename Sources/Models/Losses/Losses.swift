package import Torch

/// The losses of a batch, each with one element, recorded for gradients: those of the parts that the network has. Source: torchvision's
/// names in raw values.
package struct Losses {
    /// Which loss.
    package enum Kind: String, CaseIterable, Sendable {
        case classifier = "loss_classifier"
        case box = "loss_box_reg"
        case mask = "loss_mask"
        case keypoint = "loss_keypoint"
        case objectness = "loss_objectness"
        case proposalBox = "loss_rpn_box_reg"
    }

    private let values: [(kind: Kind, value: Tensor)]

    init(_ values: [Kind: Tensor]) {
        precondition(!values.isEmpty, "there are losses")
        self.values = Kind.allCases.compactMap { kind in values[kind].map { (kind, $0) } }
    }

    /// Which there are, in the order of their declaration.
    package var kinds: [Kind] { values.map(\.kind) }

    /// One of them; nil where the network has no such part.
    package subscript(kind: Kind) -> Tensor? { values.first { $0.kind == kind }?.value }

    /// Their sum, each multiplied by its weight; 1 where there is none.
    package func total(weights: [Kind: Double] = [:]) throws(TorchError) -> Tensor {
        var total: Tensor?
        for (kind, value) in values {
            let weight = weights[kind] ?? 1
            let term = weight == 1 ? value : try value * weight
            total = try total.map { (sum) throws(TorchError) in try sum + term } ?? term
        }
        return total ?? values[0].value
    }

    /// Their values.
    package func numbers() throws(TorchError) -> [Kind: Double] {
        var numbers: [Kind: Double] = [:]
        for (kind, value) in values { numbers[kind] = try value.item() }
        return numbers
    }
}

/// What losses are divided by: sums over the samples of a batch, or of all processes' batches.
package struct SampleCounts {
    /// Anchors sampled for the proposal network.
    package var anchors: Double
    /// Proposals sampled for the box head.
    package var proposals: Double
    /// The sum of these proposals' weights, by their classes; nil where all weigh the same.
    package var weights: Double?
    /// Positive proposals, which the mask head learns from.
    package var positives: Double
    /// Keypoints of positive proposals that are marked and in the proposal's box.
    package var keypoints: Double

    /// Creates counts.
    package init(
        anchors: Double, proposals: Double, weights: Double? = nil, positives: Double, keypoints: Double = 0
    ) {
        self.anchors = anchors
        self.proposals = proposals
        self.weights = weights
        self.positives = positives
        self.keypoints = keypoints
    }
}
