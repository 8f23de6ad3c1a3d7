import MaskRCNN
import Testing

/// The names and shapes of what a network for segmentation consists of are those of torchvision's state dictionaries, which
/// `Tools/parity/manifest.py MODEL --classes 21` wrote into the fixtures.
struct SegmentationManifestTests {
    @Test(arguments: SegmentationConfiguration.presetNames, [true, false])
    func namesShapesAndOrderAreTorchvisions(_ name: String, withAuxiliaryHead: Bool) throws {
        var configuration = try #require(SegmentationConfiguration.named(name))
        var expected = try Manifest.lines(name)
        if !withAuxiliaryHead {
            configuration.auxiliaryHead = nil
            expected.removeAll { $0.hasPrefix("aux_classifier.") }
        }
        let ours = try configuration.manifest().map(ManifestTests.line)
        #expect(ours.count == expected.count)
        let first = zip(ours, expected).first { $0 != $1 }
        #expect(first == nil, "the first difference is \(first?.0 ?? "") where torchvision has \(first?.1 ?? "")")
    }
}
