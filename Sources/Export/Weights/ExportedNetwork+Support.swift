internal import Foundation
internal import Models

extension ExportedNetwork {
    /// Makes sure that the graph would do all that the network does.
    ///
    /// A setting that came after the export is not followed, and refused for that: it is not among ``KnownSettings``.
    ///
    /// - Throws: ``ExportError/unsupported(setting:reason:)`` with the first setting that it would not follow, ``ExportError/idle(option:reason:)``
    ///   with the first option that the network has no use for.
    func requireSupport(_ options: ExportOptions) throws(ExportError) {
        guard case .detection(let configuration) = description else {
            let given = [
                ("a score threshold", options.scoreThreshold != nil),
                ("a limit on detections", options.maximumDetections != nil),
                ("an eps of frozen norms", options.frozenNormEpsilon != nil),
            ]
            if let idle = given.first(where: \.1)?.0 {
                throw .idle(option: idle, reason: "a network for semantic segmentation has none")
            }
            return
        }
        if let setting = KnownSettings.firstUnknown(in: configuration) {
            throw .unsupported(setting: setting, reason: "the export does not know the setting")
        }
        let suppression = configuration.boxHead.suppression
        if suppression.method != .hard {
            throw .unsupported(
                setting: "boxHead.suppression.method \(suppression.method.rawValue)",
                reason: "ONNX' operators drop boxes that overlap a better one, and lower no scores")
        }
        if suppression.maskThreshold != nil {
            throw .unsupported(
                setting: "boxHead.suppression.maskThreshold",
                reason: "the graph has masks of their boxes, and not of the photograph, which would be compared")
        }
        if configuration.boxHead.isLastStage {
            throw .unsupported(
                setting: "boxHead.isLastStage", reason: "heads that are the backbone's last stage are not written yet")
        }
        if let convention = configuration.conventions.firstUnusual {
            throw .unsupported(
                setting: "conventions.\(convention)", reason: "graphs are written with torchvision's conventions alone")
        }
    }
}

extension Configuration.Conventions {
    /// A convention that is not torchvision's, as it stands in files; nil where all are.
    fileprivate var firstUnusual: String? {
        func members(_ conventions: Self) -> [String: String] {
            let object = (try? JSONSerialization.jsonObject(with: JSONEncoder().encode(conventions))) as? [String: Any]
            return object?.mapValues { "\($0)" } ?? [:]
        }
        let usual = members(Self())
        let own = members(self)
        return own.keys.sorted().first { own[$0] != usual[$0] }.map { "\($0) \(own[$0] ?? "")" }
    }
}
