import COCO
import Datasets
import Foundation
import Geometry
import Imaging
import Testing

@Suite struct ExportTests {
    private let size = ImageSize(width: 4, height: 2)

    private func dataset(_ masks: [RunLengthMask], name: String = "a.png") -> Dataset {
        Dataset(
            images: [DatasetImage(id: 1, fileName: name, size: size)],
            annotations: masks.enumerated().map { index, mask in
                Annotation(
                    id: index + 1, imageID: 1, categoryID: 1, box: nil, area: nil,
                    segmentation: .runLengths(mask, isCompressed: true))
            }, categories: [ObjectCategory(id: 1, name: "it's a <cat>")])
    }

    @Test func smallObjectsLieOverBigOnes() throws {
        try SampleFolder.with { folder in
            let masks = try [mask("#...", "...."), mask("####", "####"), mask("...#", "...."), mask("...#", "....")]
            let report = try dataset(masks).export(to: folder("out"), format: .instanceMasks)
            let labels = try LabelImage(contentsOfFile: folder("out/masks/a.png"))
            // Of the two that are equal, the first has the pixel.
            #expect(labels.values == [1, 2, 2, 3, 2, 2, 2, 2])
            #expect(report.objectCount == 3)
            #expect(
                report.problems.map(\.description) == [
                    "annotation 4 of a.png: expected pixels that smaller objects leave, found none (object skipped)"
                ])
            #expect(try GrayImage(contentsOfFile: folder("out/masks/a.png")).depth == .bits16)
        }
    }

    @Test func nothingIsOverwrittenUnlessTold() throws {
        try SampleFolder.with { folder in
            try folder.add("out/mine.txt", text: "mine")
            let data = try dataset([mask("#...", "....")])
            for format in DatasetFormat.allCases {
                #expect(throws: DatasetError.exists(file: folder("out"))) {
                    try data.export(to: folder("out"), format: format)
                }
            }
            #expect(throws: DatasetError.exists(file: folder("out/mine.txt"))) {
                try data.export(to: folder("out/mine.txt"), format: .coco)
            }
            var options = ExportOptions()
            options.replacesFiles = true
            for _ in 0..<2 { _ = try data.export(to: folder("out"), format: .yolo, options: options) }
            #expect(try String(contentsOfFile: folder("out/mine.txt"), encoding: .utf8) == "mine")
            let names = try FileManager.default.subpathsOfDirectory(atPath: folder("out")).sorted()
            #expect(names == ["data.yaml", "labels", "labels/a.txt", "mine.txt"])
        }
    }

    @Test func namesStayInsideTheFolder() throws {
        try SampleFolder.with { folder in
            let data = try dataset([mask("#...", "....")], name: "../../x/./b.jpg")
            _ = try data.export(to: folder("out"), format: .instanceMasks)
            #expect(FileManager.default.fileExists(atPath: folder("out/masks/x/b.png")))
        }
    }

    @Test func imagesOfOneNameAreRefused() throws {
        try SampleFolder.with { folder in
            var data = dataset([])
            data.images.append(DatasetImage(id: 2, fileName: "A.jpg", size: size))
            #expect {
                try data.export(to: folder("out"), format: .yolo)
            } throws: {
                "\($0)"
                    == "A.jpg: expected images whose names differ by more than capitals and extensions, found a.png too"
            }
            #expect(!FileManager.default.fileExists(atPath: folder("out")))
        }
    }

    @Test func whatIsNoOutlineIsSkippedByID() throws {
        try SampleFolder.with { folder in
            var data = try dataset([mask("##..", "##.."), mask("....", "....")])
            data.annotations[1].segmentation = .polygons([[0, 0], [2, 0], [2, 2]])
            data.annotations[1].box = AnnotationBox(x: 0, y: 0, width: 2, height: 2)
            for format in [DatasetFormat.yolo, .labelMe, .instanceMasks, .binaryMasks] {
                let report = try data.export(to: folder(format.rawValue), format: format)
                #expect(report.objectCount == 1, "\(format)")
                #expect(
                    report.problems.map(\.description) == [
                        "annotation 2: expected polygons of three points or more, found 3 single points; an outline is one list "
                            + "of all its coordinates, [[x, y, x, y, x, y, …]] (object skipped)"
                    ])
            }
            // A list of nothing is what programs write where there is a box alone.
            data.annotations.removeFirst()
            data.annotations[0].segmentation = .polygons([[]])
            let boxes = try data.export(to: folder("boxes"), format: .yolo)
            #expect(boxes.objectCount == 1 && boxes.problems.isEmpty)
            #expect(
                try String(contentsOfFile: folder("boxes/labels/a.txt"), encoding: .utf8)
                    == "0 0.2500000 0.5000000 0.5000000 1\n")
        }
    }

    @Test func runLengthsBecomePolygonsAndBack() throws {
        var data = try dataset([mask("##..", "##.."), mask("...#", "...#"), mask("..#.", "....")])
        data.annotations[2].isCrowd = true
        let polygons = data.converting(to: .polygons(tolerance: 0))
        #expect(polygons.problems.isEmpty)
        guard case .polygons(let rings) = polygons.dataset.annotations[0].segmentation else {
            Issue.record("no polygons")
            return
        }
        #expect(Set(rings.map { Set($0) }) == [[0, 2]])
        // By definition crowds are run lengths.
        #expect(polygons.dataset.annotations[2].segmentation == data.annotations[2].segmentation)
        let back = polygons.dataset.converting(to: .runLengths).dataset
        #expect(back.annotations.map(\.segmentation) == data.annotations.map(\.segmentation))
    }

    @Test func crowdsAndObjectsWithoutPixelsAreNamed() throws {
        try SampleFolder.with { folder in
            var data = try dataset([mask("#...", "...."), mask(".#..", "....")])
            data.annotations[0].isCrowd = true
            data.annotations[1].segmentation = nil
            data.annotations[1].box = AnnotationBox(x: 1, y: 0, width: 1.5, height: 1)
            let masks = try data.export(to: folder("masks"), format: .binaryMasks)
            #expect(masks.objectCount == 0)
            #expect(
                masks.problems.map { "\($0)".replacingOccurrences(of: folder.path + "/", with: "") } == [
                    "masks: expected single objects, found 1 crowd, which the format cannot tell (object skipped)",
                    "annotation 2: expected pixels, found none (object skipped)",
                ])
            // 1 to 2.5 of four columns: the centre is 1.75 / 4, the width 1.5 / 4; half of the height of two rows.
            #expect(try data.export(to: folder("yolo"), format: .yolo).objectCount == 1)
            #expect(
                try String(contentsOfFile: folder("yolo/labels/a.txt"), encoding: .utf8)
                    == "0 0.4375000 0.2500000 0.3750000 0.5000000\n")
            // Fractions go outwards: columns 2 and 3, counted from 1.
            _ = try data.export(to: folder("voc"), format: .voc)
            let voc = try Dataset.importing(
                from: folder("voc"), format: .voc,
                options: {
                    try folder.addImage("images/a.png", 4, 2)
                    var options = ImportOptions()
                    options.imageFolder = folder("images")
                    return options
                }())
            #expect(voc.dataset.annotations.map(\.box) == [AnnotationBox(x: 1, y: 0, width: 2, height: 1)])
            #expect(voc.categoryNames == ["it's a <cat>"])
        }
    }

    @Test func boxesAmongPolygonsBecomePolygons() throws {
        try SampleFolder.with { folder in
            var data = try dataset([mask("##..", "##.."), mask("....", "....")])
            data.annotations[1].segmentation = nil
            data.annotations[1].box = AnnotationBox(x: 2, y: 0, width: 2, height: 1)
            _ = try data.export(to: folder("out"), format: .yolo)
            let lines = try String(contentsOfFile: folder("out/labels/a.txt"), encoding: .utf8).split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines.last == "0 0.5000000 0.0000000 1 0.0000000 1 0.5000000 0.5000000 0.5000000")
        }
    }

    @Test func sizesComeFromImagesWhereTheDataSetHasNone() throws {
        try SampleFolder.with { folder in
            var data = try dataset([mask("#...", "....")])
            data.images[0].size = nil
            #expect(
                try data.export(to: folder("none"), format: .yolo).problems.map(\.description) == [
                    "image 1: expected a width and height, found none (image skipped)"
                ])
            try folder.addImage("images/a.png", 4, 2)
            var options = ExportOptions()
            options.imageFolder = folder("images")
            #expect(try data.export(to: folder("some"), format: .yolo, options: options).objectCount == 1)
        }
    }

    @Test func settingsThatMakeNoSense() throws {
        try SampleFolder.with { folder in
            let data = dataset([])
            var options = ExportOptions()
            options.copiesImages = true
            #expect {
                try data.export(to: folder("a"), format: .coco, options: options)
            } throws: {
                "\($0)" == "the folder of images should be given where images are copied, but is missing"
            }
            options = ExportOptions()
            options.polygonTolerance = -.infinity
            #expect {
                try data.export(to: folder("a"), format: .yolo, options: options)
            } throws: {
                "\($0)" == "the polygons' tolerance should be 0 or more pixels, but is -inf"
            }
            var imports = ImportOptions()
            imports.categoryNames = ["a", "a"]
            #expect {
                try Dataset.importing(from: folder.path, format: .yolo, options: imports)
            } throws: {
                "\($0)" == "the categories' names should be different from each other, but is a, a"
            }
        }
    }
}
