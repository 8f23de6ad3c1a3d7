import Files
import Foundation
import TestSupport
import Testing

@Suite struct RegularFileTests {
    @Test(arguments: SpecialFiles.kinds) func whatIsNoFileIsRefusedAtOnce(name: String, words: String) throws {
        let files = try SpecialFiles(in: TemporaryFolder())
        let path = files.folder(name)
        let error = #expect(throws: FileError.self) { try RegularFile(path: path) }
        #expect("\(try #require(error))".hasPrefix("\(path): cannot be read: "))
        #expect("\(try #require(error))".contains(words))
        #expect(throws: FileError.self) { try MappedFile(path: path) }
        // A name of standard input that a data set holds is none.
        #expect(throws: FileError.self) { try MappedFile(path: "/dev/fd/../fd/0/..") }
    }

    @Test func filesAreReadInParts() throws {
        let folder = try TemporaryFolder()
        let file = try RegularFile(path: try folder.add("a", [1, 2, 3, 4, 5]))
        #expect(file.size == 5)
        #expect(try file.next(2) == [1, 2])
        #expect(try file.rest() == [3, 4, 5])
        #expect(try file.rest().isEmpty)
        #expect(throws: FileError.self) { try RegularFile(path: folder("a")).rest(limit: 4) }
        #expect(throws: FileError.unreadable(file: folder("b"), reason: "No such file or directory")) {
            try RegularFile(path: folder("b"))
        }
        #expect(throws: FileError.unreadable(file: "a\0b", reason: "Invalid argument")) {
            try RegularFile(path: "a\0b")
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/status"), "the system has no /proc"))
    func filesThatSayTheyAreEmptyAre() throws {
        #expect(try MappedFile(path: "/proc/self/status").bytes.isEmpty)
    }

    @Test func namesThatAreNoUnicodeAreOpened() throws {
        let folder = try TemporaryFolder()
        let name = Path.decoded(Array("caf".utf8) + [0xE9])
        try AtomicFile.write([7], to: folder(name))
        #expect(try Folder.names(in: folder.path) == [name])
        #expect(try RegularFile(path: folder(name)).rest() == [7])
        #expect(FileStatus.kind(of: folder(name)) == .regularFile)
        #expect(FileStatus.kind(of: folder("caf\u{e9}")) == nil)
        try Folder.removeFile(folder(name))
        #expect(try Folder.names(in: folder.path).isEmpty)
    }
}

@Suite struct FolderTests {
    @Test func foldersAreListedWithoutFollowingLinks() throws {
        let folder = try TemporaryFolder()
        try Folder.make(folder("b/c/d"))
        try Folder.make(folder("b/c/d"))
        _ = try folder.add("b/c/x", [])
        _ = try folder.add("a", [])
        try FileManager.default.createSymbolicLink(atPath: folder("b/up"), withDestinationPath: "..")
        #expect(try Folder.names(in: folder.path) == ["a", "b"])
        #expect(try Folder.paths(under: folder.path) == ["a", "b", "b/c", "b/c/d", "b/c/x", "b/up"])
        #expect(Folder.isEmpty(folder("b/c/d")) && !Folder.isEmpty(folder("b")))
        #expect(throws: FileError.unreadable(file: folder("a"), reason: "Not a directory")) {
            try Folder.names(in: folder("a"))
        }
        #expect(throws: FileError.unwritable(file: folder("a"), reason: "Not a directory")) {
            try Folder.make(folder("a/b"))
        }
        let long = String(repeating: "n", count: 300)
        #expect(throws: FileError.unusableName(file: folder(long), reason: "File name too long")) {
            try Folder.make(folder(long))
        }
    }

    @Test func namesThatLeadOutAreTold() throws {
        let folder = try TemporaryFolder()
        try Folder.make(folder("images/in"))
        try Folder.make(folder("\u{301}far"))
        for name in ["images/in/a", "images/b", "secret"] { _ = try folder.add(name, []) }
        let links = [
            ("images/out", "../secret"), ("images/far", folder("secret")), ("images/near", "in/a"), ("images/up", ".."),
            ("images/nowhere", "nothing"), ("images/loop", "loop"), ("link", "images"),
        ]
        for (name, goal) in links {
            try FileManager.default.createSymbolicLink(atPath: folder(name), withDestinationPath: goal)
        }
        for root in ["images", "images/", "link", "images/in/.."].map({ folder($0) }) {
            for name in [
                "b", "./b", "in/a", "in/../b", "near", "nothing", "nowhere", "loop", "../nothing", "b/../../secret",
            ] {
                #expect(!Path.leadsOut(name, of: root), "\(name) of \(root)")
            }
            // A slash before an accent is one character with it to Swift.
            for name in [
                "..\u{2f}\u{301}far/../secret", "../secret", "in/../../secret", "out", "far", "up/secret",
                folder("secret"), "/dev/null",
            ] {
                #expect(Path.leadsOut(name, of: root), "\(name) of \(root)")
            }
            // A whole path is inside where it is the folder's.
            #expect(!Path.leadsOut(folder("images/b"), of: root))
        }
        #expect(Path.leadsOut("..\u{2f}\u{301}far", of: folder("images")))
        #expect(Path.steps(of: "a/\u{301}b//c/") == ["a", "\u{301}b", "c"])
        #expect(Path.folder(of: "a/\u{301}b") == "a" && Path.name(of: "a/\u{301}b") == "\u{301}b")
        #expect(
            Path.fileExtension(of: "a.\u{301}png") == "\u{301}png" && Path.stem(of: "a/.\u{301}png") == ".\u{301}png")
        #expect(Path.name(of: "a//") == "a" && Path.name(of: "/").isEmpty && Path.name(of: "") == "")
        #expect(!Path.isInside("/a/bc", "/a/b") && Path.isInside("/a/b/c", "/a/b") && Path.isInside("/a", "/"))
    }
}
