import COCO
import Datasets
import Geometry
import Imaging
import TestSupport
import Testing

/// COCO's format to another and back.
@Suite struct RoundTripTests {
    /// Images of random ellipses, some with holes and some of two parts, in two categories; ellipses of an image do not
    /// overlap, so that every format can hold them.
    private func dataset(using generator: inout SeededGenerator) throws -> Dataset {
        var dataset = Dataset(categories: [ObjectCategory(id: 3, name: "red cell"), ObjectCategory(id: 8, name: "dog")])
        for number in 1...4 {
            let size = ImageSize(
                width: .random(in: 90...130, using: &generator), height: .random(in: 60...80, using: &generator))
            dataset.images.append(DatasetImage(id: number * 10, fileName: "part/im \(number).png", size: size))
            for place in 0..<number {
                let center = (x: 14 + 30 * Double(place % 3), y: 15 + 30 * Double(place / 3))
                let (a, b) = (
                    Double.random(in: 7...12, using: &generator), Double.random(in: 7...12, using: &generator)
                )
                let kind = Int.random(in: 0...2, using: &generator)
                let bitmap = (0..<size.area).map { index -> UInt8 in
                    let (x, y) = (
                        Double(index % size.width) + 0.5 - center.x, Double(index / size.width) + 0.5 - center.y
                    )
                    let radius = x * x / (a * a) + y * y / (b * b)
                    if kind == 1, radius < 0.1 { return 0 }
                    if kind == 2, abs(x) < 1.2 { return 0 }
                    return radius < 1 ? 1 : 0
                }
                let mask = try RunLengthMask(bitmap: bitmap, size: size)
                dataset.annotations.append(
                    Annotation(
                        id: dataset.annotations.count + 1, imageID: number * 10, categoryID: place % 2 == 0 ? 3 : 8,
                        box: mask.boundingBox.map(AnnotationBox.init), area: Double(mask.area),
                        segmentation: .runLengths(mask, isCompressed: true)))
            }
        }
        return dataset
    }

    private func write(_ dataset: Dataset, to folder: SampleFolder) throws {
        for image in dataset.images {
            let size = try #require(image.size)
            try folder.addImage("images/\(image.fileName ?? "")", size.width, size.height)
        }
    }

    private func converted(
        _ dataset: Dataset, _ format: DatasetFormat, in folder: SampleFolder,
        _ change: (inout ImportOptions) -> Void = { _ in }
    ) throws -> ImportedDataset {
        try write(dataset, to: folder)
        var options = ExportOptions()
        options.imageFolder = folder("images")
        options.copiesImages = true
        let report = try dataset.export(to: folder("out"), format: format, options: options)
        #expect(report.problems.isEmpty)
        #expect(report.objectCount == dataset.annotations.count)
        // Label images are instance masks by their files.
        #expect(
            try DatasetFormat.detect(in: folder("out")).format == (format == .labels ? .instanceMasks : format))
        var importOptions = ImportOptions()
        change(&importOptions)
        return try Dataset.importing(from: folder("out"), format: format, options: importOptions)
    }

    @Test(arguments: [DatasetFormat.instanceMasks, .binaryMasks, .labels, .cellpose, .geoJSON, .imageJ])
    func masksComeBackExactly(format: DatasetFormat) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let original = try dataset(using: &generator)
        try SampleFolder.with { folder in
            let result = try converted(original, format, in: folder)
            // Objects in several regions are noted.
            #expect(result.problems.allSatisfy { $0.effect == .note })
            #expect(
                result.dataset.annotations.map(\.segmentation) == original.annotations.map(\.segmentation),
                "seed \(seed)")
            #expect(result.dataset.annotations.map(\.area) == original.annotations.map(\.area))
            #expect(result.dataset.annotations.map(\.box) == original.annotations.map(\.box))
            #expect(result.dataset.images.map(\.size) == original.images.map(\.size))
            if [.geoJSON, .imageJ].contains(format) {
                #expect(
                    result.categoryNames == original.annotations.map { $0.categoryID == 3 ? "red cell" : "dog" })
            }
            if format == .binaryMasks {
                #expect(result.dataset.categories.map(\.name) == ["red cell", "dog"])
                #expect(
                    result.dataset.annotations.map(\.categoryID)
                        == original.annotations.map { $0.categoryID == 3 ? 1 : 2 })
            }
        }
    }

    @Test(arguments: [DatasetFormat.labelMe, .yolo])
    func polygonsComeBackClosely(format: DatasetFormat) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let original = try dataset(using: &generator)
        try SampleFolder.with { folder in
            let result = try converted(original, format, in: folder)
            #expect(result.problems.isEmpty)
            try #require(result.dataset.annotations.count == original.annotations.count, "seed \(seed)")
            for (new, old) in zip(result.dataset.annotations, original.annotations) {
                let iou = try #require(new.mask).iou(with: try #require(old.mask))
                #expect(iou >= 0.95, "annotation \(old.id), seed \(seed)")
            }
            #expect(
                result.categoryNames == original.annotations.map { $0.categoryID == 3 ? "red cell" : "dog" })
        }
    }

    @Test func boxesComeBackExactly() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let original = try dataset(using: &generator)
        try SampleFolder.with { folder in
            let result = try converted(original, .voc, in: folder)
            #expect(result.problems.isEmpty)
            #expect(result.dataset.annotations.map(\.box) == original.annotations.map(\.box), "seed \(seed)")
            #expect(
                result.categoryNames == original.annotations.map { $0.categoryID == 3 ? "red cell" : "dog" })
        }
    }

    @Test func cocoChangesTheFormOfPixels() throws {
        var generator = SeededGenerator(seed: 7)
        let original = try dataset(using: &generator)
        try SampleFolder.with { folder in
            try write(original, to: folder)
            var options = ExportOptions()
            options.imageFolder = folder("images")
            options.copiesImages = true
            _ = try original.export(to: folder("same"), format: .coco, options: options)
            let same = try Dataset.importing(from: folder("same"), format: .coco)
            #expect(same.dataset == original)
            #expect(same.imageFolder == folder("same/images"))
            options.segmentationForm = .polygons(tolerance: 0)
            let report = try original.export(to: folder("polygons"), format: .coco, options: options)
            #expect(report.fileCount == 5)
            let polygons = try Dataset.importing(from: folder("polygons"), format: .coco).dataset
            #expect(
                polygons.annotations.allSatisfy { if case .polygons = $0.segmentation { true } else { false } })
            options.segmentationForm = .runLengths
            _ = try polygons.export(to: folder("back"), format: .coco, options: options)
            let back = try Dataset.importing(from: folder("back"), format: .coco).dataset
            // Without a tolerance no point is dropped, and the rings are drawn as the pixels that they came from.
            #expect(back.annotations.map(\.segmentation) == original.annotations.map(\.segmentation))
        }
    }
}
