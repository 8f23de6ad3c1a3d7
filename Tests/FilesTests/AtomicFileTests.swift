import Files
import Foundation
import TestSupport
import Testing

@Suite struct AtomicFileTests {
    @Test func filesAreMadeAndReplaced() throws {
        let folder = try TemporaryFolder()
        try AtomicFile.write([1, 2, 3], to: folder("a"))
        try AtomicFile.write([4], to: folder("a"))
        try AtomicFile.write([], to: folder("b"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder("a"))) == Data([4]))
        #expect(try folder.contents == ["a", "b"])
    }

    @Test func aReplacedFileKeepsItsPermissions() throws {
        let folder = try TemporaryFolder()
        let path = try folder.add("a", [1])
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        try AtomicFile.write([2], to: path)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o640)
    }

    @Test func aLinkStaysALink() throws {
        let folder = try TemporaryFolder()
        let path = try folder.add("target", [1])
        try FileManager.default.createSymbolicLink(atPath: folder("link"), withDestinationPath: path)
        try AtomicFile.write([2], to: folder("link"))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder("link")) == path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([2]))
    }

    @Test func failuresNameThePathAndLeaveNothing() throws {
        let folder = try TemporaryFolder()
        #expect(
            throws: FileError.unwritable(file: folder("none/a.png"), reason: "No such file or directory")
        ) { try AtomicFile.write([1], to: folder("none/a.png")) }
        #expect(throws: FileError.unwritable(file: folder.path, reason: "it is a folder")) {
            try AtomicFile.write([1], to: folder.path)
        }
        let file = try folder.add("file", [1])
        #expect(throws: FileError.unwritable(file: file + "/a", reason: "Not a directory")) {
            try AtomicFile.write([1], to: file + "/a")
        }
        #expect(throws: FileError.self) { try AtomicFile.write([1], to: "") }
        #expect(try folder.contents == ["file"])
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "the system has no /dev/full"))
    func aFullDeviceIsAnError() {
        #expect(throws: FileError.unwritable(file: "/dev/full", reason: "No space left on device")) {
            try AtomicFile.write([1], to: "/dev/full")
        }
    }

    @Test(.enabled(if: getuid() != 0, "the superuser may write everywhere"))
    func aFolderWithoutPermissionKeepsTheOldFile() throws {
        let folder = try TemporaryFolder()
        let path = try folder.add("a", [1])
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
        #expect(throws: FileError.unwritable(file: path, reason: "Permission denied")) {
            try AtomicFile.write([2], to: path)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([1]))
        #expect(try folder.contents == ["a"])
    }

    /// The process's limit on a file's size stands in for a full disk: the write fails half way.
    @Test func aWriteThatFailsHalfWayLeavesTheOldFile() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let path = try folder.add("a", [1])
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 4096, rlim_max: 4096)
            #if canImport(Darwin)
                try #require(setrlimit(RLIMIT_FSIZE, &limit) == 0)
            #else
                try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            #endif
            let bytes = [UInt8](repeating: 7, count: 100_000)
            try #require(throws: FileError.unwritable(file: path, reason: "File too large")) {
                try AtomicFile.write(bytes, to: path)
            }
            try #require(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([1]))
            try #require(try folder.contents == ["a"])
        }
    }
}
