import Foundation

/// The peer's answers, kept in `.build/parity-cache` so that repeated runs of the tests are quick. `make clean` empties it.
enum ParityCache {
    private static let folder = Peer.packageRoot.appendingPathComponent(".build/parity-cache", isDirectory: true)
    private static let lock = NSLock()

    /// A name for what is asked: 16 hexadecimal digits over the scripts, the arguments and the content of the inputs.
    ///
    /// An input in the cache itself is told by its name, which tells its content.
    static func key(script: String, arguments: [String], inputs: [URL]) throws -> String {
        var hash = FNV()
        for file in try scriptFiles() { hash.add(try Data(contentsOf: file)) }
        hash.add(Data(([script] + arguments).joined(separator: "\0").utf8))
        for file in inputs where file.deletingLastPathComponent().path != folder.path {
            hash.add(try Data(contentsOf: file, options: .mappedIfSafe))
        }
        return String(hash.value, radix: 16)
    }

    /// The file of a key, made by `make` at the path it is given when it is not there yet.
    ///
    /// Tests run beside each other: one makes files at a time, and a file appears under its name only when it is whole.
    static func file(key: String, name: String, make: (String) throws -> Void) throws -> URL {
        lock.lock()
        defer { lock.unlock() }
        let result = folder.appendingPathComponent("\(key)-\(name)")
        if FileManager.default.fileExists(atPath: result.path) { return result }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let partial = folder.appendingPathComponent("partial-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: partial, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: partial) }
        try make(partial.appendingPathComponent(name).path)
        // The file itself last: it tells that those beside it are there.
        let made = try FileManager.default.contentsOfDirectory(atPath: partial.path)
        for file in made.filter({ $0 != name }) + [name] {
            let target = folder.appendingPathComponent("\(key)-\(file)")
            if FileManager.default.fileExists(atPath: target.path) { try FileManager.default.removeItem(at: target) }
            try FileManager.default.moveItem(at: partial.appendingPathComponent(file), to: target)
        }
        return result
    }

    /// All of `Tools/parity`, in one order: each script imports others.
    private static func scriptFiles() throws -> [URL] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: Peer.scripts.path)
        return names.filter { $0.hasSuffix(".py") }.sorted().map { Peer.scripts.appendingPathComponent($0) }
    }
}

/// The FNV-1a hash, which is the same in every process (Swift's own is not), over words of eight bytes.
private struct FNV {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ data: Data) {
        data.withUnsafeBytes { bytes in
            let words = bytes.count / 8
            for index in 0..<words { mix(bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)) }
            for byte in bytes[(words * 8)...] { mix(UInt64(byte)) }
        }
        mix(UInt64(data.count))
    }

    private mutating func mix(_ word: UInt64) {
        value = (value ^ word) &* 0x100_0000_01b3
        value ^= value >> 29
    }
}
