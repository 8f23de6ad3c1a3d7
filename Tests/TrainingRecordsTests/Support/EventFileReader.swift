import Foundation
import TrainingRecords

/// Reads the framing of event files as their description has it: apart from the code that writes it.
enum EventFileReader {
    /// The records of a file, whose checks must hold.
    static func records(_ file: [UInt8]) throws -> [[UInt8]] {
        var records: [[UInt8]] = []
        var rest = file[...]
        while !rest.isEmpty {
            let length = try take(8, of: &rest)
            guard slowMaskedCheck(length) == number(try take(4, of: &rest)) else { throw Fault.check }
            let record = try take(Int(number(length)), of: &rest)
            guard slowMaskedCheck(record) == number(try take(4, of: &rest)) else { throw Fault.check }
            records.append(record)
        }
        return records
    }

    enum Fault: Error {
        case short
        case check
    }

    private static func take(_ count: Int, of rest: inout ArraySlice<UInt8>) throws -> [UInt8] {
        guard rest.count >= count else { throw Fault.short }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    private static func number(_ bytes: [UInt8]) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// CRC-32C by division of polynomials, a bit at a time, the highest power first: no table, nothing reversed but the bits
    /// of each byte and of the outcome.
    static func slowMaskedCheck(_ bytes: [UInt8]) -> UInt64 {
        let generator: UInt64 = 0x1_1edc_6f41
        var remainder: UInt64 = 0xffff_ffff
        for byte in bytes {
            for bit in 0..<8 {
                let next = UInt64(byte >> bit & 1)
                let carry = remainder >> 31 ^ next
                remainder = (remainder << 1) & 0xffff_ffff
                if carry == 1 { remainder ^= generator & 0xffff_ffff }
            }
        }
        var reflected: UInt64 = 0
        for bit in 0..<32 where (remainder >> bit) & 1 == 1 { reflected |= 1 << (31 - UInt64(bit)) }
        let crc = reflected ^ 0xffff_ffff
        // TFRecord: turned right by 15 bits, plus a constant, in 32 bits.
        return (((crc >> 15 | crc << 17) & 0xffff_ffff) + 0xa282_ead8) & 0xffff_ffff
    }
}
