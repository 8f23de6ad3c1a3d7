import COCO
import Geometry
import Imaging
import TestSupport
import TrainingData

/// Pictures in a temporary folder whose objects each have a colour and a category that nothing else has.
final class ColoredScenes {
    let folder: TemporaryFolder
    private(set) var dataset = Dataset()

    /// Pictures of some sizes with a number of ellipses and rings in each, some of which hide parts of others.
    init(sizes: [ImageSize], objects: Int, seed: UInt64) throws {
        folder = try TemporaryFolder()
        var generator = SeededGenerator(seed: seed)
        for (index, size) in sizes.enumerated() { try add(index, size, objects, &generator) }
    }

    var source: TrainingSet.Source { TrainingSet.Source(dataset, imageFolder: folder.path, name: "scenes.json") }

    func set(_ options: TrainingSet.Options = .init()) throws -> TrainingSet {
        try TrainingSet([source], options: options)
    }

    /// The colour of a label: no two labels below 60,000 have the same, and none is black.
    static func color(_ label: Int) -> Color {
        Color(red: UInt8(20 + label % 200), green: UInt8(20 + label / 200 % 200), blue: 77)
    }

    private func add(_ index: Int, _ size: ImageSize, _ objects: Int, _ generator: inout SeededGenerator) throws {
        var masks: [RunLengthMask] = []
        for number in 0..<objects {
            let width = Int.random(in: 3...max(4, size.width / 2), using: &generator)
            let height = Int.random(in: 3...max(4, size.height / 2), using: &generator)
            let x = Int.random(in: -width / 3...(size.width - width / 2), using: &generator)
            let y = Int.random(in: -height / 3...(size.height - height / 2), using: &generator)
            let mask = try Self.ellipse(size, x: x, y: y, width, height, ring: number % 3 == 2)
            masks = try masks.map { try $0.subtracting(mask) } + [mask]
        }
        var image = try Image(size: size, filledWith: .black)
        for mask in masks where !mask.isEmpty {
            let label = dataset.categories.count + 1
            dataset.categories.append(ObjectCategory(id: label * 3, name: "object \(label)"))
            mask.forEachRun { column, rows in for row in rows { image[column, row] = Self.color(label) } }
            dataset.annotations.append(
                Annotation(
                    id: 1000 + label, imageID: index + 1, categoryID: label * 3,
                    box: mask.boundingBox.map { AnnotationBox($0) }, area: Double(mask.area),
                    segmentation: .runLengths(mask, isCompressed: true)))
        }
        let name = "scene\(index).png"
        _ = try folder.add(name, image.encoded(as: .png))
        dataset.images.append(DatasetImage(id: index + 1, fileName: name, size: size))
    }

    private static func ellipse(
        _ size: ImageSize, x: Int, y: Int, _ width: Int, _ height: Int, ring: Bool
    ) throws -> RunLengthMask {
        var bitmap = [UInt8](repeating: 0, count: size.area)
        for row in 0..<size.height {
            for column in 0..<size.width {
                let across = (Double(column - x) + 0.5) / Double(width) * 2 - 1
                let down = (Double(row - y) + 0.5) / Double(height) * 2 - 1
                let distance = across * across + down * down
                if distance < 1, !ring || distance > 0.25 { bitmap[row * size.width + column] = 1 }
            }
        }
        return try RunLengthMask(bitmap: bitmap, size: size)
    }
}

/// A set of one picture, `size` pixels of black, with objects given as masks or polygons.
func singleImageSet(
    _ size: ImageSize, in folder: TemporaryFolder, segmentations: [Segmentation], boxes: [AnnotationBox?] = [],
    crowds: Set<Int> = []
) throws -> TrainingSet {
    let image = try Image(size: size, filledWith: .black)
    _ = try folder.add("a.png", image.encoded(as: .png))
    let annotations = segmentations.enumerated().map { index, segmentation in
        Annotation(
            id: index + 1, imageID: 7, categoryID: 1, box: boxes.indices.contains(index) ? boxes[index] : nil,
            area: nil,
            segmentation: segmentation, isCrowd: crowds.contains(index))
    }
    let dataset = Dataset(
        images: [DatasetImage(id: 7, fileName: "a.png", size: size)], annotations: annotations,
        categories: [ObjectCategory(id: 1, name: "thing")])
    return try TrainingSet([TrainingSet.Source(dataset, imageFolder: folder.path, name: "single.json")])
}
