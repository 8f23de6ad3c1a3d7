import ClassMaps
import Foundation
import TestSupport
import Testing

@Suite struct ClassMapFolderTests {
    @Test func filesAreFoundByTheNamesOfTheirPictures() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder("inner"), withIntermediateDirectories: true)
        for name in ["a.png", "b.c.PNG", "inner/a.png", ".hidden.png", "notes.txt"] { _ = try folder.add(name, []) }
        let files = try ClassMapFolder(folder.path).files
        #expect(files == ["a": folder("a.png"), "b.c": folder("b.c.PNG"), "inner/a": folder("inner/a.png")])
        #expect(ClassMapFolder.pictureName(of: "train/x.y.jpg") == "train/x.y")
        _ = try folder.add("a.PNG", [])
        #expect(throws: ClassMapError.twoFiles(name: "a", first: folder("a.PNG"), second: folder("a.png"))) {
            try ClassMapFolder(folder.path)
        }
    }

    @Test func foldersWithoutMapsSayWhatTheyHave() throws {
        let folder = try TemporaryFolder()
        _ = try folder.add("a.jpg", [])
        #expect { try ClassMapFolder(folder.path) } throws: {
            "\($0)".hasSuffix("expected PNG files with class maps, found 1 other file")
        }
        #expect(throws: ClassMapError.self) { try ClassMapFolder(folder("none")) }
    }

    @Test func picturesArePairedByPathOrElseByName() {
        let pairing = ClassMapPairing(groundTruth: ["a", "b", "x/c"], predictions: ["b", "x/c", "d"])
        #expect(pairing.pairs.map(\.name) == ["b", "x/c"])
        #expect((pairing.missing, pairing.extra) == (["a"], ["d"]))
        let flat = ClassMapPairing(groundTruth: ["x/a", "y/b"], predictions: ["b", "c"])
        #expect(flat.pairs == [.init(name: "y/b", prediction: "b")])
        #expect((flat.missing, flat.extra) == (["x/a"], ["c"]))
        // Which of the two is meant cannot be told.
        #expect(ClassMapPairing(groundTruth: ["x/a", "y/a"], predictions: ["a"]).pairs.isEmpty)
    }
}
