import COCO
import Datasets
import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

@Suite struct ImageFileFaultTests {
    private func picture(_ width: Int, _ height: Int, _ color: Color = .white) throws -> Image {
        try Image(size: ImageSize(width: width, height: height), filledWith: color)
    }

    /// Writes a JPEG with an EXIF orientation: a TIFF header with one entry (tag 0x0112, a short) right after the start.
    private func writeTurned(_ image: Image, orientation: UInt8, to path: String) throws {
        try image.write(toFile: path)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let tiff: [UInt8] =
            Array("MM".utf8) + [
                0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
            ]
        let content = Array("Exif".utf8) + [0, 0] + tiff
        let segment: [UInt8] = [0xff, 0xe1, 0, UInt8(content.count + 2)] + content
        try Data(bytes[..<2] + segment + bytes[2...]).write(to: URL(fileURLWithPath: path))
    }

    @Test func aFileOfTheRightSizeIsNoFault() throws {
        try Scratch.with { folder in
            try picture(100, 80).write(toFile: folder.path + "/a.png")
            #expect(faults(soundDataset(), folder: folder.path).isEmpty)
        }
    }

    @Test func missingAndBrokenFilesAreNamed() throws {
        try Scratch.with { folder in
            #expect(faults(soundDataset(), folder: folder.path).map(\.kind) == [.imageFileMissing])
            try Data("no picture".utf8).write(to: folder.appendingPathComponent("a.png"))
            #expect(faults(soundDataset(), folder: folder.path).map(\.kind) == [.imageFileUnreadable])
        }
    }

    @Test func aFileOfAnotherSizeIsNamedAndItsSizeTakenWhereAllFits() throws {
        try Scratch.with { folder in
            try picture(110, 90).write(toFile: folder.path + "/a.png")
            let found = faults(soundDataset(), folder: folder.path)
            #expect(found.map(\.kind) == [.imageSizeDiffers])
            #expect(found.first?.message.contains("100×80") == true)
            #expect(found.first?.message.contains("110×90") == true)
            let result = mended(soundDataset(), folder: folder.path)
            #expect(result.dataset.images[0].size == ImageSize(width: 110, height: 90))
        }
    }

    /// The object ends at x = 40, so that a picture 30 wide is another one than was annotated; and a box that overhangs the
    /// size of the data set is not clipped to it then.
    @Test func aFileThatIsTooSmallIsLeftAlone() throws {
        try Scratch.with { folder in
            try picture(30, 80).write(toFile: folder.path + "/a.png")
            var dataset = soundDataset()
            dataset.annotations[0].segmentation = nil
            dataset.annotations[0].box?.width = 95
            let found = faults(dataset, folder: folder.path)
            #expect(found.map(\.kind) == [.imageSizeDiffers, .boxOverhangs])
            #expect(found.allSatisfy { !$0.isMendable })
            #expect(mended(dataset, folder: folder.path).dataset == dataset)
        }
    }

    @Test func aMissingSizeIsTakenFromTheFile() throws {
        try Scratch.with { folder in
            try picture(100, 80).write(toFile: folder.path + "/a.png")
            var dataset = soundDataset()
            dataset.images[0].size = nil
            let found = faults(dataset, folder: folder.path)
            #expect(found.map(\.kind) == [.imageWithoutSize])
            #expect(found.first?.isMendable == true)
            #expect(mended(dataset, folder: folder.path).dataset == soundDataset())
        }
    }

    @Test(arguments: [
        (6, ImageSize(width: 100, height: 80), "follows the stored"),
        (6, ImageSize(width: 80, height: 100), "follows the turned"),
        (3, ImageSize(width: 100, height: 80), "cannot be told"),
    ])
    func turnedPicturesAreNamedWithWhatTheDataSetFollows(
        _ orientation: Int, _ size: ImageSize, _ words: String
    ) throws {
        try Scratch.with { folder in
            try writeTurned(picture(100, 80), orientation: UInt8(orientation), to: folder.path + "/a.jpg")
            var dataset = soundDataset()
            dataset.images[0].fileName = "a.jpg"
            dataset.images[0].size = size
            let found = faults(dataset, folder: folder.path)
            #expect(found.map(\.kind) == [.imageRotated])
            #expect(found.first?.message.contains(words) == true, "\(found)")
            #expect(mended(dataset, folder: folder.path).dataset == dataset)
        }
    }

