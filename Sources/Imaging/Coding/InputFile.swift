internal import Files

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Reads whole files that hold images; what is no regular file is refused.
enum InputFile {
    /// The bytes of a file whose beginning is that of an image.
    ///
    /// The rest is not read where the beginning is none, so that a wrong path of many gigabytes costs nothing.
    static func contents(of path: String) throws(ImagingError) -> [UInt8] {
        let file = try open(path)
        var bytes = try next(12, of: file)
        guard !bytes.isEmpty else { throw .empty(file: path) }
        guard ImageFormat(startingWith: bytes) != nil else {
            throw .notAnImage(file: path, found: describeStart(of: bytes))
        }
        try checkMemory(file.size, for: "reading it", of: path)
        while true {
            let more = try next(max(file.size - bytes.count, 1 << 12), of: file)
            if more.isEmpty { return bytes }
            // Appending may have the old and a new place of twice the size at once.
            try checkMemory(.product(3, bytes.count + more.count), for: "reading it", of: path)
            bytes += more
        }
    }

    /// Files up to this size are read whole; of larger ones, such as stacks of many pages, only what the decoder touches.
    ///
    /// A mapped file that another program cuts short takes its pages away, which ends the process: so the usual file is read.
    private static let mostOfWholeFile = 64 << 20

    /// Gives a closure the bytes of a file whose beginning is that of an image.
    static func withContents<Value>(
        of path: String, _ body: (UnsafeRawBufferPointer) throws(ImagingError) -> Value
    ) throws(ImagingError) -> Value {
        if let size = (try? FileStatus(of: path))?.size, size > mostOfWholeFile {
            return try withMappedContents(of: path, body)
        }
        let bytes = try contents(of: path)
        return try bytes.withUnsafeBytes { bytes in
            Result { () throws(ImagingError) in try body(bytes) }
        }.get()
    }

    /// Gives a closure the bytes of a file, of which only the pages that it touches are read.
    static func withMappedContents<Value>(
        of path: String, _ body: (UnsafeRawBufferPointer) throws(ImagingError) -> Value
    ) throws(ImagingError) -> Value {
        let file = try open(path)
        guard file.size > 0 else { throw .empty(file: path) }
        guard let address = mmap(nil, file.size, PROT_READ, MAP_PRIVATE, file.descriptor, 0), address != MAP_FAILED
        else {
            throw .unreadable(file: path, reason: systemReason())
        }
        defer { munmap(address, file.size) }
        return try body(UnsafeRawBufferPointer(start: address, count: file.size))
    }

    private static func open(_ path: String) throws(ImagingError) -> RegularFile {
        do throws(FileError) {
            return try RegularFile(path: path)
        } catch {
            throw .unreadable(file: path, reason: error.reason)
        }
    }

    private static func next(_ count: Int, of file: RegularFile) throws(ImagingError) -> [UInt8] {
        do throws(FileError) {
            return try file.next(count)
        } catch {
            throw .unreadable(file: file.path, reason: error.reason)
        }
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
}
