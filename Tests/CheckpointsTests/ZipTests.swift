import Testing
import Checkpoints

@Suite struct ZipTests {
    private static let pickle = PickleAssembler.make { $0.stateDict([TensorDescription()]) }
    private let parts = checkpointParts(pickle: ZipTests.pickle)

    @Test func acceptsACommentAndAnyFolder() throws {
        let comment: [UInt8] = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 7, count: 30)
        let renamed = parts.map { ZipPart(name: $0.name.replacing("archive", with: "été"), bytes: $0.bytes) }
        #expect(try open(zipFile(renamed, comment: comment))["w"]?.contiguousBytes() == fourFloats)
    }

    /// Words of the error, and the change to the entries that makes it.
    static let changes: [(String, @Sendable (inout [ZipPart]) -> Void)] = [
        ("\"archive/data/0\" compressed with method 8", { $0[1].method = 8 }),
        ("\"archive/data.pkl\" compressed with method 8", { $0[0].method = 8 }),
        ("encrypted", { $0[1].flags = 1 }),
        ("twice", { $0.append($0[1]) }),
        ("more bytes", { $0[2].claimedSize = 1 << 20 }),
        ("overlap", { $0[0].claimedSize = UInt32($0[0].bytes.count + 1) }),
        ("offset 4000000000", { $0[1].claimedOffset = 4_000_000_000 }),
        ("no zip entry", { $0[1].claimedOffset = 1 }),
        ("without a data.pkl", { $0[0].name = "archive/other" }),
        ("several", { $0.append(ZipPart(name: "b/data.pkl", bytes: [])) }),
        ("TorchScript", { $0.append(ZipPart(name: "archive/constants.pkl", bytes: [])) }),
        ("no such entry", { $0[1].name = "archive/data/7" }),
        ("version 1...10", { $0[2].bytes = Array("11".utf8) }),
        ("no version", { $0.removeLast() }),
        ("\"big\"", { $0.append(ZipPart(name: "archive/byteorder", bytes: Array("big".utf8))) }),
        ("found 8 bytes", { $0[1].bytes.removeLast(8) }),
        ("bytes of the zip entry", { $0[1].claimedSize = 0xFFFF_FFFF }),
    ]

    @Test(arguments: changes.indices)
    func refuses(_ index: Int) {
        let (words, change) = ZipTests.changes[index]
        var changed = parts
        change(&changed)
        let message = refusal(zipFile(changed)) ?? "opened"
        #expect(message.contains(words), "\(message)")
    }

    @Test func refusesEntriesThatShareBytes() {
        // The bomb of overlapping entries: a second name for the bytes that a first one has.
        var file = parts
        file.insert(file[1], at: 2)
        file[2].name = "archive/data/1"
        let first = 30 + file[0].name.utf8.count + file[0].bytes.count
        file[2].claimedOffset = UInt32(first)
        #expect(refusal(zipFile(file)) != nil)
    }

    @Test func refusesCountsThatLie() {
        for count: UInt16 in [0, 1, 2, 4, 1_000, 0xFFFF] {
            #expect(refusal(zipFile(parts, count: count)) != nil)
        }
    }

    @Test func readsOverSixtyFourThousandEntries() throws {
        // So many that the count no longer fits the directory's short record.
        let entries = try (0..<66_000).map { number in
            Checkpoint.Entry(
                name: "w\(number)", tensor: try StoredTensor(dtype: .int32, shape: [], bytes: little(Int32(number))))
        }
        try withFile([]) { path in
            try Checkpoint.writeTorch(entries, to: path)
            let checkpoint = try Checkpoint(contentsOfFile: path)
            #expect(checkpoint.entries.count == 66_000)
            #expect(checkpoint["w65999"]?.contiguousBytes() == little(Int32(65_999)))
        }
    }
}
