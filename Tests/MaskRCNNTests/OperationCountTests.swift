import Geometry
import MaskRCNN
import Testing

/// The operations that a network takes, beside what torchvision's metadata say (`_ops`, in thousand millions).
struct OperationCountTests {
    @Test(arguments: [
        ("fasterrcnn_resnet50_fpn", 1000, 0, 134.38), ("fasterrcnn_resnet50_fpn_v2", 1000, 0, 280.371),
        ("maskrcnn_resnet50_fpn", 1000, 0, 134.38), ("maskrcnn_resnet50_fpn_v2", 1000, 100, 333.577),
        ("fasterrcnn_mobilenet_v3_large_fpn", 0, 0, 4.494), ("fasterrcnn_mobilenet_v3_large_320_fpn", 0, 0, 0.719),
        // Of its two published files one was measured with weights that found nothing, the other with one object.
        ("keypointrcnn_resnet50_fpn", 1000, 0, 133.924), ("keypointrcnn_resnet50_fpn", 1000, 1, 137.42),
    ])
    func theyAreTorchvisions(_ name: String, proposals: Int, detections: Int, expected: Double) throws {
        let model = try #require(Configuration.named(name))
        let size = ImageSize(width: 800, height: 800)
        let count = model.operationCount(of: size, proposals: proposals, detections: detections) / 1e9
        #expect(abs(count - expected) < 0.01 * expected, "\(count)")
    }

    /// Masks cost what their layers have; an image that is scaled to the same size costs the same.
    @Test func masksAndSizesCount() {
        let model = Configuration.maskRCNNResNet50FPN
        let size = ImageSize(width: 800, height: 800)
        let one = model.operationCount(of: size, detections: 1) - model.operationCount(of: size, detections: 0)
        let cells = 196.0
        #expect(abs(one - (4 * 9 * 65_536 * cells + 4 * cells * 256 * (256 + 91))) < 1e3)
        #expect(model.operationCount(of: size) == model.operationCount(of: ImageSize(width: 400, height: 400)))
    }
}
