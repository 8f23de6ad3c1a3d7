import ClassMaps
import COCO
import Files
import Geometry
import Testing

@Suite struct ClassMapPainterTests {
    private static let size = ImageSize(width: 4, height: 3)

    /// The pixels of a rectangle, as COCO draws its outline.
    private func object(
        _ id: Int, _ category: Int, _ x: Double, _ y: Double, _ width: Double, _ height: Double, isCrowd: Bool = false
    ) -> Annotation {
        let (right, bottom) = (x + width, y + height)
        return Annotation(
            id: id, imageID: 1, categoryID: category, box: AnnotationBox(x: x, y: y, width: width, height: height),
            area: nil, segmentation: .polygons([[x, y, right, y, right, bottom, x, bottom]]), isCrowd: isCrowd)
    }

    private func dataset(_ annotations: [Annotation], size: ImageSize? = size) -> Dataset {
        Dataset(
            images: [DatasetImage(id: 1, fileName: "a.jpg", size: size)], annotations: annotations,
            categories: [
                ObjectCategory(id: 7, name: "dog"), ObjectCategory(id: 2, name: "cat"),
                ObjectCategory(id: 9, name: "dog"),
            ])
    }

    @Test func objectsHaveTheirClassesAndOverlapsAreIgnored() throws {
        // Columns 0 and 1 are a cat's (2, class 1), rows 1 and 2 of columns 1 and 2 a dog's (9 and 7 are one, class 2).
        let painter = try ClassMapPainter(dataset([object(1, 2, 0, 0, 2, 3), object(2, 9, 1, 1, 2, 2)]))
        #expect(painter.palette.names == ["background", "cat", "dog"])
        #expect(try painter.map(ofImage: 1) == map([[1, 1, 0, 0], [1, 255, 2, 0], [1, 255, 2, 0]]))
        #expect(painter.size(ofImage: 1) == Self.size)
        #expect(painter.notes.isEmpty)
        // Of one class, too.
        let same = try ClassMapPainter(dataset([object(1, 7, 0, 0, 2, 3), object(2, 9, 1, 1, 2, 2)]))
        #expect(try same.map(ofImage: 1) == map([[2, 2, 0, 0], [2, 255, 2, 0], [2, 255, 2, 0]]))
    }

    @Test func smallerObjectsLieOnTop() throws {
        let objects = [object(1, 9, 1, 1, 2, 2), object(2, 2, 0, 0, 2, 3), object(3, 2, 2, 1, 2, 2)]
        let painter = try ClassMapPainter(dataset(objects), overlaps: .smallerOnTop)
        // The first and the last have four pixels each: the last lies on top.
        #expect(try painter.map(ofImage: 1) == map([[1, 1, 0, 0], [1, 2, 1, 1], [1, 2, 1, 1]]))
    }

    @Test func crowdsAreObjectsOrIgnored() throws {
        let objects = [object(1, 2, 0, 0, 2, 3), object(2, 2, 1, 0, 3, 1, isCrowd: true)]
        #expect(
            try ClassMapPainter(dataset(objects)).map(ofImage: 1)
                == map([[1, 255, 1, 1], [1, 1, 0, 0], [1, 1, 0, 0]]))
        #expect(
            try ClassMapPainter(dataset(objects), crowds: .ignored).map(ofImage: 1)
                == map([[1, 1, 255, 255], [1, 1, 0, 0], [1, 1, 0, 0]]))
    }

    @Test func aPaletteChoosesCategoriesByName() throws {
        let objects = [object(1, 2, 0, 0, 2, 3), object(2, 7, 2, 0, 1, 1)]
        let painter = try ClassMapPainter(
            dataset(objects), palette: ClassPalette(names: ["background", "bus", "Dog"]))
        #expect(try painter.map(ofImage: 1) == map([[0, 0, 2, 0], [0, 0, 0, 0], [0, 0, 0, 0]]))
        #expect(
            painter.notes == [
                "the category \"dog\" was taken for the class \"Dog\"",
                "1 object of a category that is no class is not painted: cat",
            ])
        let roads = try ClassMapPainter(dataset(objects), palette: ClassPalette(names: ["cat", "dog"]))
        #expect(try roads.map(ofImage: 1) == map([[0, 0, 1, 255], [0, 0, 255, 255], [0, 0, 255, 255]]))
        #expect {
            try ClassMapPainter(dataset(objects), palette: ClassPalette(names: ["background", "bus"]))
        } throws: {
            "\($0)" == "the data set's categories: expected some of the classes' names, such as bus, found cat, dog"
        }
    }

    @Test func whatCannotBePaintedIsAnError() throws {
        var boxAlone = object(5, 2, 0, 0, 2, 2)
        boxAlone.segmentation = nil
        var point = object(6, 2, 0, 0, 2, 2)
        point.segmentation = .polygons([[1, 1]])
        var otherSize = object(8, 2, 0, 0, 2, 2)
        otherSize.segmentation = .runLengths(
            try RunLengthMask(emptyOfSize: ImageSize(width: 9, height: 9)), isCompressed: true)
        for (annotation, words) in [
            (boxAlone, "annotation 5 (image 1): expected a segmentation to paint, found a box alone"),
            (point, "annotation 6: expected polygons of three points or more"),
            (otherSize, "annotation 8: expected a mask of 4×3 pixels, found 9×9"),
        ] {
            #expect { try ClassMapPainter(dataset([annotation])).map(ofImage: 1) } throws: { "\($0)".hasPrefix(words) }
        }
        #expect { try ClassMapPainter(dataset([])).map(ofImage: 4) } throws: { "\($0)".hasSuffix("found no image") }
        #expect { try ClassMapPainter(dataset([], size: nil)).map(ofImage: 1) } throws: {
            "\($0)".hasSuffix("expected an image with width and height, found neither width nor height")
        }
        #expect(
            try ClassMapPainter(dataset([], size: nil)).map(ofImage: 1, size: Self.size).labels.allSatisfy { $0 == 0 })
        for size in [
            ImageSize(width: -1, height: 2), ImageSize(width: .max, height: 2),
            ImageSize(width: 1 << 30, height: 1 << 30),
        ] {
            #expect(throws: ClassMapError.self) { try ClassMapPainter(dataset([], size: size)).map(ofImage: 1) }
        }
        #expect(throws: ClassMapError.self) { try ClassMapPainter(Dataset()) }
    }
}
