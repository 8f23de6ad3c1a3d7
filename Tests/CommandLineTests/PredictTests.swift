import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

/// What `predict` writes, with a small model of random weights.
struct PredictTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try Samples.writeWeights(in: folder)
    }

    private func predict(_ arguments: String..., input: Data? = nil) async throws -> Tool.Outcome {
        try await tool.run(
            ["predict"] + arguments + ["--weights", "small.safetensors", "--score", "0", "--max-detections", "5"],
            input: input)
    }

    private func lines(_ text: String) throws -> [[String: Any]] {
        try text.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    @Test func writesAnOverlayAndCOCOResults() async throws {
        try Samples.writePicture("photo.jpg", in: folder)
        let outcome = try await predict("photo.jpg")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(folder.contents("predictions") == ["photo.overlay.png", "results.json"])
        let overlay = try Image(contentsOfFile: folder.path("predictions/photo.overlay.png"))
        #expect(overlay.size == ImageSize(width: 96, height: 64))

        let results = try JSONSerialization.jsonObject(with: folder.read("predictions/results.json"))
        let instances = try #require(results as? [[String: Any]])
        #expect(instances.count == 5)
        for instance in instances {
            #expect(Set(instance.keys) == ["image_id", "category_id", "bbox", "score", "segmentation"])
            #expect(instance["image_id"] as? Int == 1)
            #expect((instance["bbox"] as? [Double])?.count == 4)
            let segmentation = try #require(instance["segmentation"] as? [String: Any])
            #expect(segmentation["size"] as? [Int] == [64, 96])
            let counts = try #require(segmentation["counts"] as? String)
            let mask = try RunLengthMask(cocoString: counts, size: ImageSize(width: 96, height: 64))
            #expect(mask.cocoString == counts)
        }
        // The table.
        #expect(outcome.output.contains("photo.jpg"))
        #expect(outcome.output.contains("96×64"))
    }

    /// The pixels above the model's threshold are those of the masks.
    @Test func writesMasksOfProbabilities() async throws {
        try Samples.writePicture("photo.jpg", in: folder)
        let outcome = try await predict("photo.jpg", "--format", "masks,soft", "--draw-score", "0")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let names = folder.contents("predictions/photo.soft")
        #expect(names.count == 5 && names == folder.contents("predictions/photo.masks"), "\(names)")
        var values = Set<UInt32>()
        for name in names {
            let soft = try LabelImage(contentsOfFile: folder.path("predictions/photo.soft/" + name))
            let hard = try LabelImage(contentsOfFile: folder.path("predictions/photo.masks/" + name))
            #expect(soft.size == hard.size)
            for (probability, isInside) in zip(soft.values, hard.values) where abs(Int(probability) - 32_767) > 1 {
                #expect(probability > 32_767 ? isInside > 0 : isInside == 0)
            }
            values.formUnion(soft.values)
        }
        #expect(values.count > 100 && values.contains { $0 > 255 }, "16 bits are used")
        let lower = try await predict(
            "photo.jpg", "--format", "masks", "--draw-score", "0", "--mask-threshold", "0", "--output", "all")
        #expect(lower.status == 0, "\(lower.errors)")
        func area(_ path: String) throws -> Int {
            try LabelImage(contentsOfFile: folder.path(path)).values.count { $0 > 0 }
        }
        for name in names {
            #expect(try area("all/photo.masks/" + name) >= area("predictions/photo.masks/" + name), "\(name)")
        }
        for wrong in ["-0.1", "1.1", "nan"] {
            let outcome = try await predict("photo.jpg", "--mask-threshold=" + wrong)
            #expect(outcome.status == 64 && outcome.errors.contains("--mask-threshold"), "\(outcome.errors)")
        }
    }

    @Test func writesALineOfJSONAnImage() async throws {
        for name in ["b.png", "a.jpg", "c.webp"] { try Samples.writePicture(name, in: folder) }
        let outcome = try await predict("b.png", "a.jpg", "c.webp", "--format", "jsonl", "--output", "-")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let images = try lines(outcome.output)
        #expect(images.map { $0["file"] as? String } == ["b.png", "a.jpg", "c.webp"])
        for image in images {
            #expect(Set(image.keys) == ["file", "image_id", "width", "height", "instances"])
            #expect(image["width"] as? Int == 96)
            let instances = try #require(image["instances"] as? [[String: Any]])
            #expect(instances.count == 5)
            let scores = instances.compactMap { $0["score"] as? Double }
            #expect(scores == scores.sorted(by: >))
            for instance in instances {
                let keys = Set(instance.keys)
                #expect(keys == ["category_id", "category", "score", "bbox", "area", "segmentation"])
                let names = [1: "cat", 2: "dog"]
                #expect(instance["category"] as? String == names[instance["category_id"] as? Int ?? 0])
                let counts = (instance["segmentation"] as? [String: Any])?["counts"] as? String ?? ""
                let mask = try RunLengthMask(cocoString: counts, size: ImageSize(width: 96, height: 64))
                #expect(mask.area == instance["area"] as? Int)
            }
        }
        #expect(!folder.has("predictions"))
    }

    @Test func writesMasks() async throws {
        try Samples.writePicture("photo.png", in: folder)
        try folder.write("old", to: "predictions/photo.masks/009_cat.png")
        try folder.write("mine", to: "predictions/photo.masks/notes.png")
        let binary = try await predict("photo.png", "--format", "masks", "--overwrite")
        #expect(binary.status == 0, "\(binary.errors)")
        let names = folder.contents("predictions/photo.masks")
        #expect(names.count == 6)
        #expect(names.dropLast().allSatisfy { $0.wholeMatch(of: /00[1-5]_(cat|dog)\.png/) != nil })
        #expect(names.last == "notes.png")
        for name in names.dropLast() {
            let mask = try GrayImage(contentsOfFile: folder.path("predictions/photo.masks/" + name))
            #expect(mask.depth == .bits8)
            #expect(Set(mask.values).isSubset(of: [0, 255]))
        }

        let index = try await predict(
            "photo.png", "--format", "masks", "--mask-style", "index", "--output", "predictions")
        #expect(index.status == 0, "\(index.errors)")
        let mask = try GrayImage(contentsOfFile: folder.path("predictions/photo.index.png"))
        #expect(Set(mask.values).isSubset(of: Set(0...5)))
    }

    @Test func segmentsStandardInput() async throws {
        let bytes = try Samples.picture().encoded(as: .jpeg)
        let outcome = try await predict("-", "--format", "jsonl", "--output", "-", input: Data(bytes))
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try lines(outcome.output).first?["file"] as? String == "stdin")
        let picture = try await tool.run(
            ["predict", "-", "--weights", "small.safetensors", "--format", "overlay", "--output", "-", "--quiet"],
            input: Data(bytes))
        #expect(picture.status == 0, "\(picture.errors)")
        #expect(picture.errors.isEmpty)
    }

    @Test func aBatchGivesEveryImageItsOwn() async throws {
        for name in ["a.png", "b.png", "c.png"] { try Samples.writePicture("in/" + name, in: folder) }
        let outcome = try await predict("in", "--batch", "2", "--format", "jsonl", "--output", "-")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let images = try lines(outcome.output)
        #expect(images.map { $0["file"] as? String } == ["in/a.png", "in/b.png", "in/c.png"])
    }

    /// Padding to the size of another image would change what is found.
    @Test func aBatchDoesNotChangeWhatIsFound() async throws {
        let sizes = [(96, 64), (96, 64), (64, 96), (96, 64), (96, 96), (96, 96), (96, 96)]
        for (index, size) in sizes.enumerated() {
            let name = "in/\(index).png"
            try folder.write(Data(), to: name)
            try Samples.picture(width: size.0, height: size.1).write(toFile: folder.path(name))
        }
        var scores: [[[Double]]] = []
        for batch in ["1", "3"] {
            let outcome = try await predict("in", "--batch", batch, "--format", "jsonl", "--output", "-")
            #expect(outcome.status == 0, "\(outcome.errors)")
            scores.append(
                try lines(outcome.output).map { image in
                    (image["instances"] as? [[String: Any]] ?? []).compactMap { $0["score"] as? Double }
                })
        }
        #expect(scores[0].map(\.count) == sizes.map { _ in 5 } && scores[1].map(\.count) == scores[0].map(\.count))
        for (alone, together) in zip(scores[0].joined(), scores[1].joined()) { #expect(abs(alone - together) < 1e-5) }
    }

    @Test func classesAreKeptByName() async throws {
        try Samples.writePicture("a.png", in: folder)
        try folder.write("cat\ndog\n", to: "names.txt")
        let outcome = try await predict(
            "a.png", "--labels", "names.txt", "--classes", "dog", "--format", "jsonl", "--output", "-")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let instances = try lines(outcome.output).first?["instances"] as? [[String: Any]] ?? []
        #expect(Set(instances.compactMap { $0["category"] as? String }).isSubset(of: ["dog"]))
    }

    @Test func oneDocumentForPrograms() async throws {
        try Samples.writePicture("a.png", in: folder)
        let outcome = try await predict("a.png", "gone.png", "--json")
        #expect(outcome.status == 1)
        let document = try outcome.json
        let images = try #require(document["images"] as? [[String: Any]])
        #expect(images.count == 1 && images[0]["image_id"] as? Int == 1)
        #expect((document["failed"] as? [[String: Any]])?.first?["file"] as? String == "gone.png")
        #expect(document["outputs"] as? [String] == ["predictions/results.json"])
    }

    @Test func quietSaysNothing() async throws {
        try Samples.writePicture("a.png", in: folder)
        let outcome = try await predict("a.png", "--quiet")
        #expect(outcome.status == 0)
        #expect(outcome.output.isEmpty && outcome.errors.isEmpty)
    }

    @Test func aSecondRunGivesTheSameBytes() async throws {
        try Samples.writePicture("a.png", in: folder)
        for output in ["one", "two"] {
            #expect(try await predict("a.png", "--output", output, "--format", "json,jsonl").status == 0)
        }
        #expect(try folder.read("one/results.json") == folder.read("two/results.json"))
        #expect(try folder.read("one/results.jsonl") == folder.read("two/results.jsonl"))
    }

    @Test func sideBySideAndGrid() async throws {
        for name in ["a.png", "b.png"] { try Samples.writePicture(name, in: folder) }
        let outcome = try await predict("a.png", "b.png", "--side-by-side", "--grid", "--overlay-format", "jpg")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(folder.contents("predictions") == ["a.overlay.jpg", "b.overlay.jpg", "grid.jpg", "results.json"])
        let overlay = try Image(contentsOfFile: folder.path("predictions/a.overlay.jpg"))
        #expect(overlay.size.width >= 2 * 96)
    }

    /// What the model of random weights finds scores between 0.2 and 0.5, so that a threshold between the instances is drawn.
    @Test func whatIsUnsureIsListedButNotDrawn() async throws {
        try Samples.writePicture("a.png", in: folder)
        let all = try await predict("a.png", "--format", "jsonl", "--output", "-")
        let found = try lines(all.output).first?["instances"] as? [[String: Any]] ?? []
        let scores = found.compactMap { $0["score"] as? Double }
        try #require(scores.count == 5 && scores[1] > scores[2])
        let between = String((scores[1] + scores[2]) / 2)
        let outcome = try await predict(
            "a.png", "--draw-score", between, "--format", "overlay,masks,json", "--output", "out")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(folder.contents("out/a.masks").count == 2)
        let results = try JSONSerialization.jsonObject(with: folder.read("out/results.json")) as? [Any]
        #expect(results?.count == 5)
        #expect(outcome.output.contains("2 instances drawn (score above \(between)), 5 with a score above 0.0 listed"))
        let document = try await predict("a.png", "--draw-score", between, "--json", "--output", "again").json
        #expect(document["drawn"] as? Int == 2 && document["instances"] as? Int == 5)
    }

    /// By default 0.5 decides what is drawn, and the model's 0.05 what is listed.
    @Test func theUsualScores() async throws {
        try Samples.writePicture("a.png", in: folder)
        let outcome = try await tool("predict", "a.png", "--weights", "small.safetensors", "--json")
        let document = try outcome.json
        #expect(document["draw_score"] as? Double == 0.5 && document["score"] as? Double == 0.05)
        let one = try await tool("predict", "a.png", "--weights", "small.safetensors", "--json", "--score", "0.3")
        #expect(try one.json["draw_score"] as? Double == 0.3)
        #expect(try one.json["score"] as? Double == 0.3)
    }

    @Test func aSecondRunHasAFolderOfItsOwn() async throws {
        try Samples.writePicture("a.png", in: folder)
        for name in ["predictions", "predictions-2", "predictions-3"] {
            let outcome = try await predict("a.png")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("Results in \(name)\n"))
            #expect(folder.contents(name) == ["a.overlay.png", "results.json"])
        }
    }

    /// 400 pixels become 96: a picture in which nothing is found at less than a quarter of its size.
    @Test func picturesThatAreTooLargeForTheModelAreNoted() async throws {
        try folder.write(Data(), to: "large.png")
        try Samples.picture(width: 400, height: 400).write(toFile: folder.path("large.png"))
        let outcome = try await tool("predict", "large.png", "--weights", "small.safetensors")
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("note: large.png: 400×400 pixels become 96×96"), "\(outcome.errors)")
        #expect(outcome.errors.contains("--scale 1"))
        let whole = try await tool("predict", "large.png", "--weights", "small.safetensors", "--scale", "1", "--json")
        #expect(try whole.json["notes"] as? [String] == [])
        let other = try await tool("predict", "large.png", "--weights", "small.safetensors", "--json")
        #expect(try (other.json["notes"] as? [String])?.count == 1)
    }

    @Test func whatIsShownIsChosen() async throws {
        try Samples.writePicture("a.png", in: folder)
        var pictures: [Data] = []
        for (index, show) in ["masks", "outlines", "boxes", "labels", "scores", "outlines,labels"].enumerated() {
            let outcome = try await predict("a.png", "--show", show, "--format", "overlay", "--output", "\(index)")
            #expect(outcome.status == 0, "\(outcome.errors)")
            pictures.append(try folder.read("\(index)/a.overlay.png"))
        }
        #expect(Set(pictures).count == pictures.count)
    }

    @Test func pictureOfTooManyPixelsNamesTheOption() async throws {
        try Samples.writePicture("a.png", in: folder)
        let outcome = try await predict("a.png", "--max-pixels", "1000")
        #expect(outcome.status == 66)
        #expect(outcome.errors.contains("--max-pixels 6144 admits it"))
        #expect(try await predict("a.png", "--max-pixels", "6144").status == 0)
    }
}
