import Files
import Foundation
import TestSupport
import Testing

/// What killed processes leave goes with the next one that writes to the folder; what others are at stays.
@Suite struct LeftoverTests {
    @Test func whatAKilledWriterLeftIsRemovedByTheNext() async throws {
        let folder = try TemporaryFolder()
        let path = folder("results.json")
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let file = try AtomicFile(path: path)
            try file.write([UInt8](repeating: 1, count: 3 << 20))
            kill(getpid(), SIGKILL)
        }
        let left = try folder.contents
        #expect(left.count == 1)
        #expect(try #require(FileStatus.size(of: folder(left[0]))) >= 2 << 20)
        try AtomicFile.write([2], to: path)
        #expect(try folder.contents == ["results.json"])
    }

    @Test func livingWritersDoNotDisturbEachOther() async throws {
        let folder = try TemporaryFolder()
        let own = try AtomicFile(path: folder("a"))
        try own.write([1])
        let path = folder("b")
        await #expect(processExitsWith: .success) { [path = path as String] in try AtomicFile.write([2], to: path) }
        #expect(try folder.contents.count == 2)
        try own.commit()
        #expect(try folder.contents == ["a", "b"])
        #expect(try RegularFile(path: folder("a")).rest() == [1])
    }

    @Test func onlyWhatIsCertainlyOursIsRemoved() throws {
        let folder = try TemporaryFolder()
        let name = ".maskrcnn-" + String(repeating: "0123456789abcdef", count: 2) + ".partial"
        let others = [
            ".maskrcnn-0123456789abcdef.partial", ".maskrcnn-.partial", "x" + name, name + "x", name.uppercased(),
            ".a.partial",
        ]
        for other in others { _ = try folder.add(other, [1]) }
        let linked = ".maskrcnn-" + String(repeating: "0", count: 32) + ".partial"
        try FileManager.default.createSymbolicLink(atPath: folder(linked), withDestinationPath: name)
        let inner = ".maskrcnn-" + String(repeating: "1", count: 32) + ".partial"
        try Folder.make(folder(inner))
        let pipe = ".maskrcnn-" + String(repeating: "2", count: 32) + ".partial"
        try #require(mkfifo(folder(pipe), 0o600) == 0)
        _ = try folder.add(name, [1])
        try AtomicFile.write([1], to: folder("a"))
        #expect(try Set(folder.contents) == Set(others + [linked, inner, pipe, "a"]))
        // A process looks once, since a folder of many files takes long to list.
        _ = try folder.add(name, [1])
        try AtomicFile.write([1], to: folder("a"))
        #expect(try folder.contents.contains(name))
    }

    @Test func foldersOfKilledProcessesGoWithTheNext() async throws {
        let folder = try TemporaryFolder()
        let place = folder.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [place = place as String] in
            let transient = try TransientFolder(in: place)
            try AtomicFile.write([1], to: transient.path + "/a")
            try FileManager.default.createSymbolicLink(
                atPath: transient.path + "/link", withDestinationPath: place + "/precious")
            kill(getpid(), SIGKILL)
        }
        try Folder.make(folder("precious"))
        _ = try folder.add("precious/b", [1])
        #expect(try folder.contents.count == 2)
        let next = try TransientFolder(in: place)
        #expect(try Set(folder.contents) == [Path.name(of: next.path), "precious"])
        let another = try TransientFolder(in: place)
        #expect(FileStatus.isFolder(next.path) && FileStatus.isFolder(another.path))
        next.remove()
        another.remove()
        #expect(try folder.contents == ["precious"])
        #expect(try Folder.names(in: folder("precious")) == ["b"])
    }
}
