public import Torch

/// Names of classes.
public enum Categories {
    /// The names of a checkpoint's classes: its own, else those for a model of as many.
    ///
    /// - Throws: ``MaskRCNNError/metadata(file:reason:)`` where the file has metadata that cannot be understood.
    public static func names(in checkpoint: Checkpoint) throws(MaskRCNNError) -> [Int: String] {
        if let own = try CheckpointMetadata(checkpoint)?.categories { return own }
        let configuration = try Configuration.detected(in: checkpoint)
        // torchvision's Keypoint R-CNN, whose files do not say so, finds people.
        if configuration?.classCount == 2,
            configuration?.keypointHead?.names == Configuration.KeypointHead.cocoPersonNames
        {
            return coco.filter { $0.key == 1 }
        }
        if let configuration, configuration.conventions != Configuration.Conventions(),
            let names = contiguous(classCount: configuration.classCount)
        {
            return names
        }
        return `default`(classCount: configuration?.classCount ?? 91)
    }

    /// The names for a model of detectron2, maskrcnn-benchmark or mmdetection of so many classes, which number a data set's categories
    /// from 1 on without gaps: COCO's for 81, VOC's for 21; nil for other numbers.
    package static func contiguous(classCount: Int) -> [Int: String]? {
        switch classCount {
        case 81:
            let names = coco.sorted { $0.key < $1.key }.map(\.value)
            return Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.offset + 1, $0.element) })
        case 21: return Dictionary(uniqueKeysWithValues: voc.enumerated().dropFirst().map { ($0.offset, $0.element) })
        default: return nil
        }
    }

    /// The names for a model of so many classes that come with no names: COCO's for 91, else `class 1`, `class 2`, …
    public static func `default`(classCount: Int) -> [Int: String] {
        if classCount == 91 { return coco }
        return Dictionary(uniqueKeysWithValues: (1..<max(classCount, 2)).map { ($0, "class \($0)") })
    }

    /// The 80 categories of COCO by their ids, which leave gaps between 1 and 90.
    ///
    /// Source: `MaskRCNN_ResNet50_FPN_Weights.COCO_V1.meta["categories"]`, without its `N/A`.
    public static let coco: [Int: String] = {
        var names: [Int: String] = [:]
        for (first, run) in cocoRuns {
            for (offset, name) in run.enumerated() {
                names[first + offset] = name
            }
        }
        return names
    }()

    private static let cocoRuns: [(first: Int, names: [String])] = [
        (
            1,
            [
                "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat",
                "traffic light", "fire hydrant",
            ]
        ),
        (
            13,
            [
                "stop sign", "parking meter", "bench", "bird", "cat", "dog", "horse", "sheep", "cow", "elephant",
                "bear", "zebra", "giraffe",
            ]
        ),
        (27, ["backpack", "umbrella"]),
        (
            31,
            [
                "handbag", "tie", "suitcase", "frisbee", "skis", "snowboard", "sports ball", "kite", "baseball bat",
                "baseball glove", "skateboard", "surfboard", "tennis racket", "bottle",
            ]
        ),
        (
            46,
            [
                "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple", "sandwich", "orange",
                "broccoli", "carrot", "hot dog", "pizza", "donut", "cake", "chair", "couch", "potted plant", "bed",
            ]
        ),
        (67, ["dining table"]), (70, ["toilet"]),
        (
            72,
            [
                "tv", "laptop", "mouse", "remote", "keyboard", "cell phone", "microwave", "oven", "toaster", "sink",
                "refrigerator",
            ]
        ),
        (84, ["book", "clock", "vase", "scissors", "teddy bear", "hair drier", "toothbrush"]),
    ]
}
