import Files
import Foundation
import TestSupport
import Testing

/// What others plant where files are written does not lead the writing elsewhere.
@Suite struct PlantedFileTests {
    @Test func temporaryNamesCannotBeGuessed() throws {
        let folder = try TemporaryFolder()
        var names: Set<String> = []
        for _ in 0..<100 {
            let file = try AtomicFile(path: folder("a"))
            let name = try #require(try folder.contents.first)
            #expect(try folder.contents.count == 1)
            // 32 hexadecimal digits are 128 bits.
            #expect(name.wholeMatch(of: /\.maskrcnn-[0-9a-f]{32}\.partial/) != nil, "\(name)")
            names.insert(name)
            withExtendedLifetime(file) {}
        }
        #expect(names.count == 100)
        #expect(try folder.contents.isEmpty)
    }

    @Test func aFolderThatIsExchangedDoesNotLeadElsewhere() throws {
        let folder = try TemporaryFolder()
        try Folder.make(folder("mine"))
        try Folder.make(folder("other"))
        let file = try AtomicFile(path: folder("mine/a"))
        try file.write([1])
        try FileManager.default.moveItem(atPath: folder("mine"), toPath: folder("moved"))
        try FileManager.default.createSymbolicLink(atPath: folder("mine"), withDestinationPath: "other")
        try file.commit()
        #expect(try Folder.names(in: folder("moved")) == ["a"])
        #expect(try Folder.names(in: folder("other")).isEmpty)
    }

    @Test func aLinkThatLeadsNowhereIsNoGoal() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createSymbolicLink(atPath: folder("link"), withDestinationPath: "nothing")
        #expect(throws: FileError.unwritable(file: folder("link"), reason: "it is a link that leads to no file")) {
            try AtomicFile.write([1], to: folder("link"))
        }
        #expect(throws: FileError.self) { try AppendedFile(path: folder("link")) }
        #expect(try folder.contents == ["link"])
    }

    @Test(.enabled(if: getuid() == 0, "only the superuser can give files to others"))
    func anothersLinkInAFolderOfAllIsNotFollowed() throws {
        let folder = try TemporaryFolder()
        let goal = try folder.add("goal", [1])
        try Folder.make(folder("shared"))
        try #require(chmod(folder("shared"), 0o1777) == 0)
        let link = folder("shared/link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: goal)
        // Where all may write but each removes what is his own, a link of one's own is followed.
        try AtomicFile.write([2], to: link)
        try #require(lchown(link, 12_345, 12_345) == 0)
        #expect(throws: FileError.self) { try AtomicFile.write([3], to: link) }
        #expect(throws: FileError.self) { try AppendedFile(path: link) }
        #expect(try RegularFile(path: goal).rest() == [2])
        #expect(try Folder.names(in: folder("shared")) == ["link"])
    }

    @Test func aPipeThatNobodyReadsIsNoGoal() throws {
        let folder = try TemporaryFolder()
        try #require(mkfifo(folder("pipe"), 0o600) == 0)
        #expect(throws: FileError.unwritable(file: folder("pipe"), reason: "No such device or address")) {
            try AtomicFile.write([1], to: folder("pipe"))
        }
    }

    @Test func aNameThatIsTooLongIsToldFromOtherFaults() throws {
        let folder = try TemporaryFolder()
        let path = folder(String(repeating: "n", count: 256))
        #expect(throws: FileError.unusableName(file: path, reason: "File name too long")) {
            try AtomicFile.write([1], to: path)
        }
        try AtomicFile.write([1], to: folder(String(repeating: "n", count: 255)))
        #expect(try folder.contents.count == 1)
    }

    @Test func whatIsResumedIsTheUsersOwn() throws {
        let folder = try TemporaryFolder()
        let path = folder("model.part")
        let first = try #require(try ResumedFile(path: path))
        #expect(try ResumedFile(path: path) == nil)
        try [UInt8]([1, 2]).withUnsafeBytes { try first.append($0) }
        #expect(first.count == 2)
        try first.finish(as: "model")
        #expect(try RegularFile(path: folder("model")).rest() == [1, 2])

        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "model")
        #expect(throws: FileError.unwritable(file: path, reason: "it is a link")) { try ResumedFile(path: path) }
        try Folder.removeFile(path)
        try FileManager.default.linkItem(atPath: folder("model"), toPath: path)
        #expect(throws: FileError.unwritable(file: path, reason: "it is a file of several names")) {
            try ResumedFile(path: path)
        }
        try Folder.removeFile(path)
        try #require(mkfifo(path, 0o600) == 0)
        #expect(throws: FileError.unwritable(file: path, reason: "it is a pipe")) { try ResumedFile(path: path) }
        try Folder.removeFile(path)
        // What comes into its place is not taken for it.
        let second = try #require(try ResumedFile(path: path))
        try Folder.removeFile(path)
        _ = try folder.add("model.part", [9])
        #expect(throws: FileError.self) { try second.finish(as: "model") }
        #expect(try RegularFile(path: folder("model")).rest() == [1, 2])
    }
}
