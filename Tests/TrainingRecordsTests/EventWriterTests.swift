import Foundation
import Geometry
import Imaging
import TestSupport
import Testing
import TrainingRecords

@Suite struct EventWriterTests {
    private func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// The messages by hand: a tag of a field is its number · 8 plus 1 for 64 bits, 5 for 32, 0 for a variable length, 2 for
    /// bytes with their count before them.
    @Test func eventsAreEncodedAsDescribed() throws {
        let folder = try TemporaryFolder()
        let writer = try EventWriter(folder: folder("run/events"), time: 1)
        try writer.scalar("a", 0.5, step: 300, time: 2)
        try writer.close()
        let records = try EventFileReader.records(bytes(writer.path))
        #expect(records.count == 3)
        // wall_time 1 = 0x3ff0000000000000; step 0 is left out; file_version.
        #expect(records[0] == [0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x1a, 13] + Array("brain.Event:2".utf8))
        // session_log, field 7, of 2 bytes: status, field 1, is START, which is 1.
        #expect(records[1] == [0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x3a, 2, 0x08, 1])
        // wall_time 2 = 0x4000000000000000; step 300 = 2 · 128 + 44; summary of 10 bytes: value of 8 bytes: tag "a",
        // simple_value 0.5 = 0x3f000000.
        #expect(
            records[2] == [
                0x09, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x10, 0xac, 0x02, 0x2a, 10, 0x0a, 8, 0x0a, 1, 0x61, 0x15, 0, 0, 0,
                0x3f,
            ])
    }

    /// A run that goes on after step 41 does step 42 next.
    @Test func aResumedFileStartsAtTheNextStep() throws {
        let folder = try TemporaryFolder()
        let writer = try EventWriter(folder: folder.path, resumingAfter: 41, time: 0)
        let records = try EventFileReader.records(bytes(writer.path))
        #expect(records.count == 2)
        #expect(records[0] == [0x10, 42, 0x1a, 13] + Array("brain.Event:2".utf8))
        #expect(records[1] == [0x10, 42, 0x3a, 2, 0x08, 1])
    }

    @Test func eventsWaitForAFlush() throws {
        let folder = try TemporaryFolder()
        let writer = try EventWriter(folder: folder.path)
        try writer.scalar("a", 1, step: 1)
        #expect(try EventFileReader.records(bytes(writer.path)).count == 2)
        try writer.flush()
        #expect(try EventFileReader.records(bytes(writer.path)).count == 3)
        // Many are written without being asked: 20,000 of some 40 bytes are more than wait.
        for step in 2..<20_000 { try writer.scalar("a", 1, step: step) }
        #expect(try EventFileReader.records(bytes(writer.path)).count > 5000)
        try writer.close()
        try writer.close()
        #expect(try EventFileReader.records(bytes(writer.path)).count == 20_001)
        #expect(throws: TrainingRecordError.unwritable(file: writer.path, reason: "it is closed")) {
            try writer.scalar("a", 1, step: 1)
        }
    }

    @Test func aWriterThatGoesAwayLosesNothing() throws {
        let folder = try TemporaryFolder()
        var path = ""
        do {
            let writer = try EventWriter(folder: folder.path)
            try writer.scalar("a", 1, step: 1)
            path = writer.path
        }
        #expect(try EventFileReader.records(bytes(path)).count == 3)
    }

    /// TensorBoard reads a folder's files by name.
    @Test func laterFilesHaveLaterNames() throws {
        let folder = try TemporaryFolder()
        _ = try folder.add("events.out.tfevents.99999999999999999999.x.1", [])
        _ = try folder.add("events.out.tfevents.x", [])
        let paths = try [1_700_000_000.9, 1_700_000_000.1, 5, .nan, 1e300, -4].map { time in
            try EventWriter(folder: folder.path, time: time).path
        }
        #expect(paths == paths.sorted())
        #expect(paths[0].contains("/events.out.tfevents.1700000000."))
        #expect(paths[5].contains("/events.out.tfevents.1700000005."))
    }

    @Test func failuresNameTheFile() throws {
        let folder = try TemporaryFolder()
        let file = try folder.add("file", [1])
        #expect {
            try EventWriter(folder: file)
        } throws: { error in
            "\(error)".hasPrefix("\(file)")
        }
        let writer = try EventWriter(folder: folder.path)
        let nothing = try Image(size: .init(width: 0, height: 3), pixels: [])
        #expect(throws: TrainingRecordError.self) { try writer.image("a", nothing, step: 1) }
        // Nothing here may trap.
        try writer.scalar("", .infinity, step: .max, time: .nan)
        try writer.scalar("é\u{0}", 1e300, step: .min)
        _ = try EventWriter(folder: folder.path, resumingAfter: .max)
    }

    @Test(.enabled(if: SmallDisk.isPossible, "Mounting a small disk needs root on Linux"))
    func aFullDiskIsReportedAndWhatWaitsIsWrittenLater() async throws {
        let folder = try TemporaryFolder()
        let disk = try await SmallDisk(at: folder("disk"), kilobytes: 64)
        defer { disk.eject() }
        let ballast = disk.path + "/ballast"
        try Data(repeating: 0, count: 40_000).write(to: URL(fileURLWithPath: ballast))
        let writer = try EventWriter(folder: disk.path)
        // Some 45 bytes each: more than the 16 KB that are left, fewer than 64 KB.
        for step in 0..<1000 { try writer.scalar("a", 1, step: step) }
        let full = TrainingRecordError.unwritable(file: writer.path, reason: "No space left on device")
        #expect(throws: full) { try writer.flush() }
        #expect(throws: full) { try writer.flush() }
        #expect(try EventFileReader.records(bytes(writer.path)).count == 2)
        try FileManager.default.removeItem(atPath: ballast)
        try writer.flush()
        #expect(try EventFileReader.records(bytes(writer.path)).count == 1002)
        #expect(throws: full) {
            // What waits stays bounded: the disk must take it before there is more.
            for step in 0..<100_000 { try writer.scalar("a", 1, step: step) }
        }
        #expect(throws: full) { try writer.close() }
    }
}
