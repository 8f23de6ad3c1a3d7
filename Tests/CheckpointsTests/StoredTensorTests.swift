import Testing
import Checkpoints

@Suite struct StoredTensorTests {
    /// The numbers 0 to 23.
    private let storage = TensorStorage(copying: Array(0..<24))

    private func view(_ shape: [Int], _ strides: [Int], offset: Int = 0) throws -> StoredTensor {
        try StoredTensor(dtype: .uint8, shape: shape, strides: strides, offset: offset, storage: storage)
    }

    @Test func materialisesViews() throws {
        // Element (i, j) of a transposed 3 × 2 lies at i + 2 j.
        #expect(try view([2, 3], [1, 2]).contiguousBytes() == [0, 2, 4, 1, 3, 5])
        #expect(try view([2, 2], [12, 1], offset: 3).contiguousBytes() == [3, 4, 15, 16])
        #expect(try view([3], [0], offset: 7).contiguousBytes() == [7, 7, 7])
        #expect(try view([], [], offset: 23).contiguousBytes() == [23])
        #expect(try view([2, 0, 5], [1, 1, 1], offset: 99).contiguousBytes() == [])
        #expect(try view([1, 2, 1], [.max, 1, .max]).contiguousBytes() == [0, 1])
        #expect(try view([2, 1, 2], [4, .max, 2]).contiguousBytes() == [0, 2, 4, 6])
    }

    @Test func materialisesEveryPermutation() throws {
        // Against the definition: the element at (i, j, k) lies at the sum of index × stride.
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let shape = order.map { [2, 3, 4][$0] }
            let strides = order.map { [12, 4, 1][$0] }
            var expected: [UInt8] = []
            for i in 0..<shape[0] {
                for j in 0..<shape[1] {
                    for k in 0..<shape[2] {
                        expected.append(UInt8(i * strides[0] + j * strides[1] + k * strides[2]))
                    }
                }
            }
            let tensor = try view(shape, strides)
            #expect(tensor.contiguousBytes() == expected)
            #expect(tensor.isContiguous == (order == [0, 1, 2]))
        }
    }

    @Test func tellsLayouts() throws {
        #expect(try view([2, 3, 2, 2], [12, 4, 2, 1]).isContiguous)
        #expect(try view([2, 3, 2, 2], [12, 1, 6, 3]).isChannelsLast)
        #expect(try !view([2, 3, 2, 2], [12, 1, 6, 3]).isContiguous)
        #expect(try !view([3, 2], [1, 3]).isChannelsLast)
        #expect(try view([1, 3], [7, 1]).isContiguous)
    }

    @Test(arguments: [
        ([25], [1], 0), ([1], [1], 24), ([1], [1], -1), ([-1], [1], 0), ([2], [-1], 5), ([2, 2], [1], 0),
        ([2], [.max], 0), ([.max, .max], [0, 0], 0), ([1 << 40], [0], 0), ([2], [1], .max),
        ([2, 2], [.max, .max], .max),
        ([0, .max, .max], [1, 1, 1], 0), ([Int](repeating: 1, count: 65), [Int](repeating: 1, count: 65), 0),
    ])
    func refusesWhatLeavesTheStorage(_ shape: [Int], _ strides: [Int], _ offset: Int) {
        #expect(throws: CheckpointError.self) { try view(shape, strides, offset: offset) }
    }

    @Test func keepsForeignMemoryAlive() throws {
        final class Owner: Sendable {
            let ended: @Sendable () -> Void
            init(_ ended: @escaping @Sendable () -> Void) { self.ended = ended }
            deinit { ended() }
        }
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 4, alignment: 16)
        bytes.copyBytes(from: [1, 2, 3, 4])
        // The owner's end fills the bytes; as long as the tensor lives they stay.
        nonisolated(unsafe) let memory = bytes
        var tensor: StoredTensor? = try StoredTensor(
            dtype: .uint8, shape: [4],
            storage: TensorStorage(
                unsafeBytes: UnsafeRawBufferPointer(bytes),
                keepingAlive: Owner { memory.copyBytes(from: [9, 9, 9, 9]) }))
        #expect(tensor?.contiguousBytes() == [1, 2, 3, 4])
        tensor = nil
        #expect(Array(bytes) == [9, 9, 9, 9])
        bytes.deallocate()
    }

    @Test func convertsFloatingPointNumbers() throws {
        let values: [Float] = [
            0, -0.0, 1, 65504, 65519.996, 65520, 0x1p-24, 0x1p-25, 0x1.8p-25, 1 + 0x1p-11, 1 + 0x3p-11,
        ]
        let tensor = try StoredTensor(
            dtype: .float32, shape: [values.count], bytes: values.flatMap { little($0.bitPattern) })
        let half: [UInt16] = [0, 0x8000, 0x3C00, 0x7BFF, 0x7BFF, 0x7C00, 1, 0, 1, 0x3C00, 0x3C02]
        #expect(try tensor.converted(to: .float16).contiguousBytes() == half.flatMap { little($0) })
        // 1 + 2⁻⁸ lies halfway between 1 and 1 + 2⁻⁷: to the even one, 1.
        let bfloat = try StoredTensor(
            dtype: .float64, shape: [2], bytes: [1 + 0x1p-8, 1 + 0x3p-8].flatMap { little($0.bitPattern) }
        ).converted(to: .bfloat16)
        #expect(bfloat.contiguousBytes() == little(UInt16(0x3F80)) + little(UInt16(0x3F82)))
        #expect(throws: CheckpointError.self) { try tensor.converted(to: .int8) }
        #expect(throws: CheckpointError.self) {
            try StoredTensor(dtype: .int64, shape: [0], bytes: []).converted(to: .float32)
        }
    }

    @Test func everyHalfSurvivesSinglePrecision() throws {
        let bits = (0...UInt16.max).filter { $0 & 0x7C00 != 0x7C00 || $0 & 0x3FF == 0 }
        let halves = try StoredTensor(dtype: .float16, shape: [bits.count], bytes: bits.flatMap { little($0) })
        let back = try halves.converted(to: .float32).converted(to: .float16)
        #expect(back.contiguousBytes() == halves.contiguousBytes())
    }
}
