internal import Files

extension StoredTensor {
    /// Whether the elements are floating-point numbers.
    public var isFloatingPoint: Bool {
        switch dtype {
        case .float16, .bfloat16, .float32, .float64: true
        case .uint8, .int8, .int16, .int32, .int64, .bool: false
        }
    }

    /// A copy, row-major without gaps, in another floating-point type.
    ///
    /// Numbers are rounded to the nearest, to the even one of two; those too large become infinite. Source:
    /// `Tensor.to(dtype)`.
    ///
    /// - Throws: `mismatch` where either type is not a floating-point type; `file` where the file's check sum does not fit.
    public func converted(to dtype: DType) throws(CheckpointError) -> StoredTensor {
        if dtype == self.dtype { return self }
        try verify()
        // The bytes, a double of each number, and what they become.
        do {
            try MemoryBudget.process.check(
                .product(elementCount, self.dtype.byteCount + 8 + dtype.byteCount), for: "converting its numbers",
                of: "a tensor of \(elementCount) elements")
        } catch {
            throw .memory(error)
        }
        let source = contiguousBytes()
        var result: [UInt8] = []
        result.reserveCapacity(elementCount * dtype.byteCount)
        let values = try StoredTensor.decode(source, self.dtype)
        switch dtype {
        case .float64: for value in values { append(value.bitPattern, to: &result) }
        case .float32: for value in values { append(Float(value).bitPattern, to: &result) }
        // As PyTorch does, by way of single precision, which for a few doubles rounds twice.
        case .bfloat16: for value in values { append(BrainFloat.bits(of: Float(value)), to: &result) }
        case .float16: for value in values { append(HalfFloat.bits(of: Float(value)), to: &result) }
        case .uint8, .int8, .int16, .int32, .int64, .bool:
            throw .mismatch(operation: "converted", expected: "a floating-point type", found: "\(dtype)")
        }
        return try StoredTensor(dtype: dtype, shape: shape, bytes: result)
    }

    private static func decode(_ bytes: [UInt8], _ dtype: DType) throws(CheckpointError) -> [Double] {
        func elements<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, _ value: (T) -> Double) -> [Double] {
            bytes.withUnsafeBytes { bytes in
                stride(from: 0, to: bytes.count, by: MemoryLayout<T>.size).map { place in
                    value(T(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: type)))
                }
            }
        }
        switch dtype {
        case .float64: return elements(UInt64.self) { Double(bitPattern: $0) }
        case .float32: return elements(UInt32.self) { Double(Float(bitPattern: $0)) }
        case .bfloat16: return elements(UInt16.self) { Double(Float(bitPattern: UInt32($0) << 16)) }
        case .float16: return elements(UInt16.self) { Double(HalfFloat.value(of: $0)) }
        case .uint8, .int8, .int16, .int32, .int64, .bool:
            throw .mismatch(operation: "converted", expected: "a tensor of floating-point numbers", found: "\(dtype)")
        }
    }

    private func append(_ bits: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: bits.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

/// The upper half of a single-precision number.
enum BrainFloat {
    /// The nearest number's bits.
    static func bits(of value: Float) -> UInt16 {
        // PyTorch's one pattern for no number: rounding one could make it infinite.
        if value.isNaN { return 0x7FC0 }
        let bits = value.bitPattern
        return UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
    }
}

/// IEEE 754's half precision, by its bits: `Float16` does not exist on every platform.
enum HalfFloat {
    /// The number with these bits.
    static func value(of bits: UInt16) -> Float {
        let sign: Float = bits & 0x8000 == 0 ? 1 : -1
        let exponent = Int(bits >> 10 & 0x1F)
        let fraction = Float(bits & 0x3FF)
        return switch exponent {
        case 0: sign * fraction * 0x1p-24
        case 31: Float(bitPattern: UInt32(bits & 0x8000) << 16 | 0x7F80_0000 | UInt32(bits & 0x3FF) << 13)
        default: sign * (1 + fraction / 1024) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
        }
    }

    /// The nearest number's bits.
    static func bits(of value: Float) -> UInt16 {
        let sign = UInt16(value.bitPattern >> 16 & 0x8000)
        if value.isNaN { return sign | 0x7E00 }
        let magnitude = value.magnitude
        // Halfway between the largest number, 65504, and the next that would be; from there on all round to infinity.
        if magnitude >= 65520 { return sign | 0x7C00 }
        // The distance between neighbours is 2⁻²⁴ up to 2⁻¹⁴, and 2⁻¹⁰ of the power of two above. In steps of it the
        // rounded number's bits are a plain count, which carries into the exponent by itself.
        let exponent = max(magnitude == 0 ? -14 : Int(magnitude.exponent), -14)
        let step = Float(sign: .plus, exponent: exponent - 10, significand: 1)
        let count = UInt16((magnitude / step).rounded(.toNearestOrEven))
        return sign | (UInt16(exponent + 14) << 10) + count
    }
}
