import COCO
import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

/// What microscopists' programs read, measurements, and figures of objects matched one by one.
struct MicroscopyTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
    }

    private func lines(_ path: String) throws -> [[String]] {
        try String(contentsOfFile: folder.path(path), encoding: .utf8).split(separator: "\n")
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }

    @Test func predictWritesWhatTheyRead() async throws {
        try Samples.writeWeights("small.safetensors", in: folder)
        for name in ["a", "b"] { try Samples.writePicture("in/\(name).png", in: folder) }
        let run = try await tool(
            "predict", "in", "--weights", "small.safetensors", "--score", "0", "--draw-score", "0", "--max-detections",
            "5", "--format", "labels,geojson,imagej,cellpose,csv,json", "--pixel-size", "500nm", "--output", "out")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("intensities are those of the pictures as the model sees them"))
        let results = try [DetectionResult](contentsOfFile: folder.path("out/results.json"))
        let table = try lines("out/measurements.csv")
        #expect(table.count == results.count + 1 && results.count == 10)
        let header = try #require(table.first)
        #expect(Array(header.prefix(5)) == ["image", "label", "category", "score", "area"])
        #expect(table.allSatisfy { $0.count == header.count })
        func column(_ name: String) throws -> [String] {
            let place = try #require(header.firstIndex(of: name), "\(name)")
            return table.dropFirst().map { $0[place] }
        }
        #expect(try column("label") == (0..<10).map { "\($0 % 5 + 1)" })
        let areas = results.map { result -> Int in
            if case .runLengths(let mask, _) = result.segmentation { mask.area } else { -1 }
        }
        #expect(try column("area") == areas.map(String.init))
        let micrometres = zip(try column("area_um2"), areas).filter { $0.1 > 0 }
        #expect(!micrometres.isEmpty && micrometres.allSatisfy { Double($0.0) == Double($0.1) / 4 })
        for name in ["a", "b"] {
            let files = [".labels.tif", ".geojson", ".rois.zip", "_seg.npy", "_cp_masks.png"]
            for file in files { #expect(folder.has("out/\(name)\(file)"), "\(file)") }
            // The surest is whole.
            let labels = try LabelImage(contentsOfFile: folder.path("out/\(name).labels.tif"))
            let first = areas[name == "a" ? 0 : 5]
            #expect(labels.values.count { $0 == 1 } == first)
        }
        // What was written comes back as a data set, beside its pictures.
        for format in ["geojson", "imagej", "cellpose"] {
            let back = try await tool(
                "dataset", "convert", "in", "--from", format, "--annotations", "out", "--output", "\(format).json")
            #expect(back.status <= 1, "\(format): \(back.errors)")
            let dataset = try Dataset(contentsOfFile: folder.path("\(format).json"))
            #expect(dataset.images.map(\.fileName) == ["a.png", "b.png"], "\(format)")
            #expect(dataset.annotations.count == areas.count { $0 > 0 } || format == "cellpose", "\(format)")
        }
        let again = try await tool(
            "predict", "in", "--weights", "small.safetensors", "--format", "csv", "--output", "out")
        #expect(again.status == 73 && again.errors.contains("measurements.csv"), "\(again.errors)")
    }

    @Test func optionsThatMakeNoSenseAreRefused() async throws {
        let cases: [([String], String)] = [
            (["predict", "a.png", "--weights", "x", "--pixel-size", "1um"], "--pixel-size is for the formats"),
            (["predict", "a.png", "--weights", "x", "--format", "csv", "--pixel-size", "0"], "--pixel-size"),
            (["predict", "a.png", "--weights", "x", "--format", "labels", "--output", "-"], "give --output a folder"),
            (["eval", "--gt", "a", "--results", "b", "--label-images"], "is for --protocol matching"),
            (
                ["eval", "--gt", "a", "--results", "b", "--protocol", "matching", "--iou-type", "bbox"],
                "compares masks"
            ),
            (["eval", "--gt", "a", "--results", "b", "--protocol", "matching", "--bootstrap", "9"], "--bootstrap"),
            (["dataset", "convert", "a", "--from", "geojson", "--ignore", "9"], "not for geojson"),
        ]
        for (arguments, text) in cases {
            let run = try await tool.run(arguments)
            #expect(run.status == 64 && run.errors.contains(text), "\(arguments): \(run.errors)")
        }
    }

    @Test func evaluatesObjectsOneByOne() async throws {
        try SmallDataset.write(in: folder)
        let evaluate = ["eval", "--ground-truth", "truth.json", "--results", "results.json", "--protocol", "matching"]
        let run = try await tool.run(evaluate + ["--per-image"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("Best score: 0.7") && run.output.contains("3.png"))
        #expect(!folder.has("evaluation.html"))
        let json = try await tool.run(evaluate + ["--json"]).json
        let figures = try #require(json["figures"] as? [[String: Any]])
        #expect(figures.count == 9 && figures.map { $0["iou"] as? Double } == (10...18).map { Double($0) / 20 })
        // Three of four found, and one result too many.
        for row in figures {
            #expect(row["precision"] as? Double == 0.75 && row["recall"] as? Double == 0.75)
            #expect(row["accuracy"] as? Double == 0.6 && row["mean_matched_iou"] as? Double == 1)
        }
        let best = try #require(json["best"] as? [String: Any])
        #expect(best["score"] as? Double == 0.7 && best["mean_accuracy"] as? Double == 0.75)
        // Images: 2 of 2, 1 of 2, and one result on nothing.
        let means = try #require(json["means_of_images"] as? [[String: Any]])
        #expect(means[0]["accuracy"] as? Double == 0.5)
        try folder.write(
            #"[{"image_id": 1, "category_id": 1, "score": 0.9, "bbox": [4, 10, 20, 20]}]"#, to: "boxes.json")
        let boxes = try await tool(
            "eval", "--ground-truth", "truth.json", "--results", "boxes.json", "--protocol", "matching")
        #expect(boxes.status == 65 && boxes.errors.contains("boxes.json: expected results with segmentations"))
        let strict = try await tool.run(evaluate + ["--json", "--score", "0.75", "--iou-thresholds", "0.5:0.9:0.1"])
            .json
        let rows = try #require(strict["figures"] as? [[String: Any]])
        #expect(rows.map { $0["iou"] as? Double } == [0.5, 0.6, 0.7, 0.8, 0.9])
        #expect(rows.allSatisfy { $0["recall"] as? Double == 0.5 })
    }

    @Test func measuresDataSets() async throws {
        try SmallDataset.write(in: folder)
        let run = try await tool("dataset", "measure", "truth.json", "--images", "images", "--output", "table.csv")
        #expect(run.status == 0 && run.output.contains("4 objects of 3 images: table.csv"), "\(run.errors)")
        let table = try lines("table.csv")
        let header = try #require(table.first)
        #expect(table.count == 5 && table.allSatisfy { $0.count == header.count })
        #expect(Array(table[1].prefix(5)) == ["1.png", "1", "cat", "", "400"])
        #expect(table[3][2] == "dog" && header.last == "intensity_std-2")
        let shapes = try await tool("dataset", "measure", "truth.json", "--output", "-", "--pixel-size", "0.5")
        #expect(shapes.status == 0 && shapes.output.contains(",100,") && !shapes.output.contains("intensity"))
        let again = try await tool("dataset", "measure", "truth.json", "--output", "table.csv")
        #expect(again.status == 73, "\(again.errors)")
        let missing = try await tool("dataset", "measure", "truth.json", "--images", "nowhere", "--output", "none.csv")
        #expect(missing.status == 1 && missing.errors.contains("1.png"), "\(missing.errors)")
    }
}
