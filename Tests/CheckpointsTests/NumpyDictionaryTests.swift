import Checkpoints
import Files
import Testing

/// Dictionaries in files of NumPy's, and zip files of other programs.
@Suite struct NumpyDictionaryTests {
    private func file(_ members: [(name: String, value: NumpyDictionaryWriter.Value)]) -> MappedFile {
        MappedFile(path: "x.npy", copying: NumpyDictionaryWriter.file(members))
    }

    @Test func arraysComeBack() throws {
        let dictionary = try NumpyDictionary(
            file([
                ("short", .array(type: "u2", shape: [2, 3], bytes: [1, 0, 2, 0, 0, 1, 4, 0, 5, 0, 255, 255])),
                ("flags", .array(type: "b1", shape: [2], bytes: [1, 0])), ("name", .text("ä.tif")),
                ("list", .list([.integer(0), .integer(1 << 40)])), ("diameter", .real(.nan)), ("none", .none),
                ("isTrue", .bool(true)),
            ]))
        #expect(dictionary.names == ["short", "flags", "name", "list", "diameter", "none", "isTrue"])
        let short = try #require(try dictionary.wholeNumbers("short"))
        #expect(short.shape == [2, 3] && short.values == [1, 2, 256, 4, 5, 65535])
        #expect(try dictionary.wholeNumbers("flags")?.values == [1, 0])
        #expect(dictionary.text("name") == "ä.tif" && dictionary.text("short") == nil)
        #expect(try dictionary.wholeNumbers("missing") == nil)
        #expect(throws: CheckpointError.self) { try dictionary.wholeNumbers("name") }
        #expect(throws: CheckpointError.self) { try dictionary.wholeNumbers("list") }
    }

    @Test func numbersThatAreNoneAreErrors() throws {
        for (type, bytes) in [("i2", [255, 255]), ("u8", [0, 0, 0, 0, 1, 0, 0, 0]), ("f4", [0, 0, 0, 0])]
            as [(String, [UInt8])]
        {
            let dictionary = try NumpyDictionary(file([("a", .array(type: type, shape: [1], bytes: bytes))]))
            #expect(throws: CheckpointError.self, "\(type)") { try dictionary.wholeNumbers("a") }
        }
        let short = try NumpyDictionary(file([("a", .array(type: "u2", shape: [3], bytes: [1, 0]))]))
        #expect(throws: CheckpointError.self) { try short.wholeNumbers("a") }
    }

    /// Every beginning of a file is an error, and no byte of it that is changed is worse than one.
    @Test func damagedFilesAreErrors() throws {
        let bytes = NumpyDictionaryWriter.file([("masks", .array(type: "u2", shape: [1, 2], bytes: [1, 0, 2, 0]))])
        for count in 0..<bytes.count {
            #expect(throws: CheckpointError.self) {
                try NumpyDictionary(MappedFile(path: "x", copying: Array(bytes.prefix(count))))
            }
        }
        for place in bytes.indices {
            for value: UInt8 in [0, 0x2e, 0x80, 0xff] {
                var changed = bytes
                changed[place] = value
                let file = MappedFile(path: "x", copying: changed)
                _ = try? (try? NumpyDictionary(file))?.wholeNumbers("masks")
            }
        }
    }

    @Test func zipEntriesComeBack() throws {
        let entries = [ZipFile.Entry(name: "a.roi", bytes: [1, 2, 3]), ZipFile.Entry(name: "part/ü.roi", bytes: [])]
        let file = MappedFile(path: "x.zip", copying: ZipFile.bytes(entries))
        let read = try ZipFile.entries(of: file)
        #expect(read.map(\.name) == entries.map(\.name) && read.map(\.bytes) == entries.map(\.bytes))
        for count in 0..<file.bytes.count {
            #expect(throws: CheckpointError.self) {
                try ZipFile.entries(of: MappedFile(path: "x", copying: Array(file.bytes.prefix(count))))
            }
        }
    }

    /// 1,000 zeros as Python's zipfile deflates them, and the same with a claim of another length.
    @Test func deflatedEntriesAreInflated() throws {
        let zip: [UInt8] = deflatedZeros
        let read = try ZipFile.entries(of: MappedFile(path: "x.zip", copying: zip))
        #expect(read.map(\.name) == ["zeros"] && read[0].bytes == [UInt8](repeating: 0, count: 1000))
        for claim: UInt8 in [0xe7, 0xe9] {
            var changed = zip
            // 1000 is 0x03e8, in the local header and in the directory.
            for place in zip.indices.dropLast() where zip[place] == 0xe8 && zip[place + 1] == 3 {
                changed[place] = claim
            }
            #expect(throws: CheckpointError.self) {
                try ZipFile.entries(of: MappedFile(path: "x.zip", copying: changed))
            }
        }
    }
}

/// `zipfile.ZipFile.writestr(ZipInfo("zeros"), bytes(1000), ZIP_DEFLATED)`.
private let deflatedZeros: [UInt8] = [
    80, 75, 3, 4, 20, 0, 0, 0, 8, 0, 0, 0, 33, 0, 128, 23, 11, 6, 11, 0,
    0, 0, 232, 3, 0, 0, 5, 0, 0, 0, 122, 101, 114, 111, 115, 99, 96, 24, 5, 163,
    96, 20, 12, 119, 0, 0, 80, 75, 1, 2, 20, 3, 20, 0, 0, 0, 8, 0, 0, 0,
    33, 0, 128, 23, 11, 6, 11, 0, 0, 0, 232, 3, 0, 0, 5, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 128, 1, 0, 0, 0, 0, 122, 101, 114, 111, 115, 80, 75, 5,
    6, 0, 0, 0, 0, 1, 0, 1, 0, 51, 0, 0, 0, 46, 0, 0, 0, 0, 0,
]
