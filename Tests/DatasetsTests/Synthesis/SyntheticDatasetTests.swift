import COCO
import Datasets
import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

/// Data sets of drawn micrographs.
struct SyntheticDatasetTests {
    private var request: SyntheticDataset {
        var request = SyntheticDataset(imageCount: 5)
        request.validationImageCount = 2
        request.minimumSize = ImageSize(width: 80, height: 64)
        request.maximumSize = ImageSize(width: 120, height: 100)
        request.styles = [.fluorescence, .stained, .smear, .brightfield]
        request.seed = 42
        request.options.meanDiameter = 12
        return request
    }

    @Test func aCOCODataSetHasNoFault() throws {
        try SampleFolder.with { folder in
            let parts = try request.write(to: folder("cells"))
            #expect(parts.map(\.name) == ["train", "val"])
            #expect(parts.map(\.path) == [folder("cells/train.json"), folder("cells/val.json")])
            #expect(parts.map(\.dataset.images.count) == [5, 2])
            let sources = try parts.map { part in
                let dataset = try Dataset(contentsOfFile: part.path)
                #expect(dataset == part.dataset)
                return DatasetCheck.Source(name: part.path, dataset: dataset, imageFolder: part.imageFolder)
            }
            let faults = DatasetCheck(sources).faults
            #expect(faults.isEmpty, "\(faults)")
            for part in parts {
                for image in part.dataset.images {
                    let size = try #require(image.size)
                    let file = part.imageFolder + "/" + (image.fileName ?? "")
                    #expect(try Image(contentsOfFile: file).size == size)
                    #expect((80...120).contains(size.width) && (64...100).contains(size.height))
                }
                #expect(part.dataset.categories.map(\.name) == ["nucleus"])
                let info = try #require(part.dataset.otherFields.first { $0.name == "info" })
                #expect(info.json.contains("synthetic") && info.json.contains("\"seed\": 42"))
            }
            let kinds = parts[0].dataset.images.compactMap { $0.otherFields.first { $0.name == "kind" }?.json }
            #expect(kinds == ["fluorescence", "stained", "smear", "brightfield", "fluorescence"].map { "\"\($0)\"" })
        }
    }

    @Test func annotationsAreWhatTheRendererSays() throws {
        try SampleFolder.with { folder in
            let part = try #require(try request.write(to: folder("cells")).first)
            for (renderer, image) in zip(try request.renderers(), part.dataset.images) {
                let micrograph = try renderer.render()
                let annotations = part.dataset.annotations.filter { $0.imageID == image.id }
                #expect(annotations.map(\.segmentation) == micrograph.masks.map { .runLengths($0, isCompressed: true) })
                #expect(annotations.map(\.area) == micrograph.masks.map { Double($0.area) })
                #expect(annotations.map(\.box) == micrograph.boxes.map(AnnotationBox.init))
                let file = part.imageFolder + "/" + (image.fileName ?? "")
                #expect(try Image(contentsOfFile: file) == micrograph.image)
            }
        }
    }

