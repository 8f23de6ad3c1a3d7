import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// The whole model in float32 beside torchvision's in float64, held to what torchvision's own float32 reaches.
@Suite(.enabled(if: Peer.isAvailable, "\(Peer.skipReason)"), .serialized)
struct DetectionParityTests {
    /// Photographs, where there are some, else drawn pictures; and a large picture. `make parity` takes six, and the test
    /// suite two, since the peer needs 10 to 20 seconds for each in float64.
    private static func pictures() throws -> [URL] {
        let count = ProcessInfo.processInfo.environment["MASKRCNN_PARITY_PHOTOS"].flatMap(Int.init) ?? 2
        let large = try Fixtures.picture(width: 3000, height: 2000, seed: 2)
        guard let photos = testData?.appendingPathComponent("photos/images") else {
            return try [(640, 480), (427, 640)].enumerated().map { index, size in
                try Fixtures.picture(width: size.0, height: size.1, seed: index)
            } + [large]
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: photos.path).sorted().prefix(count)
        return names.map { photos.appendingPathComponent($0) } + [large]
    }

    @Test(arguments: [
        ("maskrcnn_resnet50_fpn", true), ("maskrcnn_resnet50_fpn_v2", false), ("fasterrcnn_resnet50_fpn", false),
        ("fasterrcnn_resnet50_fpn_v2", false),
    ])
    func detectionsAreTorchvisions(_ model: String, legacy: Bool) async throws {
        let weights = try Fixtures.livelyWeights(model, legacy: legacy)
        let pictures = try Self.pictures()
        let theirs = try Peer.file(from: "reference.py", name: "reference.json", inputs: [weights] + pictures) {
            output in
            [model, weights.path, output] + pictures.map(\.path) + ["--dtype", "float64", "--separately"]
        }
        let detector = try await Detector(weights: weights.path)
        #expect(detector.configuration.name == model)
        var images: [[String: Any]] = []
        for picture in pictures {
            let image = try Image(contentsOfFile: picture.path, options: .asPIL)
            let found = try await detector.detections(in: image)
            images.append(Peer.record(file: picture.lastPathComponent, image, found))
        }
        print("\(model), float32, beside torchvision's float64:\n\(try Peer.compare(theirs, with: images))")
    }

    /// Keypoints in float32, of few detections, since the head takes long: within a tenth of a pixel, but where rounding chooses
    /// between two places of a heat map that are of one height.
    @Test func keypointsAreTorchvisions() async throws {
        let model = "keypointrcnn_resnet50_fpn"
        let weights = try Fixtures.livelyWeights(model, classes: 2)
        let pictures = [try Fixtures.picture(width: 640, height: 480, seed: 0)]
        let theirs = try Peer.file(from: "reference.py", name: "reference.json", inputs: [weights] + pictures) {
            output in
            [model, weights.path, output] + pictures.map(\.path)
                + ["--dtype", "float64", "--separately", "--classes", "2", "--max-detections", "12"]
        }
        var options = DetectorOptions()
        options.maximumDetections = 12
        let detector = try await Detector(weights: weights.path, options: options)
        #expect(detector.configuration.name == model && detector.categories == [1: "person"])
        var images: [[String: Any]] = []
        for picture in pictures {
            let image = try Image(contentsOfFile: picture.path)
            let found = try await detector.detections(in: image)
            #expect(found.count == 12 && found.allSatisfy { $0.keypoints?.count == 17 })
            images.append(Peer.record(file: picture.lastPathComponent, image, found))
        }
        let table = try Peer.compare(theirs, with: images)
        #expect(table.contains("of 204 keypoints near"))
        print("\(model), float32, beside torchvision's float64:\n\(table)")
    }

    /// A strip, a picture that is as long as torchvision lets one be, and one pixel. There all places look alike, so that
    /// rounding decides which of many equal scores come first: of torchvision's own float32 68 in 100 pair.
    @Test(arguments: [([(17, 900), (1333, 800)], 0.99), ([(1, 1)], 0.25)])
    func picturesOfOddSizes(_ sizes: [(Int, Int)], paired: Double) async throws {
        let model = "maskrcnn_resnet50_fpn"
        let weights = try Fixtures.livelyWeights(model, legacy: false)
        let pictures = try sizes.map { try Fixtures.picture(width: $0.0, height: $0.1, seed: 3) }
        let theirs = try Peer.file(from: "reference.py", name: "reference.json", inputs: [weights] + pictures) {
            output in
            [model, weights.path, output] + pictures.map(\.path) + ["--dtype", "float64", "--separately"]
        }
        let detector = try await Detector(weights: weights.path)
        var images: [[String: Any]] = []
        for picture in pictures {
            let image = try Image(contentsOfFile: picture.path)
            let found = try await detector.detections(in: image)
            #expect(!found.isEmpty)
            images.append(Peer.record(file: picture.lastPathComponent, image, found))
        }
        let table = try Peer.compare(theirs, with: images, paired: paired)
        print("odd sizes, float32, beside torchvision's float64:\n\(table)")
    }

    @Test func bothLayoutsOfACheckpointGiveTheSame() async throws {
        let picture = try Fixtures.picture(width: 320, height: 240, seed: 0)
        let image = try Image(contentsOfFile: picture.path)
        var options = DetectorOptions()
        var model = Configuration.maskRCNNResNet50FPN
        model.transform.minimumSide = 256
        options.model = model
        var found: [[Detection]] = []
        for legacy in [false, true] {
            let weights = try Fixtures.livelyWeights(model.name, legacy: legacy)
            found.append(try await Detector(weights: weights.path, options: options).detections(in: image))
        }
        #expect(!found[0].isEmpty)
        #expect(found[0] == found[1])
    }
}

extension DecodingOptions {
    /// The pixels that PIL gives without being asked for more.
    static var asPIL: DecodingOptions {
        var options = DecodingOptions()
        options.appliesOrientation = false
        return options
    }
}

extension Peer {
    /// The detections of an image in the form of `Tools/parity/results.py`.
    static func record(file: String, _ image: Image, _ detections: [Detection]) -> [String: Any] {
        var record: [String: Any] = [
            "file": file, "height": image.size.height, "width": image.size.width,
            "boxes": detections.map { [$0.box.x1, $0.box.y1, $0.box.x2, $0.box.y2].map(Double.init) },
            "labels": detections.map(\.label), "scores": detections.map { Double($0.score) },
        ]
        let keypoints = detections.compactMap(\.keypoints)
        if !keypoints.isEmpty { record["keypoints"] = keypoints.map { $0.map { [Double($0.x), Double($0.y)] } } }
        let masks = detections.compactMap(\.mask)
        if masks.count == detections.count {
            record["masks"] = masks.map { mask -> [String: Any] in
                ["size": [image.size.height, image.size.width], "counts": mask.cocoString]
            }
        }
        return record
    }

    /// Holds the detections of some images to the peer's: the table of `compare.py`, whose defaults are the bars. Where one is
    /// missed it fails, and says by how much.
    static func compare(_ theirs: URL, with images: [[String: Any]], paired: Double = 0.99) throws -> String {
        try Scratch.with { folder in
            let ours = folder.appendingPathComponent("ours.json")
            try JSONSerialization.data(withJSONObject: ["images": images]).write(to: ours)
            return try Peer.run("compare.py", [theirs.path, ours.path, "--paired", "\(paired)"])
        }
    }
}
