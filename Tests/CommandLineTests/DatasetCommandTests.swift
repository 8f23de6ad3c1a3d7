import COCO
import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

/// `maskrcnn dataset`.
struct DatasetCommandTests {
    let folder: TemporaryFolder
    let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try SmallDataset.write(in: folder)
    }

    @Test func infoCounts() async throws {
        let outcome = try await tool("dataset", "info", "truth.json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("images                3, 1 without objects\n"))
        #expect(outcome.output.contains("segmentations         4 polygons\n"))
        let json = try await tool("dataset", "info", "truth.json", "--json").json
        #expect(json["annotations"] as? Int == 4)
        let categories = try #require(json["categories"] as? [[String: Any]])
        #expect(categories.map { $0["objects"] as? Int } == [3, 1])
    }

    @Test func aSoundDataSetHasNoErrors() async throws {
        let outcome = try await tool("dataset", "check", "truth.json", "--images", "images")
        #expect(outcome.status == 0, "\(outcome.output)")
    }

    @Test func faultsAreNamedAndMendedInACopy() async throws {
        var broken = SmallDataset.dataset
        broken.annotations[0].box = AnnotationBox(x: 4, y: 10, width: -20, height: 20)
        broken.annotations[1].categoryID = 9
        broken.annotations[3].segmentation = .polygons([[1, 2, 3]])
        broken.images.append(DatasetImage(id: 4, fileName: "lost.png", size: SmallDataset.size))
        try broken.write(toFile: folder.path("broken.json"))
        let before = try folder.read("broken.json")

        let check = try await tool("dataset", "check", "broken.json", "--images", "images")
        #expect(check.status == 65)
        for text in ["annotations[0].bbox", "annotation 2", "annotations[3].segmentation", "lost.png", "--fix"] {
            #expect(check.output.contains(text), "\(check.output)")
        }
        let json = try await tool("dataset", "check", "broken.json", "--images", "images", "--json").json
        let faults = try #require(json["faults"] as? [[String: Any]])
        #expect(faults.contains { $0["annotation_id"] as? Int == 2 && $0["mendable"] as? Bool == true })

        let fixed = try await tool("dataset", "check", "broken.json", "--fix", "mended.json")
        #expect(fixed.status == 0, "\(fixed.output)")
        #expect(try folder.read("broken.json") == before)
        let mended = try Dataset(contentsOfFile: folder.path("mended.json"))
        #expect(mended.annotations[0].box == AnnotationBox(x: 4, y: 10, width: 20, height: 20))
        #expect(mended.annotations.map(\.id) == [1, 3, 4])
        #expect(try await tool("dataset", "check", "broken.json", "--fix", "mended.json").status == 73)
        #expect(try await tool("dataset", "check", "broken.json", "--fix", "broken.json").status == 73)
    }

    @Test func anImageInTrainAndValIsFound() async throws {
        let outcome = try await tool("dataset", "check", "truth.json", "truth.json", "--images", "images")
        #expect(outcome.status == 65)
        #expect(outcome.output.contains("1.png"))
    }

    @Test(arguments: ["instance-masks", "binary-masks", "labelme", "yolo", "voc"])
    func dataSetsGoThereAndBack(format: String) async throws {
        let out = try await tool(
            "dataset", "convert", "truth.json", "--images", "images", "--to", format, "--output", "there",
            "--copy-images")
        #expect(out.status == 0, "\(out.errors)")
        let back = try await tool("dataset", "convert", "there", "--from", format, "--output", "back.json")
        // An image without objects leaves nothing where each object has a file.
        #expect(back.status == 0 || format == "binary-masks", "\(back.errors)")
        let dataset = try Dataset(contentsOfFile: folder.path("back.json"))
        #expect(dataset.annotations.count == 4)
        let boxes = dataset.annotations.compactMap(\.box)
        for (box, x) in zip(boxes.sorted { ($0.x, $0.y) < ($1.x, $1.y) }, [4.0, 4, 40, 40]) {
            #expect(abs(box.x - x) <= 1 && abs(box.width - 20) <= 1)
        }
    }

    @Test func masksOfAFolderBecomeADataSet() async throws {
        for name in ["a", "b"] {
            try Samples.writePicture("cells/\(name).png", in: folder)
            var values = [UInt16](repeating: 0, count: 96 * 64)
            for y in 10..<20 {
                for x in 5..<25 { values[y * 96 + x] = 1 }
                for x in 50..<60 { values[y * 96 + x] = 2 }
            }
            try GrayImage(size: SmallDataset.size, depth: .bits8, values: values)
                .write(toFile: folder.path("cells/\(name)_mask.png"))
        }
        let outcome = try await tool("dataset", "convert", "cells", "--names", "cell")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("2 images, 4 objects, 1 class: cells.json\n"))
        let dataset = try Dataset(contentsOfFile: folder.path("cells.json"))
        #expect(dataset.annotations.map(\.area) == [200, 100, 200, 100])
        #expect(dataset.categories.map(\.name) == ["cell"])
        #expect(try await tool("dataset", "convert", "cells").status == 73)
        #expect(try await tool("dataset", "convert", "nothing").status == 66)
    }

    @Test func splitsKeepAllImagesOnce() async throws {
        let outcome = try await tool("dataset", "split", "truth.json", "--into", "train=2,val=1", "--output", "parts")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let parts = try ["train", "val"].map { try Dataset(contentsOfFile: folder.path("parts/\($0).json")) }
        #expect(parts.map(\.images.count) == [2, 1])
        #expect(Set(parts.flatMap(\.images).map(\.id)) == [1, 2, 3])
        let again = try await tool("dataset", "split", "truth.json", "--output", "parts")
        #expect(again.status == 73)
        let folds = try await tool("dataset", "split", "truth.json", "--folds", "3", "--output", "folds", "--json")
        #expect(try #require(folds.json["parts"] as? [Any]).count == 6)
    }

    @Test func sharesThatDoNotAddUp() async throws {
        let wrong = try await tool("dataset", "split", "truth.json", "--into", "train=0.8,val=0.4", "--output", "p")
        #expect(wrong.status == 64)
        #expect(wrong.errors.contains("the shares add up to 1.2"))
        #expect(!folder.has("p"))
        let proportions = try await tool("dataset", "split", "truth.json", "--into", "train=2,val=1", "--output", "p")
        #expect(proportions.errors.contains("train 66.7%, val 33.3%"))
        let whole = try await tool("dataset", "split", "truth.json", "--into", "train=70,val=30", "--output", "q")
        #expect(whole.status == 0 && whole.errors.isEmpty)
        // 0.7 + 0.2 + 0.1 is 0.9999999999999999.
        let rounded = try await tool("dataset", "split", "truth.json", "--into", "a=0.7,b=0.2,c=0.1", "--output", "r")
        #expect(rounded.status == 0 && rounded.errors.isEmpty)
    }

    @Test func annotationsAreDrawn() async throws {
        let outcome = try await tool("dataset", "show", "truth.json", "--images", "images")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try Image(contentsOfFile: folder.path("dataset.png")).size.width > 96)
        let single = try await tool(
            "dataset", "show", "truth.json", "--images", "images", "--ids", "2", "--output", "drawn")
        #expect(single.status == 0, "\(single.errors)")
        #expect(folder.contents("drawn") == ["2_2.png"])
        let drawn = try Image(contentsOfFile: folder.path("drawn/2_2.png"))
        let plain = try Image(contentsOfFile: folder.path("images/2.png"))
        #expect(drawn.size == plain.size)
        #expect(drawn[14, 20] != plain[14, 20])
        #expect(drawn[80, 50] == plain[80, 50])
    }

    @Test func whatTrainingSeesIsDrawn() async throws {
        let sheet = try await tool(
            "dataset", "show", "truth.json", "--images", "images", "--augmented", "--augmentation", "multi-scale",
            "--epochs",
            "2", "--count", "2", "--output", "augmented.png")
        #expect(sheet.status == 0, "\(sheet.errors)")
        #expect(try Image(contentsOfFile: folder.path("augmented.png")).size.width > 96)
        let single = try await tool(
            "dataset", "show", "truth.json", "--images", "images", "--augmented", "--augmentation", "none", "--ids",
            "2",
            "--output", "seen")
        #expect(single.status == 0, "\(single.errors)")
        #expect(folder.contents("seen") == ["2_2.png"])
        // 96×64 to a short side of 800 would have a long one of 1200.
        #expect(
            try Image(contentsOfFile: folder.path("seen/2_2.png")).size == ImageSize(width: 1200, height: 800))
        let alone = try await tool(
            "dataset", "show", "truth.json", "--images", "images", "--augmentation", "flip")
        #expect(alone.status == 64)
        let missing = try await tool("dataset", "show", "truth.json", "--images", "nowhere", "--augmented")
        #expect(missing.status == 65)
    }
}

