import ClassMaps
import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing

/// `maskrcnn predict` with a model for semantic segmentation.
struct ClassMapPredictTests {
    let folder: TemporaryFolder
    let tool: Tool
    private let palette: ClassPalette

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        palette = try ClassPalette(names: ["background", "cat", "dog"])
        try SmallSegmenter.write("maps.safetensors", in: folder)
        try Samples.writePicture("in/a.png", in: folder)
        try Samples.picture(width: 50, height: 70).write(toFile: folder.path("in/b.png"))
    }

    private func predict(_ more: String...) async throws -> Tool.Outcome {
        try await tool.run(["predict", "in", "--weights", "maps.safetensors"] + more)
    }

    private func read(_ name: String) throws -> ClassMap {
        try ClassMapReader(palette: palette).map(contentsOfFile: folder.path(name))
    }

    @Test func filesHaveWhatTheSegmenterGives() async throws {
        let outcome = try await predict("--output", "out", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
            folder.contents("out") == [
                "a.overlay.png", "b.overlay.png", "classes", "classes/a.png", "classes/b.png", "results.json",
            ])
        let segmenter = try await Segmenter(weights: folder.path("maps.safetensors"))
        let list = try #require(
            try JSONSerialization.jsonObject(with: folder.read("out/results.json")) as? [[String: Any]])
        let told = try #require(try outcome.json["images"] as? [[String: Any]])
        for (index, name) in ["a", "b"].enumerated() {
            let image = try Image(contentsOfFile: folder.path("in/\(name).png"))
            let right = try await segmenter.segmentation(of: image)
            let map = try read("out/classes/\(name).png")
            #expect(map.size == image.size && map.labels == right.labels)
            // More than one class, or nothing is shown.
            #expect(Set(right.labels).count > 1)
            #expect(list[index]["class_map"] as? String == "classes/\(name).png")
            for entry in [list[index], told[index]] {
                #expect(entry["file"] as? String == "in/\(name).png")
                let classes = try #require(entry["classes"] as? [[String: Any]])
                #expect(classes.count == right.shares.count { $0 > 0 })
                for found in classes {
                    let label = try #require(found["index"] as? Int)
                    #expect(found["name"] as? String == palette.names[label])
                    #expect(found["pixels"] as? Int == right.labels.count { Int($0) == label })
                    let share = try #require(found["share"] as? Double)
                    // Foundation reads some numbers as their neighbours.
                    #expect(abs(share - right.shares[label]) < 1e-15)
                }
            }
            let overlay = try Image(contentsOfFile: folder.path("out/\(name).overlay.png"))
            #expect(overlay.size.width == image.size.width && overlay.size.height > image.size.height)
        }
    }

    @Test func linesStandardOutputAndOtherLooks() async throws {
        let lines = try await predict("--output", "-", "--format", "jsonl")
        #expect(lines.status == 0, "\(lines.errors)")
        #expect(lines.output.split(separator: "\n").count == 2)
        #expect(lines.output.contains("\"class_map\": null"), "\(lines.output)")
        let two = try await predict("--output", "-", "--format", "classes")
        #expect(two.status == 64 && two.errors.contains("takes one picture"), "\(two.errors)")
        let piped = try await tool.shell(
            "\"$TOOL\" predict in/a.png --weights maps.safetensors --format classes --output - > map.png")
        #expect(piped.status == 0, "\(piped.errors)")
        let looks = try await predict(
            "--output", "looks", "--format", "overlay,classes", "--overlay-format", "jpg", "--side-by-side", "--grid",
            "--alpha", "1")
        #expect(looks.status == 0, "\(looks.errors)")
        #expect(
            folder.contents("looks") == [
                "a.overlay.jpg", "b.overlay.jpg", "classes", "classes/a.png", "classes/b.png", "grid.jpg",
            ])
        #expect(try read("map.png") == read("looks/classes/a.png"))
        #expect(try Image(contentsOfFile: folder.path("looks/a.overlay.jpg")).size.width >= 2 * 96)
        // The table names classes and shares.
        #expect(looks.output.contains("share of the pixels") && looks.output.contains("%"), "\(looks.output)")
    }

    @Test func classesAreNamedFromClassZeroOn() async throws {
        try folder.write("ground:1,2,3\nfox\ncow\n", to: "names.txt")
        try folder.write("fox\ncow\n", to: "two.txt")
        let outcome = try await predict("--output", "out", "--labels", "names.txt", "--format", "jsonl,classes")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let text = String(decoding: try folder.read("out/results.jsonl"), as: UTF8.self)
        #expect(text.contains("\"ground\"") || text.contains("\"fox\"") || text.contains("\"cow\""))
        #expect(!text.contains("\"cat\"") && !text.contains("\"background\""))
        let two = try await predict("--output", "none", "--labels", "two.txt")
        #expect(two.status == 65)
        #expect(
            two.errors.contains("two.txt: expected names for the 3 classes of fcn_resnet50, found 2"), "\(two.errors)")
        #expect(!folder.has("none"))
    }

    @Test func aDryRunWritesNothingAndResultsAreKept() async throws {
        let dry = try await predict("--output", "out", "--dry-run")
        #expect(dry.status == 0, "\(dry.errors)")
        #expect(dry.output.contains("out/a.overlay.png, out/classes/a.png"), "\(dry.output)")
        #expect(!folder.has("out"))
        #expect(try await predict("--output", "out", "--format", "classes").status == 0)
        let again = try await predict("--output", "out", "--format", "classes")
        #expect(again.status == 73 && again.errors.contains("out/classes/a.png is there already"), "\(again.errors)")
        try folder.write("no picture", to: "in/c.png")
        let some = try await predict("--output", "out", "--overwrite")
        #expect(some.status == 1 && some.errors.contains("in/c.png"), "\(some.errors)")
        let tight = try await predict("--output", "out", "--overwrite", "--memory", "194M")
        #expect(tight.status == 71, "\(tight.errors)")
    }

    @Test(
        arguments: [
            (["--format", "masks"], "--format masks is for models that find objects, and fcn_resnet50"),
            (["--format", "overlay,soft"], "Models with masks of objects: "),
            (["--mask-threshold", "0.5"], "--mask-threshold"),
            (["--score", "0.5"], "--score"), (["--classes", "cat"], "--classes"),
            (["--max-detections", "3"], "--max-detections"),
            (["--draw-score", "0.5"], "--draw-score"), (["--show", "boxes"], "--show"), (["--batch", "2"], "--batch"),
            (["--model", "small"], "--model names models that find objects"),
        ] as [([String], String)])
    func whatOnlyDetectorsGiveIsRefused(options: [String], words: String) async throws {
        let outcome = try await tool.run(
            ["predict", "in", "--weights", "maps.safetensors", "--output", "out"] + options)
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(!folder.has("out"))
    }

    @Test func detectorsGiveNoClassMaps() async throws {
        try Samples.writeWeights(in: folder)
        let outcome = try await tool(
            "predict", "in", "--weights", "small.safetensors", "--format", "classes", "--output", "out")
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(
            outcome.errors.contains("--format classes wants the class of every pixel, and small finds boxes, masks"))
        #expect(outcome.errors.contains("Models with class maps: fcn_resnet50, "), "\(outcome.errors)")
        #expect(!folder.has("out"))
    }
}
