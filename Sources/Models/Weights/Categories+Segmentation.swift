package import Torch

extension Categories {
    /// The 21 classes of PASCAL VOC by their labels, the background (0) among them.
    ///
    /// Source: `FCN_ResNet50_Weights.COCO_WITH_VOC_LABELS_V1.meta["categories"]`.
    public static let voc = [
        "__background__", "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow",
        "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
    ]

    /// The names of every class of a class map by label: those that are given, then VOC's for 21 classes where none is given, then
    /// `__background__`, `class 1`, `class 2`, ….
    package static func ofSegmentation(_ given: [Int: String], classCount: Int) -> [String] {
        if given.isEmpty, classCount == voc.count { return voc }
        return (0..<max(classCount, 0)).map { given[$0] ?? ($0 == 0 ? voc[0] : "class \($0)") }
    }

    /// The names of every class of a checkpoint's class maps by label: its own, else as above.
    ///
    /// - Throws: ``MaskRCNNError/metadata(file:reason:)`` where the file has metadata that cannot be understood.
    package static func ofSegmentation(
        in checkpoint: Checkpoint, classCount: Int
    ) throws(MaskRCNNError) -> [String] {
        ofSegmentation(try CheckpointMetadata(checkpoint)?.categories ?? [:], classCount: classCount)
    }
}
