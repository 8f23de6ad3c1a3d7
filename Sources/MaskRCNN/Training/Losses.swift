package import Torch

/// The losses of a batch, each with one element, recorded for gradients: those of the parts that the network has. Source: torchvision's
/// names in raw values.
package struct Losses {
    /// Which loss.
    package enum Kind: String, CaseIterable, Sendable {
        case classifier = "loss_classifier"
        case box = "loss_box_reg"
        case mask = "loss_mask"
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

    /// Their sum.
    package func total() throws(TorchError) -> Tensor {
        var total = values[0].value
        for (_, value) in values.dropFirst() { total = try total + value }
        return total
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
    /// Positive proposals, which the mask head learns from.
    package var positives: Double

    /// Creates counts.
    package init(anchors: Double, proposals: Double, positives: Double) {
        self.anchors = anchors
        self.proposals = proposals
        self.positives = positives
    }
}
