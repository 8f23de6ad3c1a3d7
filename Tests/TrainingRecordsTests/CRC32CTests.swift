import Geometry
import TestSupport
import Testing
import TrainingRecords

@Suite struct CRC32CTests {
    /// RFC 3720, appendix B.4, and the check value of the catalogues.
    @Test(
        arguments: [
            (Array("123456789".utf8), 0xe306_9283), ([], 0),
            ([UInt8](repeating: 0, count: 32), 0x8a91_36aa), ([UInt8](repeating: 255, count: 32), 0x62a8_ab43),
            (Array(0..<32), 0x46dd_794e), (Array((0..<32).reversed()), 0x113f_db5c),
        ] as [([UInt8], UInt32)])
    func knownVectors(bytes: [UInt8], check: UInt32) {
        #expect(CRC32C.checksum(bytes) == check)
    }

    /// 0xe3069283 turned right by 15: its low 15 bits are 0x1283, its high 17 are 0x1c60d, so 0x1283 << 17 | 0x1c60d =
    /// 0x2507c60d; plus 0xa282ead8 is 0xc78ab0e5.
    @Test func theMaskTurnsAndAdds() {
        #expect(CRC32C.masked(Array("123456789".utf8)) == 0xc78a_b0e5)
    }

    @Test func framesAreReadBack() throws {
        let seed: UInt64 = 4711
        var generator = SeededGenerator(seed: seed)
        var file: [UInt8] = []
        var expected: [[UInt8]] = []
        for length in [0, 1, 7, 8, 255, 256, 70_000] {
            let record = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            expected.append(record)
            file += RecordFraming.framed(record)
        }
        #expect(try EventFileReader.records(file) == expected, "seed \(seed)")
        file[file.count / 2] ^= 1
        #expect(throws: EventFileReader.Fault.check) { try EventFileReader.records(file) }
    }
}