    @Test func partsDoNotChangeWithEachOthersNumbers() throws {
        var larger = request
        larger.imageCount = 9
        larger.validationImageCount = 4
        #expect(try Array(larger.renderers().prefix(5)) == request.renderers())
        #expect(
            try Array(larger.renderers(isForValidation: true).prefix(2)) == request.renderers(isForValidation: true))
        let seeds = try (larger.renderers() + larger.renderers(isForValidation: true)).map(\.seed)
        #expect(Set(seeds).count == 13)
        var other = request
        other.seed = 43
        #expect(try other.renderers() != request.renderers())
    }

    @Test func cellsAndSpindlesAreTwoCategories() throws {
        try SampleFolder.with { folder in
            var request = request
            request.categories = .cellAndSpindle
            request.validationImageCount = 0
            let parts = try request.write(to: folder("cells"))
            #expect(parts.count == 1)
            #expect(parts[0].dataset.categories.map(\.name) == ["cell", "spindle"])
            #expect(parts[0].dataset.categories.map(\.id) == [1, 2])
            let counts = [1, 2].map { id in parts[0].dataset.annotations.count { $0.categoryID == id } }
            #expect(counts.allSatisfy { $0 > 3 }, "\(counts)")
            #expect(throws: DatasetError.self) { try request.write(to: folder("masks"), format: .instanceMasks) }
        }
    }

    /// Masks of numbered pixels, read again, are the masks that were drawn.
    @Test(arguments: [0, 2])
    func instanceMasksComeBack(validationImages: Int) throws {
        try SampleFolder.with { folder in
            var request = request
            request.validationImageCount = validationImages
            let parts = try request.write(to: folder("cells"), format: .instanceMasks)
            #expect(
                parts.map(\.path) == (validationImages == 0 ? [""] : ["/train", "/val"]).map { folder("cells") + $0 })
            for part in parts {
                let format = try DatasetFormat.detect(in: part.path).format
                #expect(format == .instanceMasks)
                let back = try Dataset.importing(from: part.path, format: format)
                #expect(back.problems.isEmpty, "\(back.problems)")
                #expect(masks(of: back.dataset) == masks(of: part.dataset))
            }
        }
    }

    /// Each image's masks, by the image's name.
    private func masks(of dataset: Dataset) -> [String: Set<Segmentation>] {
        var result: [String: Set<Segmentation>] = [:]
        for image in dataset.images {
            let name = image.fileName?.split(separator: "/").last.map(String.init) ?? ""
            result[name] = Set(
                dataset.annotations.filter { $0.imageID == image.id }.compactMap { annotation in
                    guard case .runLengths(let mask, _) = annotation.segmentation else { return nil }
                    return .runLengths(mask, isCompressed: true)
                })
        }
        return result
    }

    @Test func otherFormatsFollowFromCOCO() throws {
        try SampleFolder.with { folder in
            let part = try #require(try request.write(to: folder("cells")).first)
            for format in [DatasetFormat.binaryMasks, .labelMe, .yolo, .voc] {
                var options = ExportOptions()
                options.imageFolder = part.imageFolder
                options.copiesImages = true
                let report = try part.dataset.export(to: folder("\(format)"), format: format, options: options)
                #expect(report.objectCount == part.dataset.annotations.count, "\(format)")
                let back = try Dataset.importing(from: folder("\(format)"), format: format)
                #expect(back.dataset.images.count == 5)
                #expect(back.dataset.annotations.count == part.dataset.annotations.count, "\(format)")
            }
        }
    }

    @Test func nothingIsWrittenOverUnlessTold() throws {
        try SampleFolder.with { folder in
            try folder.add("cells/mine.txt", text: "mine")
            #expect(throws: DatasetError.exists(file: folder("cells"))) { try request.write(to: folder("cells")) }
            _ = try request.write(to: folder("cells"), replacesFiles: true)
            let first = try Data(contentsOf: URL(fileURLWithPath: folder("cells/train.json")))
            _ = try request.write(to: folder("cells"), replacesFiles: true)
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder("cells/train.json"))) == first)
            #expect(try String(contentsOfFile: folder("cells/mine.txt"), encoding: .utf8) == "mine")
        }
    }

    @Test func whatMakesNoSenseIsRefusedBeforeAnythingIsWritten() throws {
        let changes: [(String, (inout SyntheticDataset) -> Void)] = [
            ("the number of images should be 1 to 100000, but is 0", { $0.imageCount = 0 }),
            ("the number of images should be", { $0.imageCount = .max }),
            ("the number of images for validation should be", { $0.validationImageCount = -1 }),
            ("the list of styles should be", { $0.styles = [] }),
            ("the size of images should be", { $0.minimumSize.width = 31 }),
            ("the size of images should be", { $0.maximumSize.height = .max }),
            ("the size of images should be", { $0.maximumSize.height = 63 }),
            ("the coverage should be", { $0.options.coverage = 9 }),
        ]
        try SampleFolder.with { folder in
            for (message, change) in changes {
                var request = request
                change(&request)
                let error = #expect(throws: DatasetError.self) { try request.write(to: folder("cells")) }
                #expect(error?.description.hasPrefix(message) == true, "\(message)")
            }
            let format = #expect(throws: DatasetError.self) { try request.write(to: folder("cells"), format: .yolo) }
            #expect(
                format?.description.hasPrefix("the format of synthetic data should be coco or instance-masks") == true)
            #expect(!FileManager.default.fileExists(atPath: folder("cells")))
        }
    }
}
