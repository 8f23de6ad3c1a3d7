import COCO
import ClassMaps
import Foundation
import Geometry
import Imaging
import TestSupport
import Testing
import TrainingRecords

/// `maskrcnn train` for networks that give every pixel a class.
struct ClassMapTrainTests {
    let folder: TemporaryFolder
    let tool: Tool

    private static let network = """
        model: fcn_resnet50
        network:
          transform: {shortSide: 48}
          backbone: {width: 8}
          head: {fcn: {channels: 8}}
          auxiliaryHead: {channels: 8}
        data: {batchSize: 2}
        """

    /// Two halves of a picture, cats and dogs.
    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        let size = ImageSize(width: 64, height: 48)
        for part in ["train", "val"] {
            var dataset = Dataset()
            dataset.categories = [ObjectCategory(id: 1, name: "cat"), ObjectCategory(id: 2, name: "dog")]
            for kind in ["images", "maps"] {
                try FileManager.default.createDirectory(
                    atPath: folder("data/\(part)/\(kind)"), withIntermediateDirectories: true)
            }
            for index in 1...(part == "train" ? 4 : 2) {
                var image = try Image(size: size, filledWith: Color(hex: 0x202020))
                var labels = [UInt8](repeating: 0, count: size.area)
                for (label, left) in [(1, 4), (2, 36)] {
                    for y in 8 + index..<32 + index {
                        for x in left..<left + 24 {
                            image[x, y] = label == 1 ? Color(hex: 0xe03030) : Color(hex: 0x3030e0)
                            labels[y * size.width + x] = UInt8(label)
                        }
                    }
                    let (x, y) = (Double(left), Double(8 + index))
                    dataset.annotations.append(
                        Annotation(
                            id: dataset.annotations.count + 1, imageID: index, categoryID: label,
                            box: AnnotationBox(x: x, y: y, width: 24, height: 24), area: 576,
                            segmentation: .polygons([[x, y, x + 24, y, x + 24, y + 24, x, y + 24]])))
                }
                dataset.images.append(DatasetImage(id: index, fileName: "\(index).png", size: size))
                try Data(image.encoded(as: .png)).write(
                    to: URL(fileURLWithPath: folder("data/\(part)/images/\(index).png")))
                try ClassMap(size: size, labels: labels).write(
                    toFile: folder("data/\(part)/maps/\(index).png"), palette: .voc)
            }
            try dataset.write(toFile: folder("\(part).json"))
        }
        try folder.write("background\ncat\ndog\n", to: "data/classes.txt")
        try folder.write(Self.network, to: "small.yaml")
    }

    private static let maps = [
        "train", "--config", "small.yaml", "--train", "data/train/maps", "--images", "data/train/images",
    ]
    private static let labels = ["--labels", "data/classes.txt"]
    private static let painted = [
        "train", "--config", "small.yaml", "--train", "train.json", "--images", "data/train/images",
    ]

    @Test func aFolderIsTrainedOnAndTheRunGoesOn() async throws {
        let first = try await tool("train", "--data", "data", "--config", "small.yaml", "--epochs", "1")
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.errors.contains("4 images, 3 classes: background, cat, dog\n"), "\(first.errors)")
        #expect(first.errors.contains("epoch 1: mean IoU "), "\(first.errors)")
        #expect(first.errors.contains("(out ") && first.errors.contains("* best so far"), "\(first.errors)")
        #expect(first.output.contains("mean IoU") && first.output.contains("IoU of cat"), "\(first.output)")
        #expect(first.output.contains("maskrcnn eval --task semantic --ground-truth "), "\(first.output)")
        let second = try await tool("train", "--resume", "runs/data", "--epochs", "2", "--json")
        #expect(second.status == 0, "\(second.errors)")
        let events = try second.output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        let start = try #require(events.first { $0["event"] as? String == "started" })
        #expect(start["first_step"] as? Int == 2 && start["steps"] as? Int == 4 && start["objects"] is NSNull)
        #expect(start["categories"] as? [String: String] == ["0": "background", "1": "cat", "2": "dog"])
        let evaluated = try #require(events.last { $0["event"] as? String == "evaluated" })
        let figures = try #require(evaluated["figures"] as? [String: Double])
        // What the run says is what eval says of its weights.
        let compared = try await tool(
            "eval", "--task", "semantic", "--ground-truth", "data/val/maps", "--images", "data/val/images",
            "--weights", "runs/data/last.safetensors", "--json")
        #expect(compared.status == 0, "\(compared.errors)")
        let own = try #require(try compared.json["figures"] as? [String: Any])
        let accuracy = try #require(own["pixel_accuracy"] as? Double)
        #expect(abs(accuracy - (figures["semantic/pixelAccuracy"] ?? -1)) < 2e-3)
        let predicted = try await tool(
            "predict", "data/val/images", "--weights", "runs/data/best.pth", "--format", "classes", "--output", "found")
        #expect(predicted.status == 0 && folder.has("found/classes/1.png"), "\(predicted.errors)")
    }

    @Test func aDataSetIsPaintedAndItsWeightsAreStartedFrom() async throws {
        let run = try await tool.run(
            Self.painted + ["--val", "val.json", "--val-images", "data/val/images", "--epochs", "1", "--output", "run"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("3 classes: background, cat, dog\n"), "\(run.errors)")
        // The network is that of the weights.
        let next = try await tool.run([
            "train", "--train", "train.json", "--images", "data/train/images", "--weights", "run/best.pth",
            "--dry-run",
        ])
        #expect(next.status == 0, "\(next.errors)")
        #expect(next.output.contains("    shortSide: 48\n") && next.output.contains("      width: 8\n"))
        #expect(next.output.contains("the classes are the same: the predictors are taken over whole"))
        try folder.write(next.output, to: "printed.yaml")
        let again = try await tool.run([
            "train", "--train", "train.json", "--images", "data/train/images", "--weights", "run/best.pth",
            "--config", "printed.yaml", "--dry-run",
        ])
        #expect(again.output == next.output, "\(again.errors)")
    }

    /// Losses are sums over the pixels of both, and each predicts its share of the images.
    @Test func twoProcessesLearnWhatOneDoes() async throws {
        try folder.write(Self.network, to: "tiny.yaml")
        let options = [
            "--data", "data", "--epochs", "2", "--norms", "frozen", "--set", "network.head.fcn.dropout=0",
            "--set", "network.auxiliaryHead=null", "--lr", "0.05", "--set", "optimizer.gradientClip=1",
        ]
        let one = try await tool.run(
            ["train", "--config", "tiny.yaml", "--threads", "1", "--output", "one"] + options)
        #expect(one.status == 0, "\(one.errors)")
        let outcomes = try await TwoProcesses(tool: tool)(
            options + ["--output", "two"], options + ["--output", "two"])
        for outcome in outcomes { #expect(outcome.status == 0, "\(outcome.errors)") }
        func figures(_ run: String) throws -> [(name: String, value: Double)] {
            try MetricsLog.records(atPath: folder.path(run + "/metrics.jsonl")).flatMap { record in
                record.values.filter { $0.key.hasPrefix("loss/") || $0.key.hasPrefix("eval/") }
                    .sorted { $0.key < $1.key }.map { ("\(record.step) \($0.key)", $0.value) }
            }
        }
        let (single, shared) = (try figures("one"), try figures("two"))
        #expect(single.map(\.name) == shared.map(\.name))
        #expect(single.count >= 4 * 2 + 2 * 3)
        for (own, other) in zip(single, shared) {
            // Sums of single precision in another order; of the pixels at an edge one may change.
            #expect(abs(own.value - other.value) < 2e-3 * max(1, abs(own.value)), "\(own) \(other)")
        }
        #expect(folder.has("two/predictions/2.png"))
    }

    @Test(arguments: [
        (["--max-dets", "5"], "--max-dets is for objects"), (["--copy-paste", "0.5"], "--copy-paste is for objects"),
        (["--anchor-samples", "5"], "--anchor-samples is for objects"),
        (["--no-ignore-crowds"], "--ignore-crowds is for objects"),
        (["--overlaps", "ignored"], "--overlaps is for data sets in COCO's format"),
        (["--set", "sampling.anchors.count=3"], "sampling: expected a setting that has a meaning for fcn_resnet50"),
        (
            ["--set", "training.classWeights=[1,2]"],
            "training.classWeights: expected 3 numbers, for the classes from 0 on"
        ),
        (["--object-crops", "0.5"], "--object-crops is for objects"),
        (["--set", "network.head=deepLabV3", "-b", "1"], "data.batchSize: expected at least 2"),
    ])
    func whatMapsHaveNoUseForIsRefused(options: [String], words: String) async throws {
        let outcome = try await tool.run(Self.maps + Self.labels + options + ["--dry-run"])
        #expect(outcome.status == 64 && outcome.errors.contains(words), "\(outcome.errors)")
        #expect(!folder.has("runs"))
    }

    @Test func whatDoesNotBelongTogetherIsRefused() async throws {
        let nameless = try await tool.run(Self.maps)
        #expect(nameless.status == 64 && nameless.errors.contains("(--labels)"), "\(nameless.errors)")
        let detector = try await tool(
            "train", "--model", "small", "--train", "data/train/maps", "--images", "data/train/images")
        #expect(
            detector.status == 64 && detector.errors.contains("expected a data set in COCO's format for small"),
            "\(detector.errors)")
        let labels = try await tool(
            "train", "--model", "small", "--train", "train.json", "--images", "data/train/images", "--labels",
            "data/classes.txt")
        #expect(labels.status == 64 && labels.errors.contains("--labels is for networks that give"), "\(labels.errors)")
        let index = try await tool.run(Self.painted + ["--ignore-index", "0"])
        #expect(index.status == 64 && index.errors.contains("--ignore-index is for folders"), "\(index.errors)")
        try folder.write("background\ncat\n", to: "two.txt")
        let values = try await tool.run(Self.maps + ["--labels", "two.txt"])
        #expect(
            values.status == 65 && values.errors.contains("has the value 2")
                && values.errors.contains("3 more class maps at fault"), "\(values.errors)")
        let missing = try await tool.run(Self.maps + ["--labels", "none.txt"])
        #expect(missing.status == 66 && missing.errors.contains("none.txt"), "\(missing.errors)")
        #expect(!folder.contents("runs").contains { $0.hasSuffix("configuration.yaml") })
    }
}
