import COCO
import Datasets
import Geometry
import Imaging
import Testing

@Suite struct InstanceMaskImportTests {
    @Test func pennFudanHasFoldersAndASuffix() throws {
        try SampleFolder.with { folder in
            try folder.addImage("PNGImages/FudanPed00010.png")
            try folder.addImage("PNGImages/FudanPed00009.png")
            try folder.addLabels("PedMasks/FudanPed00009_mask.png", "11....", "11..22", "....22", "......")
            try folder.addLabels("PedMasks/FudanPed00010_mask.png", "......", ".33...", "......", "......")
            try folder.add("readme.txt", text: "A database of pedestrians.\n")
            let imported = try Dataset.importing(from: folder.path, format: .instanceMasks)
            #expect(imported.problems.isEmpty)
            #expect(imported.imageFolder == folder("PNGImages"))
            #expect(imported.fileNames == ["FudanPed00009.png", "FudanPed00010.png"])
            #expect(imported.dataset.images.map(\.id) == [1, 2])
            #expect(imported.dataset.images[0].size == ImageSize(width: 6, height: 4))
            #expect(imported.dataset.categories == [ObjectCategory(id: 1, name: "object")])
            #expect(
                try imported.masks(of: "FudanPed00009.png") == [
                    mask("##....", "##....", "......", "......"), mask("......", "....##", "....##", "......"),
                ])
            let last = try #require(imported.dataset.annotations.last)
            #expect(last.id == 3)
            #expect(last.imageID == 2)
            // Columns 1 and 2 of row 1.
            #expect(last.box == AnnotationBox(x: 1, y: 1, width: 2, height: 1))
            #expect(last.area == 2)
        }
    }

    @Test func glasHasBitmapsInOneFolder() throws {
        try SampleFolder.with { folder in
            let palette = (0..<256).flatMap { _ in [9, 9, 9, 0] as [UInt8] }
            for name in ["train_2", "train_10"] {
                try folder.add("\(name).bmp", bitmap([[0, 0, 0], [0, 0, 0]], palette: palette))
                // The first row of the file is the lowest.
                try folder.add("\(name)_anno.bmp", bitmap([[0, 2, 2], [1, 0, 0]], palette: palette))
            }
            let imported = try Dataset.importing(from: folder.path, format: .instanceMasks)
            #expect(imported.problems.isEmpty)
            #expect(imported.fileNames == ["train_2.bmp", "train_10.bmp"])
            #expect(try imported.masks(of: "train_2.bmp") == [mask("#..", "..."), mask("...", ".##")])
        }
    }

    /// An 8-bit Windows bitmap; rows from the lowest.
    private func bitmap(_ rows: [[UInt8]], palette: [UInt8]) -> [UInt8] {
        func number(_ value: Int, _ bytes: Int) -> [UInt8] {
            (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let width = rows[0].count
        let header =
            number(40, 4) + number(width, 4) + number(rows.count, 4) + number(1, 2) + number(8, 2)
            + [UInt8](repeating: 0, count: 24)
        let pixels = rows.flatMap { $0 + [UInt8](repeating: 0, count: (4 - width % 4) % 4) }
        return Array("BM".utf8) + number(0, 8) + number(14 + 40 + palette.count, 4) + header + palette + pixels
    }

    static let namings = [
        ("a.jpg", "masks/a.png"), ("a.JPG", "MASKS/a.PNG"), ("images/a.png", "labels/a.png"), ("a.png", "a.mask.png"),
        ("a.png", "a-mask.png"), ("a.png", "a_label.tif"), ("a.jpg", "mask_a.png"), ("a_img.png", "a_masks.png"),
        ("x/train/image/a.png", "x/train/label/a.png"), ("image_a.png", "mask_a.png"), ("a.png", "a_gt.png"),
    ]

    @Test(arguments: namings)
    func masksAreFoundByManyNames(image: String, label: String) throws {
        try SampleFolder.with { folder in
            try folder.addImage(image)
            try folder.addLabels(label, "1.....", "......", "......", "......")
            let imported = try Dataset.importing(from: folder.path, format: .instanceMasks)
            #expect(imported.problems.isEmpty)
            #expect(imported.dataset.images.count == 1)
            #expect(imported.dataset.annotations.count == 1)
        }
    }

    @Test func theNearestOfMasksWithOneNameIsTaken() throws {
        try SampleFolder.with { folder in
            for part in ["train", "val"] {
                try folder.addImage("\(part)/images/1.png")
                let row = part == "train" ? "1....." : "11...."
                try folder.addLabels("\(part)/masks/1.png", row, "......", "......", "......")
            }
            let imported = try Dataset.importing(from: folder.path, format: .instanceMasks)
            #expect(imported.problems.isEmpty)
            #expect(imported.fileNames == ["train/images/1.png", "val/images/1.png"])
            #expect(imported.dataset.annotations.map(\.area) == [1, 2])
        }
    }

    @Test func whatHasNoPartnerOrTwoIsNamed() throws {
        try SampleFolder.with { folder in
            for name in ["a", "b", "c"] { try folder.addImage("images/\(name).png") }
            for name in ["a", "b_mask", "b_label", "d"] {
                try folder.addLabels("masks/\(name).png", "1.....", "......", "......", "......")
            }
            let imported = try Dataset.importing(from: folder.path, format: .instanceMasks)
            #expect(imported.fileNames == ["a.png"])
            #expect(
                Set(imported.messages(in: folder)) == [
                    "images/b.png: expected one mask for it, found masks/b_label.png, masks/b_mask.png (image skipped)",
                    "images/c.png: expected one mask for it, found none (image skipped)",
                    "masks/b_label.png: expected one image for the mask, found images/b.png, which other files claim (object skipped)",
                    "masks/b_mask.png: expected one image for the mask, found images/b.png, which other files claim (object skipped)",
                    "masks/d.png: expected one image for the mask, found none (object skipped)",
                ])
        }
    }

    @Test func oneBadMaskDoesNotStopTheOthers() throws {
        try SampleFolder.with { folder in
            for name in ["a", "b", "c", "d"] { try folder.addImage("images/\(name).png") }
            try folder.addLabels("masks/a.png", "1....", ".....")
            try folder.add("masks/b.png", text: "no picture")
            try folder.addLabels("masks/c.png", "......", "......", "......", "......")
            try folder.addLabels("masks/d.png", "......", "......", "......", "...7..", depth: .bits16)
            let imported = try Dataset.importing(from: folder.path, format: .instanceMasks)
            // An empty mask is an image without objects.
            #expect(imported.fileNames == ["c.png", "d.png"])
            #expect(imported.dataset.annotations.map(\.imageID) == [2])
            let messages = imported.messages(in: folder)
            try #require(messages.count == 2)
            #expect(messages[0].hasPrefix("masks/a.png: expected 6×4 pixels, as "))
            #expect(messages[0].hasSuffix("images/a.png has, found 5×2 (image skipped)"))
            #expect(messages[1].hasPrefix("masks/b.png: not an image; expected JPEG"))
        }
    }

    @Test func coloursAreIdentities() throws {
        try SampleFolder.with { folder in
            try folder.addImage("images/a.png", 3, 1)
            // 1 + 0 + 0 and 0 + 256 + 0: they would be one object if only one channel were read.
            let colors = try Image(size: ImageSize(width: 3, height: 1), pixels: [1, 0, 0, 0, 1, 0, 0, 0, 0])
            try folder.add("masks/a.png", colors.encoded(as: .png))
            let imported = try Dataset.importing(from: folder.path, format: .instanceMasks)
            #expect(try imported.masks(of: "a.png") == [mask("#.."), mask(".#.")])
        }
    }

    @Test func optionsSplitFilterAndIgnore() throws {
        try SampleFolder.with { folder in
            try folder.addImage("images/a.png")
            try folder.addLabels("masks/a.png", "1..11.", ".1.11.", "......", "2.99.2")
            var options = ImportOptions()
            options.categoryNames = ["nucleus"]
            options.ignoredValues = [9]
            options.splitsRegions = true
            func areas() throws -> [Double?] {
                try Dataset.importing(from: folder.path, format: .instanceMasks, options: options).dataset.annotations
                    .map(\.area)
            }
            // Value 1: a diagonal pair and a square; value 2: two single pixels.
            #expect(try areas() == [2, 4, 1, 1])
            options.connectivity = .four
            #expect(try areas() == [1, 1, 4, 1, 1])
            options.minimumArea = 2
            #expect(try areas() == [4])
            options.splitsRegions = false
            #expect(try areas() == [6, 2])
            let imported = try Dataset.importing(from: folder.path, format: .instanceMasks, options: options)
            #expect(imported.dataset.categories.map(\.name) == ["nucleus"])
        }
    }

    @Test func foldersMayBeGiven() throws {
        try SampleFolder.with { folder in
            try folder.addImage("here/a.png")
            try folder.addLabels("there/a.png", "1.....", "......", "......", "......")
            var options = ImportOptions()
            options.imageFolder = folder("here")
            let imported = try Dataset.importing(from: folder("there"), format: .instanceMasks, options: options)
            #expect(imported.dataset.annotations.count == 1)
            #expect(imported.imageFolder == folder("here"))
        }
    }

    @Test func nothingLeftIsAnError() throws {
        try SampleFolder.with { folder in
            #expect(
                throws: DatasetError.layout(file: folder.path, expected: "images with masks or labels", found: "none")
            ) { try Dataset.importing(from: folder.path, format: .instanceMasks) }
            try folder.addImage("a.png")
            #expect(throws: DatasetError.layout(file: folder("a.png"), expected: "one mask for it", found: "none")) {
                try Dataset.importing(from: folder.path, format: .instanceMasks)
            }
            #expect {
                try Dataset.importing(from: folder("none"), format: .instanceMasks)
            } throws: {
                "\($0)".contains("none: the folder cannot be listed")
            }
        }
    }
}
