import Foundation
import Geometry
import TestSupport
import Testing
import TrainingRecords

@Suite struct MetricsLogTests {
    private func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }

    private func record(_ step: Int, _ values: [String: Double] = ["loss/total": 1]) -> TrainingRecord {
        TrainingRecord(step: step, epoch: Double(step) / 8, time: 1000.5, values: values)
    }

    @Test func aRecordIsALine() throws {
        let folder = try TemporaryFolder()
        let log = try MetricsLog(path: folder("metrics.jsonl"))
        try log.append(record(2, ["loss/total": 1e-7, "loss/mask": .nan, "a\"\\\n\u{1f}é": -.infinity, "Z": 3]))
        try log.append(TrainingRecord(step: 4, epoch: 0.5, time: 1e16, values: [:]))
        // Not closed: what is appended is in the file.
        #expect(
            try text(log.path) == #"""
                {"step":2,"epoch":0.25,"time":1000.5,"Z":3.0,"a\"\\\n\u001fé":null,"loss/mask":null,"loss/total":1e-07,"crc32c":"d3daebf4"}
                {"step":4,"epoch":0.5,"time":1e+16,"crc32c":"c101c4c1"}

                """#)
        let records = try MetricsLog.records(atPath: log.path)
        #expect(records.map(\.step) == [2, 4])
        #expect(records[0].values["loss/total"] == 1e-7)
        #expect(records[0].values["loss/mask"]?.isNaN == true)
        #expect(records[0].values["a\"\\\n\u{1f}é"]?.isNaN == true)
        #expect(records[0].values.count == 4)
        #expect(records[1] == TrainingRecord(step: 4, epoch: 0.5, time: 1e16, values: [:]))
    }

    @Test func recordsAreReadBackTheSame() throws {
        let seed: UInt64 = 20
        var generator = SeededGenerator(seed: seed)
        let folder = try TemporaryFolder()
        let log = try MetricsLog(path: folder("log"))
        var records: [TrainingRecord] = []
        for _ in 0..<300 {
            var values: [String: Double] = [:]
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                let scalars = (0..<5).map { _ in
                    Unicode.Scalar(UInt32.random(in: 0...0x2ff, using: &generator)) ?? "a"
                }
                let number = Double(bitPattern: generator.next())
                values["k" + String(String.UnicodeScalarView(scalars))] = number.isFinite ? number : 0
            }
            let record = TrainingRecord(
                step: Int.random(in: .min ... .max, using: &generator),
                epoch: Double.random(in: 0...9, using: &generator),
                time: Double.random(in: 0...2e9, using: &generator), values: values)
            try log.append(record)
            records.append(record)
        }
        #expect(try MetricsLog.records(atPath: log.path) == records, "seed \(seed)")
    }

    @Test func resumingDropsLaterLinesAndOneCutOff() throws {
        let folder = try TemporaryFolder()
        let path = folder("log")
        let first = try MetricsLog(path: path)
        for step in 1...5 { try first.append(record(step)) }
        try first.close()
        let whole = try text(path)
        // Killed in the middle of the fifth line, wherever that was.
        let lines = whole.split(separator: "\n")
        for cut in [1, 2, lines[4].count - 1, lines[4].count, lines[4].count + 1] {
            let kept = lines[..<4].joined(separator: "\n") + "\n" + (lines[4] + "\n").prefix(cut)
            try Data(kept.utf8).write(to: URL(fileURLWithPath: path))
            let isWhole = cut >= lines[4].count
            #expect(try MetricsLog.records(atPath: path).map(\.step) == Array(1...(isWhole ? 5 : 4)))
            let log = try MetricsLog(path: path, resumingAfter: 5)
            try log.append(record(6))
            #expect(try MetricsLog.records(atPath: path).map(\.step) == Array(1...(isWhole ? 5 : 4)) + [6])
        }
        let log = try MetricsLog(path: path, resumingAfter: 2)
        try log.append(record(3, ["loss/total": 9]))
        #expect(try text(path).hasPrefix(lines[..<2].joined(separator: "\n") + "\n"))
        #expect(try MetricsLog.records(atPath: path).map { $0.values["loss/total"] } == [1, 1, 9])
        #expect(try folder.contents == ["log"])
        #expect(try MetricsLog(path: path, resumingAfter: -1).path == path)
        #expect(try text(path).isEmpty)
    }

    /// A machine that lost its power may leave zeros where the last lines should be.
    @Test func zerosAtTheEndAreACutOffLine() throws {
        let folder = try TemporaryFolder()
        let path = folder("log")
        let log = try MetricsLog(path: path)
        try log.append(record(1))
        let zeros = try Data(contentsOf: URL(fileURLWithPath: path)) + Data(repeating: 0, count: 100)
        try zeros.write(to: URL(fileURLWithPath: path))
        #expect(try MetricsLog.records(atPath: path) == [record(1)])
        try MetricsLog(path: path, resumingAfter: 1).append(record(2))
        #expect(try MetricsLog.records(atPath: path) == [record(1), record(2)])
    }

    @Test func aRunThatStartsKeepsAnother() throws {
        let folder = try TemporaryFolder()
        let path = folder("log")
        try MetricsLog(path: path).append(record(1))
        #expect(throws: TrainingRecordError.unwritable(file: path, reason: "it holds the records of another run")) {
            try MetricsLog(path: path)
        }
        #expect(try MetricsLog.records(atPath: path) == [record(1)])
        // A run may go on whose file is gone.
        try MetricsLog(path: folder("other"), resumingAfter: 7).append(record(8))
        #expect(try MetricsLog.records(atPath: folder("other")) == [record(8)])
    }

    @Test(
        arguments: [
            ("{", "it is no JSON"), ("[1]", "it is no object"), ("3", "it is no object"),
            (#"{"epoch":1,"time":2}"#, "it has no \"step\""), (#"{"step":1,"epoch":1}"#, "it has no \"time\""),
            (#"{"step":"1","epoch":1,"time":2}"#, "\"step\" is no number"),
            (#"{"step":null,"epoch":1,"time":2}"#, "\"step\" is null"),
            (#"{"step":1,"epoch":1,"time":2,"a":[1]}"#, "\"a\" is no number"),
            (#"{"step":1,"epoch":1,"time":2,"a":"1"}"#, "\"a\" is no number"),
            (#"{"step":1.5,"epoch":1,"time":2}"#, nil), (#"{"step":1e30,"epoch":1,"time":2}"#, nil),
            (#"{"step":1,"epoch":1,"time":2,"a":1e999}"#, nil), ("\u{0}", nil),
        ] as [(String, String?)])
    func linesThatAreNoRecordsAreNamed(line: String, reason: String?) throws {
        let folder = try TemporaryFolder()
        let path = try folder.add("log", Array("{\"step\":1,\"epoch\":0,\"time\":0}\n\n \r\n\(line)\n".utf8))
        #expect {
            try MetricsLog.records(atPath: path)
        } throws: { error in
            guard case .malformed(path, line: 4, let found)? = error as? TrainingRecordError else { return false }
            return reason == nil || found == reason
        }
        let before = try text(path)
        #expect(throws: TrainingRecordError.self) { try MetricsLog(path: path, resumingAfter: 1) }
        #expect(try text(path) == before)
    }

    @Test func failuresNameTheFile() throws {
        let folder = try TemporaryFolder()
        #expect(throws: TrainingRecordError.unreadable(file: folder("a"), reason: "No such file or directory")) {
            try MetricsLog.records(atPath: folder("a"))
        }
        #expect(throws: TrainingRecordError.unwritable(file: folder("a/b"), reason: "No such file or directory")) {
            try MetricsLog(path: folder("a/b"))
        }
        let log = try MetricsLog(path: folder("log"))
        #expect(throws: TrainingRecordError.reservedName("step")) { try log.append(record(1, ["step": 1])) }
        #expect(try MetricsLog.records(atPath: log.path).isEmpty)
    }

    @Test(.enabled(if: SmallDisk.isPossible, "Mounting a small disk needs root on Linux"))
    func aFullDiskLeavesWholeLines() async throws {
        let folder = try TemporaryFolder()
        let disk = try await SmallDisk(at: folder("disk"), kilobytes: 8)
        defer { disk.eject() }
        let log = try MetricsLog(path: disk.path + "/log")
        var count = 0
        #expect(throws: TrainingRecordError.unwritable(file: log.path, reason: "No space left on device")) {
            for step in 0..<1000 {
                try log.append(record(step))
                count += 1
            }
        }
        #expect(count > 50)
        #expect(try MetricsLog.records(atPath: log.path).count == count)
        #expect(try text(log.path).hasSuffix("}\n"))
    }
}
