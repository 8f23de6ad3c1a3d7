/// A parameter or a constant of a graph.
struct Initializer {
    /// Its name in the graph.
    let name: String
    /// What it is.
    let content: Content

    init(name: String, _ content: Content) {
        self.name = name
        self.content = content
    }

    /// Numbers, row-major.
    struct Content: Hashable {
        let kind: ONNXTensor.Kind
        let shape: [Int]
        /// Little-endian.
        let bytes: [UInt8]

        init(shape: [Int], floats: [Float]) {
            kind = .float
            self.shape = shape
            bytes = Self.bytes(of: floats)
        }

        init(shape: [Int], integers: [Int]) {
            kind = .int64
            self.shape = shape
            bytes = Self.bytes(of: integers.map { Int64($0).littleEndian })
        }

        /// Every processor that Swift is for here has the least byte first.
        private static func bytes<Number: BitwiseCopyable>(of numbers: [Number]) -> [UInt8] {
            numbers.withUnsafeBytes { Array($0) }
        }
    }
}
