import Foundation
import HostileInputs

/// What the program is told.
struct FuzzOptions {
    struct Fault: Error, CustomStringConvertible {
        var description: String
    }

    /// The inputs that one child reads.
    struct Part {
        var reader: HostileReader
        var numbers: Range<Int>
        var progress: String
        var scratch: String
    }

    var seed: UInt64 = 1
    var count = 100_000
    var from = 0
    var readers: [HostileReader]
    /// All readers; with the program itself, where it stands beside this one.
    let all: [HostileReader]
    var secondsPerInput = 10.0
    var memory = 1024
    var output = "fuzz-findings"
    var jobs = 2
    var lists = false
    var part: Part?

    init(_ arguments: [String]) throws {
        let binary =
            ((try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "") + "/../maskrcnn"
        let path = (binary as NSString).standardizingPath
        let isThere = FileManager.default.isExecutableFile(atPath: path)
        all = HostileReader.all + (isThere ? [HostileReader.command(path)] : [])
        readers = all
        var rest = arguments[...]
        func value(of option: String) throws -> String {
            guard let value = rest.popFirst() else { throw Fault(description: "\(option) needs a value") }
            return value
        }
        func number(of option: String, _ range: ClosedRange<Int> = 0...Int.max) throws -> Int {
            let text = try value(of: option)
            guard let number = Int(text), range.contains(number) else {
                throw Fault(description: "\(option): expected a number from \(range.lowerBound), found \(text)")
            }
            return number
        }
        var worker: (first: Int, end: Int, progress: String, scratch: String)?
        while let option = rest.popFirst() {
            switch option {
            case "--seed": seed = UInt64(try number(of: option))
            case "--count": count = try number(of: option, 1...1 << 40)
            case "--from": from = try number(of: option, 0...1 << 40)
            case "--readers": readers = try FuzzOptions.readers(named: try value(of: option), among: all)
            case "--seconds": secondsPerInput = Double(try number(of: option, 1...3600))
            case "--memory": memory = try number(of: option, 64...1 << 20)
            case "--output": output = try value(of: option)
            case "--jobs": jobs = try number(of: option, 1...256)
            case "--list": lists = true
            case "--worker":
                worker = (
                    try number(of: option), try number(of: option), try value(of: option), try value(of: option)
                )
            default: throw Fault(description: "unknown option \(option)")
            }
        }
        if let worker {
            guard let reader = readers.first, worker.first <= worker.end else { throw Fault(description: "no reader") }
            part = Part(
                reader: reader, numbers: worker.first..<worker.end, progress: worker.progress, scratch: worker.scratch)
        }
    }

    private static func readers(named names: String, among all: [HostileReader]) throws -> [HostileReader] {
        try names.split(separator: ",").map { name in
            guard let reader = all.first(where: { $0.name == name }) else {
                throw Fault(description: "there is no reader \(name); --list names all")
            }
            return reader
        }
    }
}
