import COCO
import Datasets
import Geometry
import Imaging
import Testing

@Suite struct BinaryMaskImportTests {
    private let first = ["1.....", "......", "......", "......"]

    private func add(_ names: String..., to folder: SampleFolder) throws {
        for name in names { try folder.addLabels(name, "11....", "......", "......", "......") }
    }

    @Test func dataScienceBowlHasAFolderAnImage() throws {
        try SampleFolder.with { folder in
            for id in ["0a7e", "ff3b"] {
                try folder.addImage("\(id)/images/\(id).png")
                try folder.addLabels("\(id)/masks/1111.png", "11....", "......", "......", "......")
                try folder.addLabels("\(id)/masks/2222.png", "......", "......", "......", "...111")
            }
            let imported = try Dataset.importing(from: folder.path, format: .binaryMasks)
            #expect(imported.problems.isEmpty)
            #expect(imported.fileNames == ["0a7e/images/0a7e.png", "ff3b/images/ff3b.png"])
            #expect(imported.dataset.annotations.map(\.area) == [2, 3, 2, 3])
            #expect(imported.dataset.annotations.map(\.imageID) == [1, 1, 2, 2])
        }
    }

    @Test func resultsOfPredictHaveCategoriesInTheirNames() throws {
        try SampleFolder.with { folder in
            try folder.addImage("pictures/001.jpg")
            try folder.addImage("pictures/002.jpg")
            // 001_person is the first object of 002, and none of 001.
            try add("out/001.masks/001_dog.png", "out/002.masks/001_person.png", to: folder)
            try add("out/002.masks/002_traffic-light.png", to: folder)
            var options = ImportOptions()
            options.imageFolder = folder("pictures")
            let imported = try Dataset.importing(from: folder("out"), format: .binaryMasks, options: options)
            #expect(imported.problems.isEmpty)
            #expect(imported.categoryNames == ["dog", "person", "traffic-light"])
            #expect(imported.dataset.annotations.map(\.imageID) == [1, 2, 2])
            // A listed name is found in spite of the characters that a file's name cannot have.
            options.categoryNames = ["person", "traffic light", "dog"]
            let listed = try Dataset.importing(from: folder("out"), format: .binaryMasks, options: options)
            #expect(listed.dataset.annotations.map(\.categoryID) == [3, 1, 2])
        }
    }

    @Test func numbersMayFollowTheImagesName() throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.jpg")
            try folder.addImage("a_b.jpg")
            try add("a_1.png", "a_2.png", "a_b_1.png", "a_b_mask2.png", to: folder)
            let imported = try Dataset.importing(from: folder.path, format: .binaryMasks)
            #expect(imported.problems.isEmpty)
            #expect(imported.fileNames == ["a.jpg", "a_b.jpg"])
            #expect(imported.dataset.annotations.map(\.imageID) == [1, 1, 2, 2])
        }
    }

    @Test func badMasksAreNamedAndTheRestIsKept() throws {
        try SampleFolder.with { folder in
            try folder.addImage("a/images/a.png")
            try folder.addImage("b/images/b.png")
            try add("a/masks/1.png", "lost/masks/9.png", to: folder)
            try folder.addLabels("a/masks/2.png", "......", "......", "......", "......")
            try folder.addLabels("a/masks/3.png", "1")
            let imported = try Dataset.importing(from: folder.path, format: .binaryMasks)
            #expect(imported.dataset.annotations.count == 1)
            let messages = imported.messages(in: folder)
            #expect(
                messages == [
                    "lost/masks/9.png: expected one image for the mask, found none (object skipped)",
                    "b/images/b.png: expected masks for it, found none (image skipped)",
                    "a/masks/2.png: expected pixels of an object, found none (object skipped)",
                    "a/masks/3.png: expected 6×4 pixels, as the image's other masks have, found 1×1 (object skipped)",
                ])
        }
    }

    @Test func theLighterHalfOfABlurredMaskIsTheObject() throws {
        try SampleFolder.with { folder in
            try folder.addImage("a/images/a.png", 32, 32)
            var picture = try Image(size: ImageSize(width: 32, height: 32), filledWith: .black)
            for y in 0..<32 { for x in 0..<16 { picture[x, y] = .white } }
            try folder.add("a/masks/1.jpg", picture.encoded(as: .jpeg, quality: 60))
            let imported = try Dataset.importing(from: folder.path, format: .binaryMasks)
            #expect(imported.dataset.annotations.map(\.area) == [512])
            #expect(imported.dataset.annotations.map(\.box) == [AnnotationBox(x: 0, y: 0, width: 16, height: 32)])
        }
    }
}
