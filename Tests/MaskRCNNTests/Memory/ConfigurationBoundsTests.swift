import Foundation
import MaskRCNN
import TestSupport
import Testing
import Torch

/// What a file's metadata claims has bounds, each of which is named.
struct ConfigurationBoundsTests {
    /// A number that no memory is for, in each place that has one.
    @Test(arguments: [
        ("classCount", "4611686018427387904"), ("backbone.depth", "4611686018427387904"),
        ("backbone.width", "4611686018427387904"), ("transform.minimumSide", "4611686018427387904"),
        ("transform.maximumSide", "4611686018427387904"), ("transform.sizeDivisor", "4611686018427387904"),
        ("pyramid.channels", "4611686018427387904"), ("proposals.anchorSizes", "[1,2,3,4,4611686018427387904]"),
        ("proposals.aspectRatios", "[1e300]"), ("proposals.convolutionCount", "4611686018427387904"),
        ("proposals.countBeforeNMS", "4611686018427387904"), ("proposals.countAfterNMS", "4611686018427387904"),
        ("proposals.nmsThreshold", "1e300"), ("proposals.minimumSide", "-1"),
        ("boxHead.resolution", "4611686018427387904"), ("boxHead.samplingRatio", "4611686018427387904"),
        ("boxHead.convolutionCount", "4611686018427387904"), ("boxHead.linearCount", "4611686018427387904"),
        ("boxHead.features", "4611686018427387904"), ("boxHead.coderWeights", "[0,0,0,0]"),
        ("boxHead.maximumDetections", "4611686018427387904"), ("boxHead.nmsThreshold", "-1"),
        ("boxHead.minimumSide", "-1"), ("maskHead.resolution", "4611686018427387904"),
        ("maskHead.samplingRatio", "4611686018427387904"), ("maskHead.channels", "[4611686018427387904]"),
        ("maskHead.predictorChannels", "4611686018427387904"),
    ])
    func immenseNumbersAreRefusedByName(field: String, value: String) throws {
        var parts = field.split(separator: ".").map(String.init)
        let last = parts.removeLast()
        let json = parts.reversed().reduce("{\"\(last)\":\(value)}") { "{\"\($1)\":\($0)}" }
        let folder = try TemporaryFolder()
        let path = folder("claims.safetensors")
        try Checkpoint.writeSafetensors(
            [Checkpoint.Entry(name: "x", tensor: StoredTensor(dtype: .uint8, shape: [1], bytes: [0]))],
            metadata: ["maskrcnn.version": "1", "maskrcnn.configuration": json], to: path)
        let error = #expect(throws: MaskRCNNError.self) {
            try InferenceMemory(weights: path, options: DetectorOptions())
        }
        guard case .configuration(let named, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(named == field)
    }
}
