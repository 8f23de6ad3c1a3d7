import Foundation

/// The processor that this process runs on.
enum Processor {
    /// What its maker calls it; nil where the system does not tell.
    static var name: String? {
        #if os(Linux)
            let lines = SystemFile.text("/proc/cpuinfo")?.split(separator: "\n") ?? []
            guard let line = lines.first(where: { $0.hasPrefix("model name") }) else { return nil }
            return line.firstIndex(of: ":").map { line[line.index(after: $0)...].trimmingCharacters(in: .whitespaces) }
        #else
            var length = 0
            guard sysctlbyname("machdep.cpu.brand_string", nil, &length, nil, 0) == 0 else { return nil }
            var bytes = [UInt8](repeating: 0, count: length)
            guard sysctlbyname("machdep.cpu.brand_string", &bytes, &length, nil, 0) == 0 else { return nil }
            return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        #endif
    }
}
