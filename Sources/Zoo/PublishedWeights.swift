/// A checkpoint that torchvision publishes, and where torchvision keeps it on this machine.
///
/// Source: `torchvision.models.*_Weights` and `torch.hub.load_state_dict_from_url`.
public struct PublishedWeights: Sendable, Hashable {
    /// The builder's name in torchvision: `maskrcnn_resnet50_fpn`.
    public let name: String
    /// The weights' name in torchvision: `MaskRCNN_ResNet50_FPN_Weights.COCO_V1`.
    public let torchvisionName: String
    /// The file's name, whose last eight characters before the extension begin the file's SHA-256.
    public let fileName: String
    /// The file's size as torchvision's documentation gives it, to a thousandth of a mebibyte; not exact.
    public let approximateByteCount: Int
    /// What it is, in a few words.
    private let what: String
    /// The AP of boxes on COCO val2017, in hundredths, as torchvision's documentation gives it; nil for what is no detector.
    public let boxAP: Double?
    /// The AP of masks in the same way; nil for what gives none.
    public let maskAP: Double?
    /// The AP of keypoints in the same way; nil for what gives none.
    public let keypointAP: Double?

    /// The mean over VOC's classes of the share that a class map and the truth have in common of what either has, in hundredths, on the
    /// pictures of COCO val2017 with these classes, as torchvision's documentation gives it; nil for what is not for segmentation.
    public let meanIoU: Double?
    /// The share of these pictures' pixels that get their class, in the same way.
    public let pixelAccuracy: Double?

    /// Whether it holds a whole model that this package can run, rather than a backbone.
    public var isRunnable: Bool { boxAP != nil || meanIoU != nil }

    /// What it is, in one line.
    public var summary: String {
        let figures = [
            boxAP.map { "box \($0)" }, maskAP.map { "mask \($0)" }, keypointAP.map { "keypoint \($0)" },
        ].compactMap(\.self)
        if let meanIoU { return what + ", COCO with VOC's classes: \(meanIoU) mIoU" }
        return what + (figures.isEmpty ? "" : ", COCO: \(figures.joined(separator: ", ")) AP")
    }

    /// The folder of the network under which torchvision publishes its files.
    public static let baseURL = "https://download.pytorch.org/models"

