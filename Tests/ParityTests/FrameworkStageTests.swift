import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Every stage beside the real detectron2's, maskrcnn-benchmark's and mmdetection's, in float64. `Tools/frameworks` makes what they say, by
/// hand, since they have to be compiled first: `MASKRCNN_FRAMEWORKS` names the folder.
@Suite(
    .enabled(
        if: FrameworkReference.folder != nil,
        "MASKRCNN_FRAMEWORKS names no folder of references, which Tools/frameworks/README.md says how to make"),
    .serialized)
struct FrameworkStageTests {
    @Test(arguments: FrameworkReference.all)
    func everyStageIsTheFrameworks(_ reference: FrameworkReference) async throws {
        let folder = try #require(FrameworkReference.folder)
        let theirs = try Tensors(folder.appendingPathComponent("\(reference.name).safetensors"))
        let weights = try reference.weights(from: folder.appendingPathComponent("\(reference.network).pth"))
        defer { try? FileManager.default.removeItem(at: weights) }
        var options = DetectorOptions()
        options.dtype = .float64
        options.model = reference.configuration
        let detector = try await Detector(weights: weights.path, options: options)
        for index in 0..<2 {
            let image = try Image(contentsOfFile: folder.appendingPathComponent("\(index).png").path)
            let recorder = Recorder()
            let found = try await detector.detections(in: [image]) { recorder.record($0, $1) }
            for (ours, name) in reference.stages {
                guard theirs.contains("\(index).\(name)") else { continue }
                let stage = try #require(recorder.tensor(ours), "\(ours) is missing")
                try expectClose(stage, try theirs["\(index).\(name)"], relative: 1e-9, "\(index): \(ours)")
            }
            try reference.expectSame(found[0], in: folder, image: index)
        }
    }
}
