import COCO
import Geometry

/// Feeds random and mutated inputs to what reads them, in one process, until the time is over: a trap ends it.
///
///     fuzz SECTION SEED SECONDS
///
/// Sections: `rle` (compressed counts and run lengths), `polygon` (coordinates), `json` (data sets and
/// results), `all`.
@main struct Fuzz {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let seed = UInt64(arguments[2]), let seconds = Double(arguments[3]) else {
            print("usage: fuzz rle|polygon|json|all SEED SECONDS")
            return
        }
        let all: [String: (inout Randomness) -> Bool] = [
            "rle": fuzzRunLengths, "polygon": fuzzPolygons, "json": fuzzJSON,
        ]
        let sections = all.filter { arguments[1] == "all" || arguments[1] == $0.key }.sorted { $0.key < $1.key }
        let clock = ContinuousClock()
        for (name, section) in sections {
            let end = clock.now + .seconds(seconds / Double(sections.count))
            var (inputs, accepted) = (0, 0)
            var randomness = Randomness(seed: seed)
            while clock.now < end {
                for _ in 0..<100 where section(&randomness) { accepted += 1 }
                inputs += 100
            }
            print("\(name): seed \(seed), \(inputs) inputs, \(accepted) accepted, none trapped")
        }
    }
}
