#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Reads whole files that hold images.
enum InputFile {
    /// The bytes of a file whose beginning is that of an image.
    ///
    /// The rest is not read where the beginning is none, so that a wrong path of many gigabytes costs nothing.
    static func contents(of path: String) throws(ImagingError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(file: path, reason: systemReason()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(file: path, reason: systemReason()) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .unreadable(file: path, reason: "is a directory") }

        var bytes = try next(12, of: descriptor, path)
        guard !bytes.isEmpty else { throw .empty(file: path) }
        guard ImageFormat(startingWith: bytes) != nil else {
            throw .notAnImage(file: path, found: describeStart(of: bytes))
        }
        // A pipe has no size: it is read by the megabyte until it ends.
        let isRegular = status.st_mode & S_IFMT == S_IFREG
        let chunk = isRegular ? max(Int(status.st_size) - bytes.count, 1) : 1 << 20
        while true {
            let more = try next(chunk, of: descriptor, path)
            if more.isEmpty { return bytes }
            bytes += more
        }
    }

    /// Gives a closure the bytes of a file, of which only the pages that it touches are read; a pipe is read to its end.
    static func withMappedContents<Value>(
        of path: String, _ body: (UnsafeRawBufferPointer) throws(ImagingError) -> Value
    ) throws(ImagingError) -> Value {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(file: path, reason: systemReason()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(file: path, reason: systemReason()) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .unreadable(file: path, reason: "is a directory") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let bytes = try contents(of: path)
            return try bytes.withUnsafeBytes { bytes in
                Result { () throws(ImagingError) in try body(bytes) }
            }.get()
        }
        guard let count = Int(exactly: status.st_size), count > 0 else { throw .empty(file: path) }
        guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw .unreadable(file: path, reason: systemReason())
        }
        defer { munmap(address, count) }
        return try body(UnsafeRawBufferPointer(start: address, count: count))
    }

    /// How bytes that are no image begin, in words for a message.
    static func describeStart(of bytes: some Collection<UInt8>) -> String {
        if bytes.starts(with: "version https://git-lfs".utf8) {
            return "a pointer of Git LFS instead of the file, which `git lfs pull` fetches"
        }
        let start = bytes.prefix(12)
        if start.allSatisfy({ ($0 >= 32 && $0 < 127) || ($0 >= 9 && $0 <= 13) }) {
            let text = String(decoding: start.map { $0 < 32 ? 32 : $0 }, as: UTF8.self)
            return "text that begins with \"\(text)\""
        }
        let hex = start.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return "bytes that begin with \(hex.joined(separator: " "))"
    }

    /// The next bytes: as many as asked for, or fewer at the end of the file.
    private static func next(_ count: Int, of descriptor: Int32, _ path: String) throws(ImagingError) -> [UInt8] {
        var failure: ImagingError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = read(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled)
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failure = .unreadable(file: path, reason: systemReason()) }
                if got <= 0 { return }
                filled += got
            }
        }
        if let failure { throw failure }
        return bytes
    }
}
