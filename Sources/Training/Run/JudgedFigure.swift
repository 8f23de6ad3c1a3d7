/// The figure that a run is judged by: the AP of masks where the network gives masks, else that of boxes.
public enum JudgedFigure: String, Sendable, CaseIterable {
    /// AP of masks over IoU from 0.50 to 0.95.
    case maskAP = "segm/AP"
    /// AP of boxes over IoU from 0.50 to 0.95.
    case boxAP = "bbox/AP"

    /// What it is called in messages.
    public var title: String {
        switch self {
        case .maskAP: "mask AP"
        case .boxAP: "box AP"
        }
    }

    /// The one that an evaluation with these figures is judged by, and its value; nil where nothing was found or to be found.
    public static func of(_ figures: [String: Double]) -> (figure: JudgedFigure, value: Double?) {
        let figure = figures[maskAP.rawValue] != nil ? maskAP : boxAP
        return (figure, figures[figure.rawValue])
    }
}
