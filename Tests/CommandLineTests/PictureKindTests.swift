import COCO
import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

/// What the commands say of pictures that are not read whole, or dark, or turned.
struct PictureKindTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try Samples.writeWeights(in: folder)
    }

    private func predict(_ arguments: String...) async throws -> Tool.Outcome {
        try await tool.run(
            ["predict"] + arguments + ["--weights", "small.safetensors", "--format", "json", "--overwrite"])
    }

    /// The picture of the samples as one channel of 16 bits, every level times a factor.
    private func write(_ name: String, factor: Int, bits: Int = 16, _ change: (inout TIFFWriter) -> Void = { _ in })
        throws
    {
        let picture = try Samples.picture()
        let levels = stride(from: 0, to: picture.pixels.count, by: 3).map { UInt64(Int(picture.pixels[$0]) * factor) }
        var file = TIFFWriter(width: picture.size.width, height: picture.size.height, values: levels)
        file.bits = bits
        change(&file)
        try folder.write(Data(file.bytes), to: name)
    }

    @Test func sixteenBitsThatUseTwelveAreToldOnceAndARangeReadsThem() async throws {
        try write("a.tif", factor: 16)
        try write("b.tif", factor: 4)
        try write("eight.tif", factor: 1, bits: 8)
        let outcome = try await predict("a.tif", "b.tif", "--score", "0")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let note = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("note: ") }
        #expect(note.count == 1, "\(outcome.errors)")
        #expect(note.first?.contains("a.tif has 16 bits, but its largest value is") == true)
        #expect(note.first?.contains("--range percentile") == true)
        #expect(note.first?.contains("(1 other file is like it)") == true)
        let full = try await predict("eight.tif", "--score", "0")
        let expected = try folder.read("predictions/results.json")
        #expect(full.status == 0)
        // Every level times 16, from 0 to 255 times 16.
        let ranged = try await predict("a.tif", "--score", "0", "--range", "0,4080")
        #expect(ranged.status == 0 && !ranged.errors.contains("note: "), "\(ranged.errors)")
        #expect(try folder.read("predictions/results.json") == expected)
        let wrong = try await predict("a.tif", "--range", "9,3")
        #expect(wrong.status == 64 && wrong.errors.contains("--range"), "\(wrong.errors)")
    }

    @Test func fractionsAreRefusedWithTheOptionThatReadsThem() async throws {
        try write("a.tif", factor: 1, bits: 32)
        let refused = try await predict("a.tif")
        #expect(refused.status == 66)
        #expect(refused.errors.contains("whole numbers of 32 bits") && refused.errors.contains("--range percentile"))
        let read = try await predict("a.tif", "--range", "percentile")
        #expect(read.status == 0, "\(read.errors)")
    }

    @Test func pagesAndABlackPictureAreTold() async throws {
        try write("stack.tif", factor: 0, bits: 8) { $0.pages = 3 }
        let outcome = try await predict("stack.tif", "--score", "1")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("note: stack.tif has 3 pages or frames, of which the first is read"))
        #expect(outcome.errors.contains("note: stack.tif is black as it is read, and nothing was found in it"))
        let json = try await predict("stack.tif", "--score", "1", "--json")
        #expect(json.output.contains("\"notes\""))
    }

    /// A picture that is upside down by its EXIF data, in a data set whose other pictures are annotated as stored.
    @Test func turnedPicturesAreReadAsTheDataSetHasThem() async throws {
        try write("upside.tif", factor: 1, bits: 8) { $0.fields = [(274, 3, [3])] }
        try write("side.tif", factor: 1, bits: 8) { $0.fields = [(274, 3, [6])] }
        try write("plain.tif", factor: 1, bits: 8)
        let size = ImageSize(width: 96, height: 64)
        func results(_ name: String, _ options: String...) async throws -> [DetectionResult] {
            let outcome = try await tool.run(
                [
                    "predict", name, "--weights", "small.safetensors", "--format", "json", "--overwrite", "--score",
                    "0",
                    "--max-detections", "5",
                ] + options)
            #expect(outcome.status == 0, "\(outcome.errors)")
            return try [DetectionResult](contentsOfFile: folder.path("predictions/results.json"))
        }
        var dataset = Dataset(
            images: [
                DatasetImage(id: 1, fileName: "upside.tif", size: size),
                DatasetImage(id: 2, fileName: "side.tif", size: size),
            ], categories: [ObjectCategory(id: 1, name: "cat"), ObjectCategory(id: 2, name: "dog")])
        dataset.annotations = [
            Annotation(
                id: 1, imageID: 1, categoryID: 1, box: AnnotationBox(x: 1, y: 1, width: 20, height: 20), area: 400,
                segmentation: .polygons([[1, 1, 21, 1, 21, 21, 1, 21]]))
        ]
        try dataset.write(toFile: folder.path("data.json"))
        let stored = try await results("plain.tif").map(\.box)
        let turned = try await results("upside.tif").map(\.box)
        #expect(stored != turned)
        // With the data set at hand, both pictures are read as they are stored.
        #expect(
            try await tool.run([
                "predict", "upside.tif", "side.tif", "--weights", "small.safetensors", "--format", "json",
                "--overwrite", "--score",
                "0", "--max-detections", "5", "--image-ids", "data.json",
            ]).status == 0)
        let known = try [DetectionResult](contentsOfFile: folder.path("predictions/results.json"))
        #expect(known.filter { $0.imageID == 1 }.map(\.box) == stored)
        #expect(known.filter { $0.imageID == 2 }.map(\.box) == stored)
        let evaluation = try await tool.run([
            "eval", "--ground-truth", "data.json", "--images", folder.path(""), "--weights", "small.safetensors",
            "--no-report", "--save-results", "saved.json",
        ])
        #expect(evaluation.status == 0, "\(evaluation.errors)")
        #expect(evaluation.errors.contains("upside.tif") && evaluation.errors.contains("read as stored"))
        let check = try await tool.run(["dataset", "check", "data.json", "--images", folder.path("")])
        #expect(check.output.contains("as it is stored, as most of the others"), "\(check.output)")
        let train = try await tool.run([
            "train", "--train", "data.json", "--images", folder.path(""), "--dry-run", "--output", "run",
        ])
        #expect(train.errors.contains("read as stored"), "\(train.errors)")
    }
}
