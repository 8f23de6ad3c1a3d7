import Testing
import Checkpoints

/// Whatever the bytes of a file are, opening it ends in a checkpoint or an error, and reading never leaves the file.
@Suite struct HostileFileTests {
    /// A small file of each layout, of two tensors, one of them a view.
    static let samples: [(name: String, bytes: [UInt8])] = [
        ("zip", zipCheckpoint(pickle: PickleAssembler.make { $0.stateDict(tensors(isLegacy: false)) })),
        ("legacy", legacyCheckpoint(pickle: PickleAssembler.make { $0.stateDict(tensors(isLegacy: true)) })),
        (
            "safetensors",
            safetensors(
                #"{"__metadata__":{"a":"bA"},"w":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"#
                    + #""v":{"dtype":"F16","shape":[4],"data_offsets":[8,16]}}"#)
        ),
    ]

    private static func tensors(isLegacy: Bool) -> [TensorDescription] {
        [
            TensorDescription(isLegacy: isLegacy),
            TensorDescription(name: "v", offset: 1, shape: [2], strides: [2], isLegacy: isLegacy),
        ]
    }

    @Test(arguments: samples.indices)
    func theSamplesAreWhole(_ index: Int) throws {
        #expect(try open(HostileFileTests.samples[index].bytes).entries.map(\.name) == ["w", "v"])
    }

    @Test(arguments: samples.indices)
    func everyTruncationIsAnError(_ index: Int) {
        let bytes = HostileFileTests.samples[index].bytes
        for count in 0..<bytes.count {
            #expect(refusal(Array(bytes[..<count])) != nil, "\(HostileFileTests.samples[index].name) cut to \(count)")
        }
    }

    @Test(arguments: samples.indices)
    func everyByteMayHaveAnyExtreme(_ index: Int) throws {
        let bytes = HostileFileTests.samples[index].bytes
        for place in bytes.indices {
            for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
                var changed = bytes
                changed[place] = value
                if let checkpoint = try? open(changed) { readAll(checkpoint) }
            }
        }
    }

    @Test(arguments: samples.indices)
    func randomChangesNeverTrap(_ index: Int) throws {
        var generator = SplitMix(state: 2_026 + UInt64(index))
        let bytes = HostileFileTests.samples[index].bytes
        for _ in 0..<6_700 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: changed.indices, using: &generator)
                switch Int.random(in: 0..<6, using: &generator) {
                case 0: changed[place] = .random(in: .min ... .max, using: &generator)
                case 1: changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                case 2: changed.remove(at: place)
                case 3: changed.insert(.random(in: .min ... .max, using: &generator), at: place)
                case 4: changed.insert(contentsOf: changed[place...].prefix(20), at: place)
                default: for other in changed[place...].indices.prefix(8) { changed[other] = 0xFF }
                }
                if changed.isEmpty { changed = [0] }
            }
            if let checkpoint = try? open(changed) { readAll(checkpoint) }
        }
    }

    @Test func namesWhatAFileIsInstead() throws {
        let expected: [(String, String)] = [
            ("version https://git-lfs.github.com/spec/v1", "Git LFS"), ("<!DOCTYPE html>", "web page"), ("x", "78"),
            (String(repeating: "\0", count: 257) + "ustar" + String(repeating: "\0", count: 250), "tar"),
        ]
        for (content, words) in expected {
            #expect(refusal(Array(content.utf8))?.contains(words) == true, "\(words)")
        }
        try withFile([]) { path in
            _ = #expect(throws: CheckpointError.self) { try Checkpoint(contentsOfFile: path) }
        }
        #expect(throws: CheckpointError.self) { try Checkpoint(contentsOfFile: "/") }
        #expect(throws: CheckpointError.self) { try Checkpoint(contentsOfFile: "/dev/zero") }
        #expect(throws: CheckpointError.self) { try Checkpoint(contentsOfFile: "/nonexistent/file") }
    }
}

/// Random numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
