import Export
import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing

/// Exported files in ONNX Runtime beside the network itself. `Tools/export/agreement.py` does it for large networks, and in OpenVINO.
@Suite(
    .enabled(
        if: Peer.missingModules("onnx", "onnxruntime").isEmpty,
        "Scripts/peers.sh --benchmarks installs onnx and onnxruntime, which are not there"), .serialized)
struct ExportParityTests {
    private static let script = "../export/run.py"

    /// A trained network on drawn pictures of three sizes, of which 97 is a side that single precision would make a pixel short.
    @Test func whatIsFoundIsFoundInONNXRuntime() async throws {
        let pictures = try [(256, 256), (388, 260), (97, 131)].enumerated().map { index, size in
            try Fixtures.picture(width: size.0, height: size.1, seed: index)
        }
        let detector = try await Detector(weights: "nuclei")
        var images: [[String: Any]] = []
        for picture in pictures {
            let image = try Image(contentsOfFile: picture.path)
            images.append(
                Peer.record(file: picture.lastPathComponent, image, try await detector.detections(in: image)))
        }
        try Scratch.with { folder in
            for isExternal in [false, true] {
                let model = folder.appendingPathComponent("model.onnx").path
                let found = folder.appendingPathComponent("found.json")
                var options = ExportOptions()
                options.hasExternalWeights = isExternal
                try ONNXExport.write(weights: "nuclei", to: model, options: options)
                try Peer.run(Self.script, [model, found.path] + pictures.map(\.path))
                print(
                    "nuclei in ONNX Runtime, weights beside the file: \(isExternal)\n\(try Peer.compare(found, with: images))"
                )
            }
        }
    }

    /// Three pictures of one size at once are three pictures.
    @Test func aBatchIsItsPictures() throws {
        let pictures = try (0..<3).map { try Fixtures.picture(width: 200, height: 160, seed: $0) }
        try Scratch.with { folder in
            let model = folder.appendingPathComponent("model.onnx").path
            try ONNXExport.write(weights: "nuclei", to: model)
            let files = ["together", "apart"].map { folder.appendingPathComponent("\($0).json") }
            try Peer.run(Self.script, [model, files[0].path] + pictures.map(\.path) + ["--batch"])
            try Peer.run(Self.script, [model, files[1].path] + pictures.map(\.path))
            print("three pictures at once:\n\(try Peer.run("compare.py", files.map(\.path)))")
        }
    }
}
