import Files
import Foundation
import TestSupport
import Testing

@Suite struct AppendedFileTests {
    @Test func bytesAreAddedToWhatIsThere() throws {
        let folder = try TemporaryFolder()
        let path = try folder.add("log", [1, 2])
        let file = try AppendedFile(path: path)
        #expect(file.count == 2)
        try file.append([3])
        // Others see it before the file is closed.
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([1, 2, 3]))
        try file.append([])
        try file.append([4, 5])
        try file.synchronize()
        try file.close()
        try file.close()
        #expect(file.count == 5)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([1, 2, 3, 4, 5]))
        #expect(throws: FileError.unwritable(file: path, reason: "it is closed")) { try file.append([6]) }
    }

    @Test func newFilesReplaceNothing() throws {
        let folder = try TemporaryFolder()
        let file = try AppendedFile(path: folder("log"), isNew: true)
        #expect(file.count == 0)
        #expect(throws: FileError.unwritable(file: folder("log"), reason: "File exists")) {
            try AppendedFile(path: folder("log"), isNew: true)
        }
    }

    @Test func failuresNameThePath() throws {
        let folder = try TemporaryFolder()
        #expect(throws: FileError.unwritable(file: folder("none/a"), reason: "No such file or directory")) {
            try AppendedFile(path: folder("none/a"))
        }
        #expect(throws: FileError.unwritable(file: folder.path, reason: "Is a directory")) {
            try AppendedFile(path: folder.path)
        }
        #expect(throws: FileError.unwritable(file: "/dev/null", reason: "it is no regular file")) {
            try AppendedFile(path: "/dev/null")
        }
    }

    @Test(.enabled(if: SmallDisk.isPossible, "Mounting a small disk needs root on Linux"))
    func onAFullDiskAPartIsTakenAway() async throws {
        let folder = try TemporaryFolder()
        let disk = try await SmallDisk(at: folder("disk"), kilobytes: 16)
        defer { disk.eject() }
        let path = disk.path + "/log"
        let file = try AppendedFile(path: path)
        try file.append([UInt8](repeating: 1, count: 10_000))
        #expect(throws: FileError.unwritable(file: path, reason: "No space left on device")) {
            try file.append([UInt8](repeating: 2, count: 10_000))
        }
        #expect(file.count == 10_000)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(repeating: 1, count: 10_000))
        // What is smaller still finds room, after the last whole record.
        try file.append([3])
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(repeating: 1, count: 10_000) + [3])
    }
}
