import Testing
import Torch

/// A tensor over someone's memory lets go of it once, when nothing uses it any more.
@Suite struct SharedMemoryTests {
    @Test func theMemoryIsUsedInPlace() throws {
        let memory = SharedMemory(count: 6) {}
        let tensor = try memory.tensor(shape: [2, 3], strides: [3, 1])
        memory.address[4] = 40
        #expect(try tensor.elements(as: Float.self) == [0, 1, 2, 3, 40, 5])
        // By columns: element (i, j) is at i + 2 j.
        let columns = try memory.tensor(shape: [2, 3], strides: [1, 2])
        #expect(try columns.elements(as: Float.self) == [0, 2, 40, 1, 3, 5])
        // Every second one, and one many times.
        #expect(try memory.tensor(shape: [3], strides: [2]).elements(as: Float.self) == [0, 2, 40])
        #expect(try memory.tensor(shape: [2, 2], strides: [1, 0]).elements(as: Float.self) == [0, 0, 1, 1])
    }

    @Test func theOwnerIsReleasedOnceNothingUsesIt() throws {
        var released = 0
        var tensor: Tensor? = try SharedMemory(count: 4) { released += 1 }.tensor(shape: [4])
        var view: Tensor? = try tensor?.narrowed(0, to: 1..<3)
        #expect(released == 0)
        tensor = nil
        #expect(released == 0)
        #expect(try view?.elements(as: Float.self) == [1, 2])
        view = nil
        #expect(released == 1)
    }

    @Test func copiesDoNotKeepTheOwner() throws {
        var released = 0
        let copy = try SharedMemory(count: 4) { released += 1 }.tensor(shape: [4]).to(.float64)
        #expect(released == 1)
        #expect(try copy.elements(as: Double.self) == [0, 1, 2, 3])
    }

    /// Where no tensor comes about the owner is let go all the same, once: a second time would end the process.
    @Test(arguments: [
        ([-1], [1]), ([2], [-1]), ([2, 2], [1]), ([2], [1, 1]), ([.max, .max], [1, 1]), ([2], [.max]),
    ])
    func failuresReleaseTheOwner(shape: [Int], strides: [Int]) {
        var released = 0
        #expect(throws: TorchError.self) {
            _ = try SharedMemory(count: 4) { released += 1 }.tensor(shape: shape, strides: strides)
        }
        #expect(released == 1)
    }

    @Test func emptyTensorsKeepTheirOwnerToo() throws {
        var released = 0
        var tensor: Tensor? = try SharedMemory(count: 1) { released += 1 }.tensor(shape: [0])
        #expect(try #require(tensor).elements(as: Float.self).isEmpty)
        tensor = nil
        #expect(released == 1)
    }
}
