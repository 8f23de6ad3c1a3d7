#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// What the system says of memory.
package struct SystemMemory {
    /// The machine's memory; nil where it is not told.
    package var machine: Int?
    /// This process's addresses, its data, and what of its memory is in RAM.
    package var addresses = 0
    package var data = 0
    package var resident = 0
    /// `ulimit -v` and `-d`; nil where there is none.
    package var addressLimit: Int?
    package var dataLimit: Int?

    /// The limits that follow.
    ///
    /// Libraries map much that they never touch; what is left of a limit on addresses or data is what counts. What other programs
    /// leave at this moment is no limit: it would refuse today what was done yesterday.
    package var limits: [MemoryLimit] {
        var limits: [MemoryLimit] = []
        if let machine { limits.append(MemoryLimit(bytes: machine, source: .machine)) }
        if let addressLimit {
            limits.append(MemoryLimit(bytes: max(addressLimit - addresses, 0) + resident, source: .addressSpace))
        }
        if let dataLimit {
            limits.append(MemoryLimit(bytes: max(dataLimit - data, 0) + resident, source: .dataSegment))
        }
        return limits
    }

    /// Knows nothing.
    package init() {}

    package static func current() -> SystemMemory {
        var memory = SystemMemory()
        memory.addressLimit = limit(RLIMIT_AS)
        memory.dataLimit = limit(RLIMIT_DATA)
        #if canImport(Darwin)
            var bytes: UInt64 = 0
            var size = MemoryLayout<UInt64>.size
            if sysctlbyname("hw.memsize", &bytes, &size, nil, 0) == 0 { memory.machine = Int(clamping: bytes) }
        #else
            memory.read(root: "")
        #endif
        return memory
    }

    /// Reads what Linux tells.
    package mutating func read(root: String) {
        let machine = Self.fields(root + "/proc/meminfo")
        self.machine = machine["MemTotal"]
        let own = Self.fields(root + "/proc/self/status")
        addresses = own["VmSize"] ?? 0
        data = own["VmData"] ?? 0
        resident = own["VmRSS"] ?? 0
    }

    /// The lines of a file that are "Name:   number kB", in bytes.
    private static func fields(_ path: String) -> [String: Int] {
        var fields: [String: Int] = [:]
        for line in (SystemText.read(path) ?? "").split(separator: "\n") {
            let parts = line.split(whereSeparator: { $0 == ":" || $0.isWhitespace })
            guard parts.count == 3, parts[2] == "kB", let count = Int(parts[1]) else { continue }
            let (bytes, overflow) = count.multipliedReportingOverflow(by: 1024)
            if !overflow { fields[String(parts[0])] = bytes }
        }
        return fields
    }

    #if canImport(Glibc)
        private static func limit(_ resource: __rlimit_resource) -> Int? {
            var limits = rlimit()
            guard getrlimit(__rlimit_resource_t(resource.rawValue), &limits) == 0 else { return nil }
            // No limit is the highest number, which Int does not hold.
            return Int(exactly: limits.rlim_cur)
        }
    #else
        private static func limit(_ resource: Int32) -> Int? {
            var limits = rlimit()
            guard getrlimit(resource, &limits) == 0, limits.rlim_cur != RLIM_INFINITY else { return nil }
            return Int(exactly: limits.rlim_cur)
        }
    #endif
}

/// Files in which the system tells about itself: their sizes are given as 0.
enum SystemText {
    /// The file's text, of which no more than a mebibyte is read; nil where it cannot be read.
    static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < 1 << 20 {
            let count = Self.next(descriptor, &buffer)
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes += buffer.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func next(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
        while true {
            let count = Int(systemRead(descriptor, &buffer, buffer.count))
            if count < 0 && errno == EINTR { continue }
            return count
        }
    }
}

/// The system's `read`, which the method of that name hides.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