    @Test func theSizeOfATurnedPictureIsNotGuessed() throws {
        try Scratch.with { folder in
            try writeTurned(picture(100, 80), orientation: 8, to: folder.path + "/a.jpg")
            var dataset = soundDataset()
            dataset.images[0].fileName = "a.jpg"
            dataset.images[0].size = nil
            let found = faults(dataset, folder: folder.path)
            #expect(found.map(\.kind) == [.imageRotated, .imageWithoutSize])
            #expect(found.allSatisfy { !$0.isMendable })
        }
    }

    @Test func picturesThatAreNotListedAndRepeatedContentsAreNamed() throws {
        try Scratch.with { folder in
            try FileManager.default.createDirectory(
                at: folder.appendingPathComponent("more"), withIntermediateDirectories: true)
            for name in ["a.png", "b.png", "more/c.png"] {
                try picture(100, 80).write(toFile: "\(folder.path)/\(name)")
            }
            try Data("notes".utf8).write(to: folder.appendingPathComponent("notes.txt"))
            var dataset = soundDataset()
            dataset.images.append(
                DatasetImage(id: 8, fileName: "./more/c.png", size: ImageSize(width: 100, height: 80)))
            let found = faults(dataset, folder: folder.path)
            #expect(found.map(\.kind) == [.imageWithoutAnnotations, .imageContentRepeated, .imageNotListed])
            #expect(found.map(\.imageFile) == ["./more/c.png", "./more/c.png", "b.png"])
        }
    }

    @Test func whatTwoDataSetsShareIsNamed() throws {
        try Scratch.with { folder in
            for part in ["train", "val"] {
                try FileManager.default.createDirectory(
                    at: folder.appendingPathComponent(part), withIntermediateDirectories: true)
            }
            // One picture under two names, and two pictures (of one size in bytes, as bitmaps would be) under one name.
            try picture(100, 80).write(toFile: folder.path + "/train/a.png")
            try picture(100, 80).write(toFile: folder.path + "/val/z.png")
            try picture(60, 40, Color(hex: 0xff0000)).write(toFile: folder.path + "/train/same.png")
            try picture(60, 40, Color(hex: 0x00ff00)).write(toFile: folder.path + "/val/same.png")
            let same = DatasetImage(id: 8, fileName: "same.png", size: ImageSize(width: 60, height: 40))
            var train = soundDataset()
            var val = soundDataset()
            val.images[0].fileName = "z.png"
            train.images.append(same)
            val.images.append(same)
            val.categories = [ObjectCategory(id: 3, name: "dust"), ObjectCategory(id: 4, name: "cell")]
            let check = DatasetCheck([
                DatasetCheck.Source(name: "train.json", dataset: train, imageFolder: folder.path + "/train"),
                DatasetCheck.Source(name: "val.json", dataset: val, imageFolder: folder.path + "/val"),
            ])
            let across = check.faults.filter { $0.severity != .note }
            #expect(
                across.map(\.kind) == [.sharedImageContent, .sharedImageName, .categoriesDiffer, .categoriesDiffer])
            #expect(across.map(\.dataset) == Array(repeating: "val.json", count: 4))
            #expect(across.map(\.imageFile) == ["z.png", "same.png", nil, nil])
        }
    }

    @Test func oneFileInTwoDataSetsIsSharedContent() throws {
        try Scratch.with { folder in
            try picture(100, 80).write(toFile: folder.path + "/a.png")
            let sources = ["train.json", "val.json"].map {
                DatasetCheck.Source(name: $0, dataset: soundDataset(), imageFolder: folder.path)
            }
            #expect(DatasetCheck(sources).faults.map(\.kind) == [.sharedImageContent])
            let named = ["train.json", "val.json"].map { DatasetCheck.Source(name: $0, dataset: soundDataset()) }
            #expect(DatasetCheck(named).faults.map(\.kind) == [.sharedImageName])
        }
    }
}