extension DatasetCommandTests {
    @Test func runLengthsBecomePolygonsInOneFile() async throws {
        var dataset = SmallDataset.dataset
        dataset.annotations = try SmallDataset.results().enumerated().map { index, result in
            Annotation(
                id: index + 1, imageID: result.imageID, categoryID: result.categoryID,
                box: AnnotationBox(x: 4, y: 10, width: 20, height: 20), area: 400, segmentation: result.segmentation)
        }
        try dataset.write(toFile: folder.path("rle.json"))
        let outcome = try await tool("dataset", "convert", "rle.json", "--polygons", "--output", "polygons.json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let converted = try Dataset(contentsOfFile: folder.path("polygons.json"))
        #expect(converted.annotations.count == 4)
        for annotation in converted.annotations {
            guard case .polygons(let rings) = annotation.segmentation else {
                Issue.record("annotation \(annotation.id) has no polygons")
                continue
            }
            #expect(rings.count == 1 && rings[0].count == 8, "a square has four corners")
        }
        // Without it nothing changes.
        _ = try await tool("dataset", "convert", "rle.json", "--output", "same.json")
        #expect(try Dataset(contentsOfFile: folder.path("same.json")).annotations == dataset.annotations)
    }

    @Test func whatIsSkippedIsSaidOnceAndCounted() async throws {
        var dataset = SmallDataset.dataset
        for index in 0..<20 {
            var annotation = SmallDataset.annotation(100 + index, image: 1, category: 1, x: 4)
            annotation.segmentation = nil
            dataset.annotations.append(annotation)
        }
        try dataset.write(toFile: folder.path("boxes.json"))
        let outcome = try await tool(
            "dataset", "convert", "boxes.json", "--images", "images", "--to", "binary-masks", "--output", "masks")
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.split(separator: "\n").count { $0.contains("(object skipped)") } == 5, "\(outcome.errors)")
        #expect(outcome.errors.contains("… and 15 more such"))
        #expect(outcome.output.contains("4 objects"), "\(outcome.output)")
    }

