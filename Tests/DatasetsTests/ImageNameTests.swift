import COCO
import Datasets
import Foundation
import Testing

/// File names that are paths of another system or machine.
@Suite struct ImageNameTests {
    private func dataset(_ names: String...) -> Dataset {
        var dataset = soundDataset()
        dataset.images = names.enumerated().map { index, name in
            DatasetImage(id: 7 + index, fileName: name, size: dataset.images[0].size)
        }
        return dataset
    }

    private func withPicture<Value>(_ body: (SampleFolder) throws -> Value) throws -> Value {
        try SampleFolder.with { folder in
            try folder.addImage("images/part/a.png", 100, 80)
            return try body(folder)
        }
    }

    static let names = [
        "part\\a.png", "images\\part\\a.png", "C:\\data\\part\\a.png", "/home/me/set/images/part/a.png",
        "../../upload/part/a.png",
        "x/../part/a.png",
    ]

    @Test(arguments: names)
    func filesAreFoundByTheEndsOfForeignPaths(name: String) throws {
        try withPicture { folder in
            let dataset = dataset(name)
            #expect(dataset.findingImages(in: folder("images")).images[0].fileName == "part/a.png")
            let found = faults(dataset, folder: folder("images"))
            #expect(found.map(\.kind) == [.imageNameNotPortable])
            #expect(found[0].isMendable)
            let result = mended(dataset, folder: folder("images"))
            #expect(result.dataset.images[0].fileName == "part/a.png")
            #expect(
                result.repairs == [DatasetRepair(kind: .imageNameNotPortable, action: .setFileName, ids: [7])])
        }
    }

    /// A relative name may be of another picture in another folder: only its own place counts.
    @Test(arguments: ["other/a.png", "other\\a.png", "part\\b.png", "../part2/b.png"])
    func otherPicturesAreNotTakenForIt(name: String) throws {
        try withPicture { folder in
            #expect(dataset(name).findingImages(in: folder("images")).images[0].fileName == name)
            #expect(faults(dataset(name), folder: folder("images")).contains { $0.kind == .imageFileMissing })
        }
    }

    @Test func noFileIsTakenForTwoImages() throws {
        try withPicture { folder in
            let dataset = dataset("/one/part/a.png", "/two/part/a.png")
            #expect(dataset.findingImages(in: folder("images")) == dataset)
            let kinds = faults(dataset, folder: folder("images")).map(\.kind)
            #expect(kinds.count { $0 == .imageFileMissing } == 2)
        }
    }

    @Test func stepsAreToldByBytes() {
        // To Swift a slash or a backslash before an accent is one character with it.
        #expect(ImageNames.inside("..\u{2f}\u{301}x/../a.png") == "\u{301}x/a.png")
        #expect(ImageNames.inside("..\u{5c}\u{301}x\\a.png") == "\u{301}x/a.png")
        #expect(ImageNames.isForeign("a\u{5c}\u{301}") && ImageNames.isForeign("..\u{2f}\u{301}x"))
    }

    @Test func aPathThatIsThereStaysAsItIs() throws {
        try withPicture { folder in
            let dataset = dataset(folder("images/part/a.png"))
            #expect(dataset.findingImages(in: folder("images")) == dataset)
            let path = try ImageFolder(folder("images")).path(of: dataset.images[0])
            #expect(path == folder("images/part/a.png"))
            #expect(faults(dataset, folder: folder("images")).map(\.isMendable) == [false, false])
        }
    }

    @Test func withoutAFolderBackslashesAreMended() {
        #expect(faults(dataset("part\\a.png")).map(\.kind) == [.imageNameNotPortable])
        #expect(mended(dataset("part\\a.png")).dataset.images[0].fileName == "part/a.png")
        #expect(faults(dataset("/part/a.png")).map(\.isMendable) == [false])
    }

    @Test(arguments: names, DatasetFormat.allCases)
    func noExportedNameHasBackslashesOrLeadsOut(name: String, format: DatasetFormat) throws {
        try withPicture { folder in
            for images in ["images", "elsewhere"] {
                var options = ExportOptions()
                options.imageFolder = folder(images)
                options.copiesImages = images == "images"
                let out = folder("out of \(images)")
                _ = try dataset(name).export(to: out, format: format, options: options)
                let files = FileManager.default.enumerator(atPath: out)?.compactMap { $0 as? String } ?? []
                #expect(!files.isEmpty)
                #expect(!files.contains { $0.contains("\\") || $0.contains(":") })
                if options.copiesImages { #expect(files.contains { $0.hasSuffix("part/a.png") }) }
                if format == .coco, options.copiesImages {
                    let written = try Dataset(contentsOfFile: out + "/annotations.json")
                    #expect(written.images.map(\.fileName) == ["part/a.png"])
                }
            }
        }
    }

    @Test func namesAreReadFromAFileOfCOCOs() throws {
        try withPicture { folder in
            try dataset("images\\part\\a.png").write(toFile: folder("all.json"))
            let imported = try Dataset.importing(from: folder("all.json"), format: .coco)
            #expect(imported.fileNames == ["images/part/a.png"])
            #expect(imported.imageFolder == folder.path)
            #expect(imported.problems.map(\.effect) == [.note])
        }
    }

    @Test func annotationsWithoutIDAreMended() throws {
        var dataset = soundDataset()
        dataset.numberedAnnotationIDs = [1]
        let found = faults(dataset)
        #expect(found.map(\.kind) == [.annotationWithoutID])
        #expect(found[0].severity == .error)
        let result = mended(dataset)
        #expect(result.dataset == soundDataset())
        #expect(result.repairs == [DatasetRepair(kind: .annotationWithoutID, action: .renumberedAnnotation, ids: [1])])
    }
}
