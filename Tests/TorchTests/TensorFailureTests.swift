import Foundation
import Testing
import Torch

/// What LibTorch refuses is an error of one line that names the operation, and leaves nothing behind.
@Suite struct TensorFailureTests {
    static let refused: [(name: String, run: @Sendable () throws -> Void)] = [
        ("+", { _ = try Tensor.zeros([2]) + Tensor.zeros([3]) }),
        ("-", { _ = try Tensor.zeros([2]) - Tensor.zeros([3]) }),
        ("*", { _ = try Tensor.zeros([2]) * Tensor.zeros([3]) }),
        ("/", { _ = try Tensor.zeros([2]) / Tensor.zeros([3]) }),
        ("addInPlace", { try Tensor.zeros([2]).addInPlace(Tensor.zeros([3])) }),
        ("softmax", { _ = try Tensor.zeros([2]).softmax(along: 1) }),
        ("mean", { _ = try Tensor.zeros([2]).mean(over: [3]) }),
        ("reshaped", { _ = try Tensor.zeros([6]).reshaped([4]) }),
        ("permuted", { _ = try Tensor.zeros([2, 2]).permuted([0, 0]) }),
        ("narrowed", { _ = try Tensor.zeros([2]).narrowed(0, to: 1..<3) }),
        ("concatenated", { _ = try Tensor.concatenated([.zeros([2]), .zeros([2, 2])], along: 0) }),
        ("stacked", { _ = try Tensor.stacked([.zeros([2]), .zeros([3])], along: 0) }),
        ("gathered", { _ = try Tensor.zeros([2]).gathered(0, at: .zeros([1])) }),
        ("gatheredPerRow", { _ = try Tensor.zeros([2, 2]).gatheredPerRow(at: .arange(3)) }),
        ("topK", { _ = try Tensor.zeros([2]).topK(3) }),
        ("full", { _ = try Tensor.zeros([-1]) }),
        ("arange", { _ = try Tensor.arange(-1) }),
        ("fillNormal", { try Tensor.zeros([2]).fillNormal(standardDeviation: -1, using: RandomGenerator(seed: 1)) }),
        ("fillUniform", { try Tensor.zeros([2]).fillUniform(low: 1, high: 0, using: RandomGenerator(seed: 1)) }),
        ("item", { _ = try Tensor.zeros([2]).item() }),
        ("copy", { try Tensor.zeros([2]).copy(from: .zeros([3])) }),
        ("largestDifference", { _ = try Tensor.zeros([2]).largestDifference(from: .zeros([3])) }),
        ("channelsLast", { _ = try Tensor.zeros([2]).channelsLast() }),
        ("resized", { _ = try Tensor.zeros([2]).resized(height: 1, width: 1, .nearest) }),
        ("resized", { _ = try Tensor.zeros([1, 1, 2, 2]).resized(height: 0, width: 1, .bilinear) }),
        ("maxPooled", { _ = try Tensor.zeros([1, 1, 2, 2]).maxPooled(kernel: 0, stride: 1) }),
    ]

    @Test(arguments: refused.indices)
    func theErrorNamesTheOperationInOneLine(_ index: Int) throws {
        let (name, run) = Self.refused[index]
        let error = try #require(throws: TorchError.self, "\(name) was not refused") { try run() }
        guard case .operation(let operation, let message) = error else {
            Issue.record("\(error) is not of an operation")
            return
        }
        #expect(operation == name)
        #expect(!message.isEmpty && !message.contains("\n"))
        #expect(error.description == "\(name): \(message)")
    }

    @Test func theMessageSaysWhatIsWrong() throws {
        let error = try #require(throws: TorchError.self) { try Tensor.zeros([6]).reshaped([4]) }
        #expect(error.description == "reshaped: shape '[4]' is invalid for input of size 6")
    }

    /// Each failing operation has an operand of its own, whose memory tells when it is let go, and a message of over a
    /// thousand bytes: 10,000 that stayed would be ten megabytes. In a process of its own nothing else takes memory.
    @Test func failuresLeaveNothingBehind() async {
        await #expect(processExitsWith: .success) {
            let shape = [Int](repeating: 7, count: 400)
            func failures(_ times: Int) throws -> Int {
                var released = 0
                for _ in 0..<times {
                    let tensor = try SharedMemory(count: 4) { released += 1 }.tensor(shape: [4])
                    do {
                        _ = try tensor.reshaped(shape)
                        return -1
                    } catch {}
                }
                return released
            }
            try #require(failures(2000) == 2000)
            let before = try residentByteCount()
            try #require(failures(10_000) == 10_000)
            let grown = try residentByteCount() - before
            try #require(grown < 4 << 20, "grew by \(grown >> 10) KiB")
        }
    }
}

/// The memory that the process occupies; 0 where the system does not say.
private func residentByteCount() throws -> Int {
    #if os(Linux)
        let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[1]
        return (Int(pages) ?? 0) * 4096
    #else
        return 0
    #endif
}

/// Floats 0, 1, 2, … at an address, and a closure that is called when they are let go.
final class SharedMemory {
    let address: UnsafeMutablePointer<Float>
    private let onRelease: () -> Void

    init(count: Int, onRelease: @escaping () -> Void) {
        address = .allocate(capacity: count)
        for index in 0..<count { address[index] = Float(index) }
        self.onRelease = onRelease
    }

    deinit {
        address.deallocate()
        onRelease()
    }

    func tensor(shape: [Int], strides: [Int]? = nil) throws -> Tensor {
        try Tensor(sharing: address, shape: shape, strides: strides ?? [1], dtype: .float32, keeping: self)
    }
}
