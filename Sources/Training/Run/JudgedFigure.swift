public import MaskRCNN

/// The figure that a run is judged by: the mean IoU of class maps; of objects the AP of masks where the network gives masks, else of
/// keypoints where it gives them, else of boxes.
public enum JudgedFigure: String, Sendable, CaseIterable {
    /// The mean IoU of the classes that occur.
    case meanIoU = "semantic/mIoU"
    /// AP of masks over IoU from 0.50 to 0.95.
    case maskAP = "segm/AP"
    /// AP of keypoints over object keypoint similarity from 0.50 to 0.95.
    case keypointAP = "keypoints/AP"
    /// AP of boxes over IoU from 0.50 to 0.95.
    case boxAP = "bbox/AP"

    /// What it is called in messages.
    public var title: String {
        switch self {
        case .meanIoU: "mean IoU"
        case .maskAP: "mask AP"
        case .keypointAP: "keypoint AP"
        case .boxAP: "box AP"
        }
    }

    /// The one that a network is judged by.
    public static func of(_ network: Configuration) -> JudgedFigure {
        network.hasMasks ? .maskAP : network.hasKeypoints ? .keypointAP : .boxAP
    }

    /// The one that a run of a configuration is judged by.
    public static func of(_ configuration: TrainingConfiguration) -> JudgedFigure {
        configuration.segmentation == nil ? of(configuration.network) : .meanIoU
    }

    /// The one that an evaluation with these figures is judged by, and its value; nil where nothing was found or to be found.
    public static func of(_ figures: [String: Double]) -> (figure: JudgedFigure, value: Double?) {
        let figure = allCases.first { figures[$0.rawValue] != nil } ?? boxAP
        return (figure, figures[figure.rawValue])
    }
}
