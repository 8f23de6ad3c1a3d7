import Foundation

/// A program whose memory is watched.
struct Tool {
    let path: String
    /// Where it runs.
    let folder: URL

    enum Failure: Error, CustomStringConvertible {
        case notThere(String)
        case ended(String, Int32, String)

        var description: String {
            switch self {
            case .notThere(let path): "\(path): no such program; `make build` makes it"
            case .ended(let what, let status, let errors): "\(what) ended with \(status): \(errors.suffix(2000))"
            }
        }
    }

    /// Makes an empty folder.
    func prepare() throws {
        guard FileManager.default.isExecutableFile(atPath: path) else { throw Failure.notThere(path) }
        // Only what a soak makes is removed.
        for name in ["cells", "pictures", "predictions", "steps", "evaluations"] {
            try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
        }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Runs to the end.
    func callAsFunction(_ arguments: [String]) throws {
        _ = try watch("set-up", executable: path, arguments)
    }

    /// Runs to the end and takes down its memory meanwhile.
    func watch(_ name: String, executable: String? = nil, _ arguments: [String]) throws -> MemoryCurve {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable ?? path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        let log = folder.appendingPathComponent("log.txt")
        try Data().write(to: log)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: log)
        let start = Date()
        try process.run()
        var samples: [MemoryCurve.Sample] = []
        var pause = 0.02
        while process.isRunning {
            if let bytes = ResidentMemory.bytes(of: process.processIdentifier) {
                samples.append(MemoryCurve.Sample(seconds: Date().timeIntervalSince(start), bytes: bytes))
            }
            Thread.sleep(forTimeInterval: pause)
            // Some thousand samples of a run of any length.
            pause = max(pause, Date().timeIntervalSince(start) / 2000)
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            throw Failure.ended(name, process.terminationStatus, text)
        }
        return MemoryCurve(name: name, samples: samples)
    }
}

/// What of a process's memory is in RAM.
enum ResidentMemory {
    static func bytes(of process: Int32) -> Int? {
        #if os(Linux)
            // Anonymous pages: those of files, such as LibTorch's code, come and go as the system likes.
            guard
                let data = try? FileHandle(forReadingFrom: URL(fileURLWithPath: "/proc/\(process)/status")).readToEnd(),
                let line = String(decoding: data, as: UTF8.self).split(separator: "\n")
                    .first(where: { $0.hasPrefix("RssAnon:") }),
                let kibibytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
            else { return nil }
            return kibibytes << 10
        #else
            let ps = Process()
            ps.executableURL = URL(fileURLWithPath: "/bin/ps")
            ps.arguments = ["-o", "rss=", "-p", String(process)]
            let pipe = Pipe()
            ps.standardOutput = pipe
            guard (try? ps.run()) != nil, let data = try? pipe.fileHandleForReading.readToEnd() else { return nil }
            return Int(String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)).map {
                $0 << 10
            }
        #endif
    }
}
