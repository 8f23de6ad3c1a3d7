import Testing
import Checkpoints

@Suite struct LegacyTests {
    private func file(
        _ tensors: [TensorDescription], _ storages: [(key: String, count: Int64, bytes: [UInt8])]
    ) -> [UInt8] {
        let pickle = PickleAssembler.make { $0.stateDict(tensors) }
        return legacyCheckpoint(pickle: pickle, storages: storages)
    }

    @Test func copiesOnlyWhatLiesUnaligned() throws {
        // The length of a name moves the storage by a byte each time.
        for length in 1...8 {
            let name = String(repeating: "w", count: length)
            let bytes = file([TensorDescription(name: name, isLegacy: true)], [("0", 4, fourFloats)])
            let tensor = try #require(try open(bytes)[name])
            #expect(tensor.storage.isMapped)
            #expect(Int(bitPattern: tensor.storage.baseAddress).isMultiple(of: 4))
            #expect([UInt8](UnsafeRawBufferPointer(start: tensor.storage.baseAddress, count: 16)) == fourFloats)
        }
    }

    @Test func readsAViewOfAStorage() throws {
        // The identifier's last part, in the stead of None: a view of 2 elements from 1.
        var pickle = PickleAssembler(bytes: [0x80, 2, UInt8(ascii: "}")])
        pickle.text("w")
        pickle.global("torch._utils", "_rebuild_tensor")
        pickle.bytes += "((".utf8
        pickle.text("storage")
        pickle.global("torch", "FloatStorage")
        pickle.text("0")
        pickle.text("cpu")
        pickle.int(4)
        pickle.op("(")
        pickle.text("view")
        pickle.int(1)
        pickle.int(2)
        pickle.bytes += "ttQ".utf8
        pickle.int(0)
        pickle.ints([2])
        pickle.ints([1])
        pickle.bytes += "tRs.".utf8
        let checkpoint = try open(legacyCheckpoint(pickle: pickle.bytes))
        #expect(checkpoint["w"]?.contiguousBytes() == Array(fourFloats[4..<12]))
    }

    @Test func refusesStoragesThatLie() {
        let tensor = TensorDescription(isLegacy: true)
        for count in [Int64.max, .min, -1, 5, 3, 1 << 61] {
            #expect(refusal(file([tensor], [("0", count, fourFloats)])) != nil, "\(count)")
        }
        #expect(refusal(file([tensor], [("1", 4, fourFloats)])) != nil)
        #expect(refusal(file([tensor], [("0", 4, fourFloats), ("0", 4, fourFloats)])) != nil)
        let second = TensorDescription(name: "v", storageClass: "DoubleStorage", count: 2, isLegacy: true)
        #expect(refusal(file([tensor, second], [("0", 4, fourFloats)]))?.contains("one type") == true)
    }
}
