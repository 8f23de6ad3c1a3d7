internal import Foundation
package import Models

/// The settings of a network that finds objects which a graph follows, by their places in the description.
///
/// A setting that comes later is not among them: a network that has it is refused, until the export knows it.
package enum KnownSettings {
    private static let all: Set = [
        "name", "classCount",
        "transform.minimumSide", "transform.maximumSide", "transform.mean", "transform.standardDeviation",
        "transform.sizeDivisor",
        "backbone.resNet.depth", "backbone.resNet.stageCount", "backbone.resNet.width", "backbone.resNet.groups",
        "backbone.resNet.groupWidth", "backbone.resNet.stridePlace", "backbone.resNet.dilatedStageCount",
        "backbone.resNet.dilatesFirstBlock", "backbone.resNet.normalization",
        "backbone.mobileNetV3.size", "backbone.mobileNetV3.normalization",
        "pyramid.channels", "pyramid.normalization", "pyramid.extraLevel",
        "proposals.anchorSizes", "proposals.aspectRatios", "proposals.convolutionCount", "proposals.countBeforeNMS",
        "proposals.countAfterNMS", "proposals.nmsThreshold", "proposals.scoreThreshold", "proposals.minimumSide",
        "boxHead.resolution", "boxHead.samplingRatio", "boxHead.convolutionCount", "boxHead.convolutionChannels",
        "boxHead.normalization", "boxHead.linearCount", "boxHead.features", "boxHead.isClassAgnostic",
        "boxHead.isLastStage", "boxHead.coderWeights", "boxHead.scoreThreshold", "boxHead.classScoreThresholds",
        "boxHead.nmsThreshold", "boxHead.suppression.scope", "boxHead.suppression.method", "boxHead.suppression.sigma",
        "boxHead.suppression.maskThreshold", "boxHead.minimumSide", "boxHead.maximumDetections",
        "maskHead.resolution", "maskHead.samplingRatio", "maskHead.channels", "maskHead.normalization",
        "maskHead.predictorChannels", "maskHead.isClassAgnostic", "maskHead.threshold",
        "keypointHead.names", "keypointHead.skeleton", "keypointHead.resolution", "keypointHead.samplingRatio",
        "keypointHead.channels",
    ]

    /// Parts that are looked at by themselves, whatever is in them.
    private static let parts: Set = ["conventions"]

    /// The first setting of a description that is none of those.
    package static func firstUnknown(in configuration: Configuration) -> String? {
        guard let data = try? JSONEncoder().encode(configuration),
            let object = try? JSONSerialization.jsonObject(with: data)
        else { return "the description" }
        return firstUnknown(object, at: "")
    }

    /// The first among members of a part of a description.
    package static func firstUnknown(_ value: Any, at place: String) -> String? {
        if all.contains(place) || parts.contains(place) || value is NSNull { return nil }
        guard let members = value as? [String: Any] else { return place }
        for (name, member) in members.sorted(by: { $0.key < $1.key }) {
            if let unknown = firstUnknown(member, at: place.isEmpty ? name : "\(place).\(name)") { return unknown }
        }
        return nil
    }
}
