import Foundation
import HostileInputs

/// The parent: gives parts of the work to children, watches them, and keeps what ended them.
final class Campaign {
    private struct Tally {
        var inputs = 0
        var accepted = 0
        var findings = 0
        var seconds = 0.0
        var peak = 0
    }

    private struct Task {
        var reader: Int
        var numbers: Range<Int>
    }

    private let options: FuzzOptions
    private var tasks: [Task] = []
    private var tallies: [Tally]
    private let folder: String

    private static let inputsOfTask = 5000

    init(_ options: FuzzOptions) throws {
        self.options = options
        tallies = options.readers.map { _ in Tally() }
        let all = options.readers.reduce(0) { $0 + $1.share }
        for (index, reader) in options.readers.enumerated() {
            let count = max(1, options.count * reader.share / max(all, 1))
            for first in stride(from: 0, to: count, by: Campaign.inputsOfTask) {
                let start = options.from + first
                tasks.append(
                    Task(reader: index, numbers: start..<options.from + min(first + Campaign.inputsOfTask, count)))
            }
        }
        tasks.reverse()
        folder = FileManager.default.temporaryDirectory.path + "/fuzz-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// Reads all inputs; whether all were read or refused as they should be.
    func run() throws -> Bool {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let start = ContinuousClock().now
        var children = (0..<options.jobs).compactMap { self.child(in: $0) }
        while !children.isEmpty {
            usleep(20_000)
            for index in children.indices.reversed() where children[index].hasEnded(after: options.secondsPerInput) {
                take(children[index])
                let slot = children[index].slot
                if let next = child(in: slot) { children[index] = next } else { children.remove(at: index) }
            }
        }
        print("reader\tinputs\taccepted\tfindings\tseconds\tpeak MB")
        for (reader, tally) in zip(options.readers, tallies) {
            print(
                "\(reader.name)\t\(tally.inputs)\t\(tally.accepted)\t\(tally.findings)\t\(Int(tally.seconds))\t\(tally.peak)"
            )
        }
        let (inputs, findings) = tallies.reduce((0, 0)) { ($0.0 + $1.inputs, $0.1 + $1.findings) }
        print(
            "all: seed \(options.seed), \(inputs) inputs, \(findings) findings, \((ContinuousClock().now - start).components.seconds) s"
        )
        return findings == 0
    }

    private func child(in slot: Int) -> Child? {
        guard let task = tasks.popLast() else { return nil }
        return Child(slot: slot, reader: task.reader, numbers: task.numbers, options: options, folder: folder)
    }

    /// Counts what a child has read, and keeps what ended it before its time.
    private func take(_ child: Child) {
        let reader = options.readers[child.reader]
        tallies[child.reader].inputs += child.progress.begun
        tallies[child.reader].accepted += child.progress.accepted
        tallies[child.reader].seconds += child.seconds
        tallies[child.reader].peak = max(tallies[child.reader].peak, child.peak)
        for line in child.output.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let number = Int(parts[0]) else { continue }
            keep(number, of: child.reader, "wrong", String(parts[1]))
        }
        guard !child.progress.isDone else { return }
        let number = child.progress.number
        keep(number, of: child.reader, child.isKilled ? "hang" : "trap", child.ending)
        if number + 1 < child.numbers.upperBound {
            tasks.append(Task(reader: child.reader, numbers: number + 1..<child.numbers.upperBound))
        }
        _ = reader
    }

    private func keep(_ number: Int, of index: Int, _ kind: String, _ what: String) {
        let reader = options.readers[index]
        tallies[index].findings += 1
        let path = "\(options.output)/\(reader.name)-\(options.seed)-\(number)-\(kind)"
        try? reader.input(number, seed: options.seed).write(to: path)
        print("\(kind): \(reader.name), seed \(options.seed), input \(number): \(what.prefix(300)) (\(path))")
        fflush(nil)
    }
}