    @Test func splitsKeepCopiesTogetherAndSaySo() async throws {
        var dataset = Dataset(categories: [ObjectCategory(id: 1, name: "cell")])
        for id in 1...12 {
            let name = "p\((id - 1) / 3)_png.rf.\(String(repeating: "\(id % 3)", count: 8)).jpg"
            dataset.images.append(DatasetImage(id: id, fileName: name, size: SmallDataset.size))
            dataset.annotations.append(SmallDataset.annotation(id, image: id, category: 1, x: 4))
        }
        try dataset.write(toFile: folder.path("copies.json"))
        let outcome = try await tool(
            "dataset", "split", "copies.json", "--into", "train=0.75,val=0.25", "--output", "parts")
        #expect(outcome.status == 0)
        #expect(outcome.errors.hasPrefix("note: by their names, 12 images come from 4 sources"), "\(outcome.errors)")
        func sources(_ part: String) throws -> Set<Substring> {
            Set(
                try Dataset(contentsOfFile: folder.path("parts/\(part).json")).images.compactMap {
                    $0.fileName?.prefix(2)
                })
        }
        #expect(try sources("train").isDisjoint(with: sources("val")))
        #expect(try sources("val").count == 1)
        let free = try await tool(
            "dataset", "split", "copies.json", "--into", "train=0.75,val=0.25", "--output", "free", "--part-copies")
        #expect(free.errors.contains("may come into different parts"), "\(free.errors)")
    }

    @Test func checkAndEvalNameWhatMarksNothing() async throws {
        var dataset = SmallDataset.dataset
        dataset.annotations[0].segmentation = .polygons([[4, 10], [24, 10], [24, 30], [4, 30]])
        try dataset.write(toFile: folder.path("points.json"))
        let check = try await tool("dataset", "check", "points.json")
        #expect(check.status == 65 && check.output.contains("4 single points"), "\(check.output)")
        let eval = try await tool("eval", "--ground-truth", "points.json", "--results", "results.json", "--no-report")
        #expect(eval.status == 65 && eval.errors.contains("(id 1, image 1)"), "\(eval.errors)")
        let mended = try await tool("dataset", "check", "points.json", "--fix", "mended.json")
        #expect(mended.status == 0, "\(mended.output)")
        #expect(try Dataset(contentsOfFile: folder.path("mended.json")).annotations == SmallDataset.dataset.annotations)
        for index in dataset.annotations.indices {
            dataset.annotations[index] = SmallDataset.dataset.annotations[index]
            dataset.annotations[index].isCrowd = true
        }
        try dataset.write(toFile: folder.path("crowds.json"))
        let crowds = try await tool("eval", "--ground-truth", "crowds.json", "--results", "results.json", "--no-report")
        #expect(crowds.status == 0 && crowds.errors.contains(" annotations are crowds (iscrowd 1)"), "\(crowds.errors)")
        #expect(try await tool("dataset", "check", "crowds.json").status == 65)
        let train = try await tool(
            "train", "--train", "crowds.json", "--images", "images", "--model", "tiny", "--dry-run")
        #expect(train.status == 65 && train.errors.contains("all 4 annotations are crowds"), "\(train.errors)")
    }
}
