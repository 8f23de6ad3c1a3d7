internal import Torch

/// How a checkpoint differs from a network, in at most ten lines: how many tensors of each kind, what their names have in common,
/// and a few of them.
struct MismatchReport {
    private static let shownCount = 3

    let path: String
    let model: String
    let mismatch: ParameterStore.Mismatch

    init(path: String, model: String, _ mismatch: ParameterStore.Mismatch) {
        self.path = path
        self.model = model
        self.mismatch = mismatch
    }

    /// The lines, of which none but the first says anything alone.
    var lines: [String] {
        let lines = [
            line("missing", mismatch.missing), line("unexpected", mismatch.unexpected),
            line("of another shape", mismatch.shapes), line("of whole numbers or truth values", mismatch.types),
            line("with NaN or infinite values", mismatch.notFinite), origin,
        ]
        return ["\(path): the checkpoint does not fit \(model):"] + lines.compactMap(\.self)
    }

    private func line(_ title: String, _ names: [String]) -> String? {
        if names.isEmpty { return nil }
        let prefix = Self.commonPrefix(of: names)
        let common = prefix.isEmpty ? "" : ", all under \"\(prefix)\""
        let shown = names.prefix(Self.shownCount).joined(separator: ", ")
        let rest = names.count > Self.shownCount ? " and \(names.count - Self.shownCount) more" : ""
        return "\(names.count) \(title)\(common): \(shown)\(rest)"
    }

    /// What several names begin with, up to a dot; "" for nothing or one name.
    static func commonPrefix(of names: [String]) -> String {
        guard names.count > 1, var prefix = names.first else { return "" }
        for name in names.dropFirst() {
            while !name.hasPrefix(prefix) {
                // Without the last part.
                guard let dot = prefix.dropLast().lastIndex(of: ".") else { return "" }
                prefix = String(prefix[...dot])
            }
        }
        guard let dot = prefix.lastIndex(of: ".") else { return "" }
        return String(prefix[...dot])
    }

    /// Whose network it is, where that can be told from its names.
    private var origin: String? {
        let found = mismatch.unexpected
        if found.isEmpty, !mismatch.missing.isEmpty,
            mismatch.missing.allSatisfy({ $0.hasPrefix("roi_heads.mask_") })
        {
            return "it has no masks: a Faster R-CNN, as which it is used without --model"
        }
        let known = Self.origins.first { _, marks in
            marks.allSatisfy { mark in found.contains { $0.contains(mark) } }
        }
        return known.map { "its names are those of \($0.name)" }
    }

    private static let origins: [(name: String, marks: [String])] = [
        (
            "a cascade of detectron2's, which is another network",
            ["roi_heads.box_predictor.0.", "roi_heads.box_head.0."]
        ),
        ("a cascade of mmdetection's, which is another network", ["roi_head.bbox_head.0.", "roi_head.bbox_head.1."]),
        ("detectron2's panoptic network, which is another", ["sem_seg_head.", "backbone.fpn_lateral"]),
        ("detectron2's RetinaNet, which is another network", ["head.cls_subnet.", "head.bbox_subnet."]),
        ("deformable convolutions, which are not built", ["conv2_offset."]),
        ("deformable convolutions, which are not built", ["conv2.conv_offset."]),
        ("detectron2, not all that a detector of its has", ["backbone.bottom_up.", "proposal_generator."]),
        ("mmdetection, of another network than Mask or Faster R-CNN", ["neck.", "bbox_head."]),
        ("Ultralytics' YOLO, which is another network", ["model.0.conv.", "model.1.conv."]),
        ("a DETR, which is another network", ["transformer.", "class_embed."]),
        ("a DETR, which is another network", ["bbox_predictor.", "encoder.layers."]),
        ("a Mask2Former, which is another network", ["pixel_level_module.", "transformer_module."]),
        ("a Mask2Former, which is another network", ["sem_seg_head.predictor.", "sem_seg_head.pixel_decoder."]),
        ("torchvision's FCOS, which is another network", ["head.classification_head.", "bbox_ctrness"]),
        ("torchvision's SSD, which is another network", ["head.classification_head.module_list."]),
        ("torchvision's RetinaNet, which is another network", ["head.classification_head.", "head.regression_head."]),
        ("a ResNet for classification, from which training can start: it finds no objects", ["layer4.", "fc.weight"]),
        ("a vision transformer, which is another network", ["class_token"]),
        ("a vision transformer, which is another network", ["cls_token"]),
    ]
}
