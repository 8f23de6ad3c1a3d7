/// A framework whose checkpoints have names of their own.
public enum WeightsFramework: String, Sendable, Hashable, CaseIterable {
    /// detectron2, of whichever year.
    case detectron2
    /// maskrcnn-benchmark.
    case maskrcnnBenchmark = "maskrcnn-benchmark"
    /// Detectron, which ran on Caffe2: the `.pkl` files from which the other two began.
    case caffe2
    /// mmdetection, 2 and 3.
    case mmdetection

    /// What people call it.
    public var title: String { self == .caffe2 ? "Detectron (Caffe2)" : rawValue }

    /// What says how a network of its is to be used, for a person.
    var advice: String {
        switch self {
        case .detectron2, .maskrcnnBenchmark, .caffe2: "its configuration file, given with --config, says it"
        case .mmdetection:
            "its configuration is Python, which is not read; --caffe-style (isCaffeStyle) is for models with caffe in their names"
        }
    }

    /// Whose conventions its networks were trained with where nobody says otherwise.
    ///
    /// Detectron's are maskrcnn-benchmark's: inclusive corners, two samples a cell, the same mean.
    package var conventions: Configuration.Conventions {
        switch self {
        case .detectron2: .detectron2
        case .maskrcnnBenchmark, .caffe2: .maskrcnnBenchmark
        case .mmdetection: .mmdetection
        }
    }

    /// Whether the background is the last class, and boxes and masks have no rows for it.
    var hasBackgroundLast: Bool { self == .detectron2 || self == .mmdetection }

    /// How the names of tensors end that every detector of it with boxes has.
    var ends: [String] {
        switch self {
        case .detectron2: ["proposal_generator.rpn_head.objectness_logits.weight"]
        case .maskrcnnBenchmark: ["roi_heads.box.predictor.cls_score.weight"]
        case .caffe2: ["rpn_cls_logits_fpn2_w", "rpn_cls_logits_w"]
        case .mmdetection: ["rpn_head.rpn_cls.weight"]
        }
    }
}
