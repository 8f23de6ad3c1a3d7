import Testing
import Torch

@Suite struct TensorTests {
    @Test func elementsComeBackInTheirOrder() throws {
        let tensor = try Tensor([Float(1), 2, 3, 4, 5, 6], shape: [2, 3])
        #expect(tensor.shape == [2, 3] && tensor.count == 6 && tensor.size(1) == 3)
        #expect(tensor.dtype == .float32 && tensor.device == .cpu)
        #expect(try tensor.elements(as: Float.self) == [1, 2, 3, 4, 5, 6])
        // Row-major also where the memory is not.
        #expect(try tensor.permuted([1, 0]).elements(as: Float.self) == [1, 4, 2, 5, 3, 6])
    }

    /// 0 and 1 are the numbers that every type has.
    @Test(arguments: DType.allCases)
    func everyTypeHoldsItsNumbers(_ dtype: DType) throws {
        let tensor = try Tensor([1.0, 0, 1], shape: [3]).to(dtype)
        #expect(tensor.dtype == dtype)
        #expect(try tensor.elements(as: Double.self) == [1, 0, 1])
        let full = try Tensor.full([2, 2], 1, dtype: dtype)
        #expect(full.dtype == dtype && full.shape == [2, 2])
        #expect(try full.elements(as: Int64.self) == [1, 1, 1, 1])
        #expect(try Tensor.zeros([2], dtype: dtype).elements(as: Int64.self) == [0, 0])
    }

    /// float16 has 11 significant bits: 2049 lies between 2048 and 2050 and goes to the even one. bfloat16 has 8: 257
    /// goes to 256. float32 has 24: 2²⁴ + 1 goes to 2²⁴. Whole numbers are cut off; anything but 0 is true.
    @Test func conversionsRound() throws {
        func converted(_ value: Double, _ dtype: DType) throws -> Double {
            try Tensor([value], shape: [1]).to(dtype).item()
        }
        #expect(try converted(2049, .float16) == 2048)
        #expect(try converted(70_000, .float16) == .infinity)
        #expect(try converted(257, .bfloat16) == 256)
        #expect(try converted(16_777_217, .float32) == 16_777_216)
        #expect(try converted(16_777_217, .float64) == 16_777_217)
        for dtype in [DType.int8, .int16, .int32, .int64] {
            #expect(try converted(-1.75, dtype) == -1)
        }
        #expect(try converted(200.9, .uint8) == 200)
        #expect(try converted(-0.25, .bool) == 1)
    }

    @Test func wholeNumbersOf64BitsKeepAllDigits() throws {
        let numbers: [Int64] = [.min, -1, 0, 9_007_199_254_740_993, .max]
        #expect(try Tensor(numbers, shape: [5]).elements(as: Int64.self) == numbers)
        #expect(try Tensor([UInt8(0), 128, 255], shape: [3]).elements(as: UInt8.self) == [0, 128, 255])
    }

    @Test func tensorsMayBeEmptyOrScalars() throws {
        let none = try Tensor([Float](), shape: [0, 4])
        #expect(none.count == 0 && none.shape == [0, 4])
        #expect(try none.elements(as: Float.self).isEmpty)
        #expect(try none.isFinite())
        let scalar = try Tensor([Float(7)], shape: [])
        #expect(scalar.shape.isEmpty && scalar.count == 1)
        #expect(try scalar.item() == 7)
        #expect(try none.reshaped([4, 0]).shape == [4, 0])
    }

    @Test func numbersOfElementsMustFitTheShape() {
        #expect(throws: TorchError.mismatch(operation: "tensor", expected: "[2, 2] elements", found: "3")) {
            try Tensor([Float(1), 2, 3], shape: [2, 2])
        }
        #expect(throws: TorchError.self) { try Tensor([Float(1)], shape: [-1, -1]) }
    }

    /// The array that a tensor was made of may change or go: the tensor has a copy.
    @Test func theElementsAreCopied() throws {
        var numbers: [Float] = [1, 2]
        let tensor = try Tensor(numbers, shape: [2])
        numbers[0] = 9
        #expect(try tensor.elements(as: Float.self) == [1, 2])
    }

    @Test func viewsShareTheirElements() throws {
        let tensor = try Tensor.zeros([2, 3])
        try tensor.narrowed(1, to: 1..<2).copy(from: Tensor([Float(5)], shape: [1]))
        #expect(try tensor.elements(as: Float.self) == [0, 5, 0, 0, 5, 0])
        try tensor.narrowed(0, to: 1..<2).addInPlace(.full([1], 1))
        #expect(try tensor.elements(as: Float.self) == [0, 5, 0, 1, 6, 1])
    }

    /// A view keeps the memory even when the tensor that it was taken from is gone.
    @Test func viewsKeepTheMemory() throws {
        var tensor: Tensor? = try Tensor((0..<1000).map(Float.init), shape: [10, 100])
        let row = try #require(tensor).selected(0, 9)
        tensor = nil
        #expect(try row.elements(as: Float.self) == (900..<1000).map(Float.init))
    }

    @Test func notFiniteElementsAreFound() throws {
        for dtype in [DType.float16, .bfloat16, .float32, .float64] {
            for bad in [Double.nan, .infinity, -.infinity] {
                let tensor = try Tensor([1, bad, 2], shape: [3]).to(dtype)
                #expect(try !tensor.isFinite(), "\(bad) as \(dtype)")
            }
            #expect(try Tensor([1.0, -2], shape: [2]).to(dtype).isFinite())
        }
        #expect(try Tensor([Int64.max], shape: [1]).isFinite())
    }

    @Test func differencesAreTheLargest() throws {
        let a = try Tensor([1.0, 2, 3], shape: [3])
        #expect(try a.largestDifference(from: Tensor([1.0, 2.5, 2.75], shape: [3])) == 0.5)
        #expect(try a.largestDifference(from: a) == 0)
        let nan = try Tensor([1.0, .nan, 3], shape: [3])
        #expect(try nan.largestDifference(from: nan) == 0)
        #expect(try a.largestDifference(from: nan) == .infinity)
        #expect(throws: TorchError.self) { try a.largestDifference(from: .zeros([4])) }
    }

    @Test func channelsLastChangesTheMemoryAlone() throws {
        let numbers = (0..<24).map(Float.init)
        let tensor = try Tensor(numbers, shape: [1, 2, 3, 4])
        let last = try tensor.channelsLast()
        #expect(!tensor.isChannelsLast && last.isChannelsLast)
        #expect(last.shape == tensor.shape)
        #expect(try last.elements(as: Float.self) == numbers)
        #expect(try !last.contiguous().isChannelsLast)
        #expect(throws: TorchError.self) { try Tensor.zeros([3]).channelsLast() }
    }
}
