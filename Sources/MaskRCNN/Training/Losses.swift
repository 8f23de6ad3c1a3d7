package import Torch

/// The five losses of a batch, each with one element, recorded for gradients. Source: torchvision's names in raw values.
package struct Losses {
    /// Which loss.
    package enum Kind: String, CaseIterable, Sendable {
        case classifier = "loss_classifier"
        case box = "loss_box_reg"
        case mask = "loss_mask"
        case objectness = "loss_objectness"
        case proposalBox = "loss_rpn_box_reg"
    }

    private let values: [Kind: Tensor]

    init(_ values: [Kind: Tensor]) {
        precondition(values.count == Kind.allCases.count, "all five losses")
        self.values = values
    }

    /// One of them.
    package subscript(kind: Kind) -> Tensor {
        guard let value = values[kind] else { preconditionFailure("the initialiser saw to it that all are there") }
        return value
    }

    /// Their sum.
    package func total() throws(TorchError) -> Tensor {
        var total: Tensor?
        for kind in Kind.allCases {
            total = try total.map { (sum) throws(TorchError) in try sum + self[kind] } ?? self[kind]
        }
        guard let total else { preconditionFailure("there are losses") }
        return total
    }

    /// Their values.
    package func numbers() throws(TorchError) -> [Kind: Double] {
        var numbers: [Kind: Double] = [:]
        for kind in Kind.allCases { numbers[kind] = try self[kind].item() }
        return numbers
    }
}

/// What losses are divided by: sums over the samples of a batch, or of all processes' batches.
package struct SampleCounts {
    /// Anchors sampled for the proposal network.
    package var anchors: Double
    /// Proposals sampled for the box head.
    package var proposals: Double
    /// Positive proposals, which the mask head learns from.
    package var positives: Double

    /// Creates counts.
    package init(anchors: Double, proposals: Double, positives: Double) {
        self.anchors = anchors
        self.proposals = proposals
        self.positives = positives
    }
}
