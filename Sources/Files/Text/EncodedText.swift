#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// Text whose encoding is named, such as an XML file's, as UTF-8.
package enum EncodedText {
    /// Encodings of annotations as they are met, by the system's names for them. Each stands for the one that holds it:
    /// what is declared as GB2312 has characters of GBK more often than not.
    private static let known: [String: String] = [
        "utf-16": "UTF-16", "utf-16le": "UTF-16LE", "utf-16be": "UTF-16BE",
        "iso-8859-1": "ISO-8859-1", "latin1": "ISO-8859-1", "latin-1": "ISO-8859-1", "iso-8859-2": "ISO-8859-2",
        "iso-8859-5": "ISO-8859-5", "iso-8859-15": "ISO-8859-15", "windows-1250": "CP1250", "windows-1251": "CP1251",
        "windows-1252": "CP1252", "cp1252": "CP1252", "koi8-r": "KOI8-R",
        "gb2312": "GB18030", "gbk": "GB18030", "gb18030": "GB18030", "cp936": "GB18030", "big5": "BIG5",
        "shift_jis": "CP932", "sjis": "CP932", "cp932": "CP932", "windows-31j": "CP932", "euc-jp": "EUC-JP",
        "euc-kr": "CP949", "cp949": "CP949",
    ]

    /// Bytes of a named encoding as UTF-8, checked strictly.
    /// - Throws: `TextFault` where the encoding is not known, or the bytes are not of it.
    package static func utf8(_ bytes: UnsafeRawBufferPointer, encoding name: String) throws(TextFault) -> [UInt8] {
        let plain = name.lowercased()
        if ["utf-8", "utf8", "us-ascii", "ascii"].contains(plain) {
            if let fault = UTF8Text.fault(in: bytes) { throw fault }
            return Array(bytes)
        }
        guard let encoding = known[plain] else {
            throw TextFault(
                line: 1, expected: "text in UTF-8 or a usual encoding",
                found: "the encoding \(String(name.prefix(40)).debugDescription)")
        }
        let converted = try converted(bytes, from: encoding, name: name)
        return try converted.withUnsafeBytes { result in
            Result { () throws(TextFault) in
                if let fault = UTF8Text.fault(in: result) { throw fault }
                return converted
            }
        }.get()
    }

    private static func converted(
        _ bytes: UnsafeRawBufferPointer, from encoding: String, name: String
    ) throws(TextFault) -> [UInt8] {
        guard let converter = iconv_open("UTF-8", encoding), converter != iconv_t(bitPattern: -1) else {
            throw TextFault(line: 1, found: "\(name), which this system has no table for")
        }
        defer { iconv_close(converter) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 2)
        var chunk = [CChar](repeating: 0, count: 1 << 16)
        // The system's function takes a pointer to what may be changed, and changes nothing there.
        var source = UnsafeMutablePointer(mutating: bytes.assumingMemoryBound(to: CChar.self).baseAddress)
        var left = bytes.count
        while left > 0 {
            let (code, written) = chunk.withUnsafeMutableBufferPointer { buffer -> (Int32, Int) in
                var target = buffer.baseAddress
                var room = buffer.count
                let count = iconv(converter, &source, &left, &target, &room)
                return (count == Int(bitPattern: UInt.max) ? errno : 0, buffer.count - room)
            }
            result += chunk[..<written].lazy.map { UInt8(bitPattern: $0) }
            if code != 0, code != E2BIG {
                let offset = bytes.count - left
                let line = bytes[..<offset].count { $0 == UInt8(ascii: "\n") } + 1
                throw TextFault(
                    line: line, expected: "text in \(name), as the file says",
                    found: "the byte 0x\(String(bytes[offset], radix: 16)), which is none there")
            }
        }
        return result
    }
}
