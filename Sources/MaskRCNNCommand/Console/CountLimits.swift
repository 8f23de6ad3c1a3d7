import ArgumentParser
import Torch

extension ParsableArguments {
    /// - Throws: `ValidationError` for a number of threads that no machine has.
    func check(threads: Int?) throws {
        try check("threads", threads, from: 1, to: LibTorch.mostThreads)
    }

    /// - Throws: `ValidationError` for more images at a time than fit any memory.
    func check(batch: Int) throws {
        try check("batch", batch, from: 1, to: 1024)
    }

    /// - Throws: `ValidationError` for a count that is none.
    func check(_ name: String, _ value: Int?, from least: Int, to most: Int) throws {
        guard let value, !(least...most).contains(value) else { return }
        throw ValidationError(
            "--\(name) is from \(Quantity.grouped(least)) to \(Quantity.grouped(most)), but is \(value).")
    }
}
