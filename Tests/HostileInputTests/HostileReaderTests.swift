import Foundation
import HostileInputs
import TestSupport
import Testing

/// A few thousand of the inputs that `fuzz` gives to every reader, from one seed; `make soak` gives a million.
@Suite struct HostileReaderTests {
    @Test(arguments: HostileReader.all.map(\.name))
    func isReadOrRefused(_ name: String) throws {
        let reader = try #require(HostileReader.all.first { $0.name == name })
        // About two thousand of the cheapest, and fewer of those that need folders.
        let count = max(60, reader.share / 75)
        var (accepted, refused) = (0, 0)
        try Scratch.with { folder in
            for number in 0..<count {
                switch reader.read(reader.input(number, seed: 13), folder.path) {
                case .accepted: accepted += 1
                case .refused: refused += 1
                case .wrong(let what): Issue.record("seed 13, input \(number): \(what)")
                }
            }
        }
        // Inputs of which all are refused, or none, try nothing.
        #expect(accepted > 0 && (refused > 0 || name == "event-files"), "\(accepted) accepted, \(refused) refused")
    }

    @Test func inputsAreTheSameWheneverTheyAreAskedFor() throws {
        for reader in HostileReader.all {
            let (first, second) = (reader.input(7, seed: 1), reader.input(7, seed: 1))
            #expect(first.files.map(\.bytes) == second.files.map(\.bytes))
        }
    }
}
