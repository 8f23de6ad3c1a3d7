import COCO
import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

/// Which pages and channels the commands read.
struct PlaneOptionTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try Samples.writeWeights(in: folder)
    }

    /// One of the channels of the samples' picture.
    private func channel(_ index: Int) throws -> TIFFWriter {
        let picture = try Samples.picture()
        let values = stride(from: index, to: picture.pixels.count, by: 3).map { UInt64(picture.pixels[$0]) }
        return TIFFWriter(width: picture.size.width, height: picture.size.height, values: values)
    }

    /// A file of three pages, which are the picture's channels where XML says so.
    private func writeStack(_ name: String, isOME: Bool = false) throws {
        var file = try channel(0)
        file.followers = [try channel(1), try channel(2)]
        if isOME {
            let xml =
                "<OME><Image><Pixels DimensionOrder=\"XYCZT\" SizeX=\"96\" SizeY=\"64\" SizeC=\"3\" SizeZ=\"1\" SizeT=\"1\">"
                + "<Channel Name=\"DAPI\"/><Channel Name=\"GFP\"/><Channel Name=\"Cy5\"/><TiffData/></Pixels></Image></OME>"
            file.fields = [(270, 2, Array(xml.utf8).map(Int.init) + [0])]
        }
        try folder.write(Data(file.bytes), to: name)
    }

    private func predict(_ arguments: String...) async throws -> Tool.Outcome {
        try await tool.run(
            ["predict"] + arguments + [
                "--weights", "small.safetensors", "--format", "json", "--overwrite", "--score", "0",
                "--max-detections", "5",
            ])
    }

    private func results() throws -> String {
        String(decoding: try folder.read("predictions/results.json"), as: UTF8.self)
    }

    @Test func aPageIsThePictureThatItIs() async throws {
        try writeStack("stack.tif")
        try folder.write(Data(try channel(2).bytes), to: "third.tif")
        #expect(try await predict("third.tif").status == 0)
        let expected = try results()
        let outcome = try await predict("stack.tif", "--page", "2")
        #expect(outcome.status == 0 && !outcome.errors.contains("note: "), "\(outcome.errors)")
        #expect(try results() == expected)
        let unsaid = try await predict("stack.tif")
        #expect(
            unsaid.errors.contains(
                "note: stack.tif has 3 pages or frames, of which the first is read; --page 0 to --page 2"))
        #expect(try results() != expected)
        let missing = try await predict("stack.tif", "--page", "3")
        #expect(missing.status == 66, "\(missing.errors)")
        #expect(missing.errors.contains("stack.tif: page 3 is not in the file: its 3 pages are 0 to 2"))
    }

    @Test func channelsByNumberAndByNameAreColours() async throws {
        try Samples.writePicture("colours.png", in: folder)
        try writeStack("stack.ome.tif", isOME: true)
        #expect(try await predict("colours.png").status == 0)
        let expected = try results()
        for channels in ["0,1,2", "DAPI,gfp,Cy5", "dapi,1,CY5"] {
            let outcome = try await predict("stack.ome.tif", "--channels", channels)
            #expect(outcome.status == 0 && !outcome.errors.contains("note: "), "\(outcome.errors)")
            #expect(try results() == expected, "\(channels)")
        }
        let unsaid = try await predict("stack.ome.tif")
        #expect(unsaid.errors.contains("has 3 grey channels (DAPI, GFP, Cy5), of which the first is read; --channels"))
        let missing = try await predict("stack.ome.tif", "--channels", "mCherry")
        #expect(
            missing.errors.contains("channel mCherry is not in the file: its 3 channels are 0 to 2 (DAPI, GFP, Cy5)"))
    }

    @Test func evaluationAndTrainingReadTheSame() async throws {
        try writeStack("stack.tif")
        try folder.write(Data(try channel(2).bytes), to: "third.tif")
        func dataset(_ file: String) throws {
            var dataset = Dataset(
                images: [DatasetImage(id: 1, fileName: file, size: ImageSize(width: 96, height: 64))],
                categories: [ObjectCategory(id: 1, name: "cat"), ObjectCategory(id: 2, name: "dog")])
            dataset.annotations = [
                Annotation(
                    id: 1, imageID: 1, categoryID: 1, box: AnnotationBox(x: 1, y: 1, width: 20, height: 20), area: 400,
                    segmentation: .polygons([[1, 1, 21, 1, 21, 21, 1, 21]]))
            ]
            try dataset.write(toFile: folder.path("data.json"))
        }
        func saved(_ options: String...) async throws -> Data {
            let outcome = try await tool.run(
                [
                    "eval", "--ground-truth", "data.json", "--images", folder.path(""), "--weights",
                    "small.safetensors",
                    "--no-report", "--save-results", "saved.json", "--overwrite",
                ] + options)
            #expect(outcome.status == 0, "\(outcome.errors)")
            return try folder.read("saved.json")
        }
        try dataset("third.tif")
        let expected = try await saved()
        try dataset("stack.tif")
        #expect(try await saved("--page", "2") == expected)
        #expect(try await saved("--channels", "2") == expected)
        #expect(try await saved("--projection", "max") != expected)
    }

    @Test func whatMakesNoSenseIsUsage() async throws {
        try writeStack("stack.tif")
        for options in [
            ["--page", "1", "--projection", "max"], ["--page", "-1"], ["--channels", "1,2,3,4"], ["--channels", ","],
            ["--projection", "median"], ["--range", "percentile:5"],
        ] {
            let outcome = try await tool.run(["predict", "stack.tif", "--weights", "small.safetensors"] + options)
            #expect(outcome.status == 64, "\(options): \(outcome.errors)")
        }
    }
}
