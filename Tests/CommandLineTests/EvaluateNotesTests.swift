import COCO
import Foundation
import Geometry
import TestSupport
import Testing

/// What `maskrcnn eval` says beside its figures: in words, as JSON and in the report.
struct EvaluateNotesTests {
    let folder: TemporaryFolder
    let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try SmallDataset.write(in: folder)
    }

    private func evaluate(_ more: String...) async throws -> Tool.Outcome {
        try await tool.run(["eval", "--ground-truth", "truth.json", "--results", "results.json"] + more)
    }

    /// The notes, which are the same three times.
    private func notes(_ more: String...) async throws -> [String] {
        let arguments = ["eval", "--ground-truth", "truth.json", "--results", "results.json"] + more
        let text = try await tool.run(arguments)
        #expect(text.status == 0, "\(text.errors)")
        let notes = try #require(try await tool.run(arguments + ["--json", "--no-report"]).json["notes"] as? [String])
        let report = String(decoding: try folder.read("evaluation.html"), as: UTF8.self)
        for note in notes {
            #expect(text.errors.contains("note: \(note)\n"))
            let escaped = note.replacing("&", with: "&amp;").replacing("'", with: "&#39;")
            #expect(report.contains("<li>\(escaped)</li>"), "\(note)")
        }
        return notes
    }

    @Test func nothingIsSaidOfWhatFits() async throws {
        #expect(try await notes() == [])
    }

    @Test func imagesWithMoreObjectsThanCountAreCounted() async throws {
        // Two cats in the first picture, and as many results.
        #expect(
            try await notes("--max-dets", "1") == [
                "1 image has more objects of a class than the 1 result that counts (2 in 1.png), so that not all can be "
                    + "found; 1 result of 1 image beyond the best 1 of a class does not count: --max-dets 2 counts all"
            ])
        #expect(try await notes("--max-dets", "1,2") == [])
        // Whatever the class, the second picture has two objects, too, but one result.
        #expect(
            try await notes("--max-dets", "1", "--class-agnostic") == [
                "2 images have more objects than the 1 result that counts (at most 2 in 1.png), so that not all can be "
                    + "found; 1 result of 1 image beyond the best 1 does not count: --max-dets 2 counts all"
            ])
    }

    @Test func aModelKeepsWhatItFindsAndSaysWhatDoesNotCount() async throws {
        try Samples.writeWeights(in: folder)
        let arguments = [
            "eval", "--ground-truth", "truth.json", "--weights", "small.safetensors", "--images", "images", "--json",
            "--no-report",
        ]
        let outcome = try await tool.run(arguments + ["--max-dets", "1", "--save-results", "predicted.json"])
        let notes = try #require(try outcome.json["notes"] as? [String])
        #expect(
            notes.contains {
                $0.contains("do not count (the model finds up to 100 in an image): --max-dets 100 counts all")
            }, "\(notes)")
        let found = try [DetectionResult](contentsOfFile: folder.path("predicted.json"))
        #expect(found.count > 6)
        // A limit above the model's own is the model's, too.
        let more = try await tool.run(arguments + ["--max-dets", "600", "--save-results", "more.json"])
        #expect((try more.json["notes"] as? [String])?.contains { $0.contains("--max-dets") } == false)
    }

    @Test func resultsThatNumberTheImagesAreTold() async throws {
        // By name the last picture is the first.
        var dataset = SmallDataset.dataset
        for (index, name) in ["2.png", "3.png", "1.png"].enumerated() { dataset.images[index].fileName = name }
        try dataset.write(toFile: folder.path("truth.json"))
        var results = try SmallDataset.results()
        for index in results.indices { results[index].imageID = results[index].imageID % 3 + 1 }
        try results.write(toFile: folder.path("results.json"))
        // The second cat of the first picture happens to lie on one of the second.
        let notes = try await notes()
        #expect(notes.count == 1)
        #expect(
            notes.first?.hasPrefix(
                "the results seem to number the images and not to name their ids: as places in the order of the pictures' "
                    + "names, from 1, AP50 is 0.832 instead of ") == true, "\(notes)")
        #expect(notes.first?.hasSuffix("(predict --image-ids truth.json writes the data set's)") == true)
    }

    @Test func idsThatAreNoneOfTheDataSetAreTold() async throws {
        var dataset = SmallDataset.dataset
        for index in dataset.images.indices { dataset.images[index].id += 1000 }
        for index in dataset.annotations.indices { dataset.annotations[index].imageID += 1000 }
        try dataset.write(toFile: folder.path("truth.json"))
        let outcome = try await evaluate("--no-report")
        #expect(outcome.status == 65)
        #expect(
            outcome.errors.contains(
                "None of the results' 3 image ids (1, 2, 3) is the data set's (1001, 1002, 1003). The results seem to "
                    + "number the images and not to name their ids: as places in the order of the pictures' names, from 1, AP50 is "
                    + "0.832"), "\(outcome.errors)")
    }

    @Test func categoriesThatAreOthersAreTold() async throws {
        var results = try SmallDataset.results()
        for index in results.indices { results[index].categoryID -= 1 }
        try results.write(toFile: folder.path("results.json"))
        let shifted = try await notes()
        #expect(shifted.count == 2, "\(shifted)")
        #expect(shifted.first == "3 results of categories that the data set does not have were left out")
        #expect(
            shifted.last
                == "the results seem to have other category ids than the data set: as places in the order of ids, from 0, "
                + "AP50 is 0.832 instead of 0.000")
        for index in results.indices { results[index].categoryID += 17 }
        try results.write(toFile: folder.path("results.json"))
        let none = try await notes()
        #expect(
            none.first == "no result is of a category that the data set has: theirs are 17, 18, the data set's 1, 2")
        #expect(none.last?.contains("whatever the category AP50 is") == true, "\(none)")
    }

    @Test func resultsOfOtherPicturesAreTold() async throws {
        var results = try [SmallDataset.result(image: 1, category: 1, x: 70, score: 0.9)]
        results[0].box = AnnotationBox(x: 70, y: 40, width: 40, height: 20)
        try results.write(toFile: folder.path("results.json"))
        #expect(
            try await notes("--iou-type", "bbox") == [
                "of 1 result, none is on an object of its category (IoU 0.50): are they of these images?",
                "1 of 1 box ends outside the image: were they found in pictures of another size?",
            ])
    }

    @Test func masksOfSwappedSidesAreTold() async throws {
        let size = ImageSize(width: SmallDataset.size.height, height: SmallDataset.size.width)
        var builder = try RunLengthMask.Builder(size: size)
        try builder.append(column: 5, rows: 3..<9)
        let mask = Segmentation.runLengths(builder.finish(), isCompressed: true)
        try [DetectionResult(imageID: 1, categoryID: 1, score: 0.9, box: nil, segmentation: mask)].write(
            toFile: folder.path("results.json"))
        let outcome = try await evaluate("--no-report")
        #expect(outcome.status == 65)
        #expect(
            outcome.errors.contains(
                "In 1 of the results' 1 mask, width and height are swapped: COCO's size is [height, width]."),
            "\(outcome.errors)")
    }

    @Test func crowdsAloneAreTold() async throws {
        var dataset = SmallDataset.dataset
        for index in dataset.annotations.indices { dataset.annotations[index].isCrowd = true }
        try dataset.write(toFile: folder.path("truth.json"))
        #expect(try await notes() == ["all 4 annotations are crowds (iscrowd 1), so there is nothing to find"])
        dataset.annotations[0].isCrowd = false
        dataset.annotations[1].imageID = 9
        try dataset.write(toFile: folder.path("truth.json"))
        #expect(
            try await notes() == ["left out: 1 annotation of images or categories that the data set does not list"])
    }

    @Test func otherResultsHaveNotesOfTheirOwn() async throws {
        var others = try SmallDataset.results()
        for index in others.indices { others[index].categoryID += 20 }
        try others.write(toFile: folder.path("other.json"))
        let notes = try await notes("--compare", "other.json", "--bootstrap", "5")
        #expect(notes.first?.hasPrefix("other.json: no result is of a category") == true, "\(notes)")
    }
}