    /// Every published file that this package knows, the runnable ones first.
    public static let all: [PublishedWeights] =
        [
            PublishedWeights(
                name: "maskrcnn_resnet50_fpn", torchvisionName: "MaskRCNN_ResNet50_FPN_Weights.COCO_V1",
                fileName: "maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth", mebibytes: 169.840, what: "Mask R-CNN v1",
                boxAP: 37.9, maskAP: 34.6),
            PublishedWeights(
                name: "maskrcnn_resnet50_fpn_v2", torchvisionName: "MaskRCNN_ResNet50_FPN_V2_Weights.COCO_V1",
                fileName: "maskrcnn_resnet50_fpn_v2_coco-73cbd019.pth", mebibytes: 177.219, what: "Mask R-CNN v2",
                boxAP: 47.4, maskAP: 41.8),
            PublishedWeights(
                name: "fasterrcnn_resnet50_fpn", torchvisionName: "FasterRCNN_ResNet50_FPN_Weights.COCO_V1",
                fileName: "fasterrcnn_resnet50_fpn_coco-258fb6c6.pth", mebibytes: 159.743, what: "Faster R-CNN v1",
                boxAP: 37.0),
            PublishedWeights(
                name: "fasterrcnn_resnet50_fpn_v2", torchvisionName: "FasterRCNN_ResNet50_FPN_V2_Weights.COCO_V1",
                fileName: "fasterrcnn_resnet50_fpn_v2_coco-dd69338a.pth", mebibytes: 167.104, what: "Faster R-CNN v2",
                boxAP: 46.7),
            PublishedWeights(
                name: "fasterrcnn_mobilenet_v3_large_fpn",
                torchvisionName: "FasterRCNN_MobileNet_V3_Large_FPN_Weights.COCO_V1",
                fileName: "fasterrcnn_mobilenet_v3_large_fpn-fb6a3cc7.pth", mebibytes: 74.239,
                what: "Faster R-CNN on MobileNetV3", boxAP: 32.8),
            PublishedWeights(
                name: "fasterrcnn_mobilenet_v3_large_320_fpn",
                torchvisionName: "FasterRCNN_MobileNet_V3_Large_320_FPN_Weights.COCO_V1",
                fileName: "fasterrcnn_mobilenet_v3_large_320_fpn-907ea3f9.pth", mebibytes: 74.239,
                what: "the same at a short side of 320", boxAP: 22.8),
            PublishedWeights(
                name: "keypointrcnn_resnet50_fpn", torchvisionName: "KeypointRCNN_ResNet50_FPN_Weights.COCO_V1",
                fileName: "keypointrcnn_resnet50_fpn_coco-fc266e95.pth", mebibytes: 226.054,
                what: "Keypoint R-CNN of people", boxAP: 54.6, keypointAP: 65.0),
            PublishedWeights(
                name: "keypointrcnn_resnet50_fpn_legacy",
                torchvisionName: "KeypointRCNN_ResNet50_FPN_Weights.COCO_LEGACY",
                fileName: "keypointrcnn_resnet50_fpn_coco-9f466800.pth", mebibytes: 226.054,
                what: "the same, from an early epoch", boxAP: 50.6, keypointAP: 61.1),
            PublishedWeights(
                name: "fcn_resnet50", torchvisionName: "FCN_ResNet50_Weights.COCO_WITH_VOC_LABELS_V1",
                fileName: "fcn_resnet50_coco-1167a1af.pth", mebibytes: 135.009, what: "FCN, semantic segmentation",
                meanIoU: 60.5, pixelAccuracy: 91.4),
            PublishedWeights(
                name: "fcn_resnet101", torchvisionName: "FCN_ResNet101_Weights.COCO_WITH_VOC_LABELS_V1",
                fileName: "fcn_resnet101_coco-7ecb50ca.pth", mebibytes: 207.711,
                what: "FCN on ResNet-101, semantic segmentation", meanIoU: 63.7, pixelAccuracy: 91.9),
            PublishedWeights(
                name: "deeplabv3_resnet50", torchvisionName: "DeepLabV3_ResNet50_Weights.COCO_WITH_VOC_LABELS_V1",
                fileName: "deeplabv3_resnet50_coco-cd0a2569.pth", mebibytes: 160.515,
                what: "DeepLabV3, semantic segmentation", meanIoU: 66.4, pixelAccuracy: 92.4),
            PublishedWeights(
                name: "deeplabv3_resnet101", torchvisionName: "DeepLabV3_ResNet101_Weights.COCO_WITH_VOC_LABELS_V1",
                fileName: "deeplabv3_resnet101_coco-586e9e4e.pth", mebibytes: 233.217,
                what: "DeepLabV3 on ResNet-101, semantic segmentation", meanIoU: 67.4, pixelAccuracy: 92.4),
        ] + backbones

    /// The published file of this name, which may be the builder's, the weights', the file's, or the weights' with
    /// `DEFAULT` for the version; capitals do not matter. Nil where there is none.
    public static func named(_ name: String) -> PublishedWeights? { named(name, among: all) }

    /// The one of this name among several, as ``named(_:)`` has it.
    package static func named(_ name: String, among all: [PublishedWeights]) -> PublishedWeights? {
        let wanted = name.lowercased()
        let exact = all.first { [$0.name, $0.fileName.lowercased(), $0.torchvisionName.lowercased()].contains(wanted) }
        guard exact == nil, wanted.hasSuffix(".default") else { return exact }
        // Of backbones torchvision's default is the later training, of detectors the first that it lists.
        let family = all.filter { $0.torchvisionName.lowercased().prefix { $0 != "." } == wanted.prefix { $0 != "." } }
        return family.last { !$0.isRunnable } ?? family.first
    }

    /// The file's address.
    public var url: String { Self.baseURL + "/" + fileName }

    /// The first eight hexadecimal digits of the file's SHA-256.
    public var digestPrefix: String {
        let stem = fileName.prefix { $0 != "." }
        return String(stem.suffix(8))
    }
}

extension PublishedWeights {
    /// One more than torchvision has.
    /// - Parameters:
    ///   - mebibytes: About how long the file is.
    ///   - what: What it is, in a few words.
    package init(
        name: String, torchvisionName: String, fileName: String, mebibytes: Double, what: String, boxAP: Double? = nil,
        maskAP: Double? = nil, keypointAP: Double? = nil, meanIoU: Double? = nil, pixelAccuracy: Double? = nil
    ) {
        self.name = name
        self.torchvisionName = torchvisionName
        self.fileName = fileName
        self.approximateByteCount = Int(mebibytes * 1_048_576)
        self.what = what
        self.boxAP = boxAP
        self.maskAP = maskAP
        self.keypointAP = keypointAP
        self.meanIoU = meanIoU
        self.pixelAccuracy = pixelAccuracy
    }
}
