import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport

/// What `scene.py` writes of one picture: what both implementations of training are given.
struct TrainingScene: Decodable {
    /// The picture's path; nil for a crop, whose pixels are beside.
    let image: String?
    /// Height, width.
    let size: [Int]
    let boxes: [[Double]]
    let labels: [Int]
    /// Run lengths in COCO's compressed form.
    let masks: [String]
    /// x, y, v of each keypoint of each object; nil where there are none.
    let keypoints: [[Double]]?

    static func read(_ file: URL) throws -> [TrainingScene] {
        try JSONDecoder().decode([TrainingScene].self, from: Data(contentsOf: file))
    }

    func truth() throws -> GroundTruth {
        let size = ImageSize(width: size[1], height: size[0])
        return GroundTruth(
            size: size, boxes: boxes.flatMap(\.self), labels: labels,
            masks: try masks.map { try RunLengthMask(cocoString: $0, size: size) },
            keypoints: (keypoints ?? []).map { numbers in
                stride(from: 0, to: numbers.count, by: 3).map {
                    GroundTruth.Keypoint(x: numbers[$0], y: numbers[$0 + 1], isLabelled: numbers[$0 + 2] > 0)
                }
            })
    }

    func picture() throws -> Image { try Image(contentsOfFile: image ?? "") }
}

extension TrainingScene {
    /// Pictures with random polygons as objects, as many as the numbers say.
    static func drawn(
        _ sizes: [(width: Int, height: Int)], objects: [Int], classes: Int = 91, keypoints: Int = 0
    ) throws -> URL {
        let files = try sizes.enumerated().map { index, size in
            try Fixtures.picture(width: size.width, height: size.height, seed: index)
        }
        return try Peer.file(from: "scene.py", name: "drawn.json", inputs: files) { output in
            ["drawn", output] + files.map(\.path)
                + ["--objects", objects.map(String.init).joined(separator: ","), "--classes", "\(classes)"]
                + (keypoints == 0 ? [] : ["--keypoints", "\(keypoints)"])
        }
    }

    /// Photographs of the test data with COCO's 90 classes; drawn pictures where there are none.
    static func photographs() throws -> URL {
        guard let folder = testData?.appendingPathComponent("photos") else {
            return try drawn([(320, 240), (240, 330)], objects: [7, 5])
        }
        return try real(
            folder.appendingPathComponent("instances.json"), folder.appendingPathComponent("images"), count: 2)
    }

    /// Cell nuclei of the test data, all of class 1; drawn pictures where there are none.
    static func nuclei(count: Int) throws -> URL {
        guard let folder = testData?.appendingPathComponent("nuclei") else {
            let sizes = (0..<count).map { (width: 256 + 32 * ($0 % 3), height: 256) }
            return try drawn(sizes, objects: sizes.map { _ in 8 }, classes: 2)
        }
        return try real(
            folder.appendingPathComponent("train.json"), folder.appendingPathComponent("images"), count: count,
            ["--one-class"])
    }

    private static func real(
        _ annotations: URL, _ images: URL, count: Int, _ options: [String] = []
    ) throws -> URL {
        try Peer.file(from: "scene.py", name: "scene.json", inputs: [annotations]) { output in
            ["coco", output, annotations.path, images.path, "--count", "\(count)"] + options
        }
    }
}
