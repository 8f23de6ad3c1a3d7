internal import Foundation
internal import Torch

/// Whether all processes of a run were started alike, and what differs where not.
///
/// Processes with another rate, other data or another version would train together without an error, and to no good: each follows
/// the same gradients its own way. They are compared before the first of them writes anything.
struct RunAgreement {
    /// A thing that not all processes have alike, and which ranks have what, that of rank 0 first.
    struct Difference: Equatable {
        let name: String
        let values: [(value: String, ranks: [Int])]

        static func == (one: Difference, other: Difference) -> Bool { one.text == other.text }

        /// `optimizer.rate is 0.01 at rank 0 and 0.02 at ranks 1, 3`.
        var text: String {
            let parts = values.map { "\($0.value) at \(Self.ranks($0.ranks))" }
            let last = parts.count > 1 ? " and " + (parts.last ?? "") : ""
            return "\(name) is " + (parts.count > 1 ? parts.dropLast() : parts[...]).joined(separator: ", ") + last
        }

        private static func ranks(_ ranks: [Int]) -> String {
            let shown = ranks.prefix(8).map(String.init).joined(separator: ", ")
            return (ranks.count == 1 ? "rank " : "ranks ") + shown
                + (ranks.count > 8 ? " and \(ranks.count - 8) more" : "")
        }
    }

    let differences: [Difference]

    /// Compares what processes say, by rank; nil stands for one that cannot be understood, as that of another version.
    init(_ statements: [RunStatement?]) {
        var names: [String] = []
        var seen: Set<String> = []
        for case let statement? in statements {
            for item in statement.items where seen.insert(item.name).inserted { names.append(item.name) }
        }
        let tables = statements.map { statement in
            statement.map { Dictionary($0.items.map { ($0.name, $0.value) }) { first, _ in first } }
        }
        differences = names.compactMap { name in
            var values: [(value: String, ranks: [Int])] = []
            for (rank, table) in tables.enumerated() {
                let value = table.map { $0[name] ?? "not there" } ?? "unknown"
                if let index = values.firstIndex(where: { $0.value == value }) {
                    values[index].ranks.append(rank)
                } else {
                    values.append((value, [rank]))
                }
            }
            return values.count > 1 ? Difference(name: name, values: values) : nil
        }
    }

    /// Tells the others what this process was started with, hears the same of them, and refuses what differs, in all of them.
    static func check(_ request: TrainingRequest, in group: ProcessGroup) throws(TrainingError) {
        let own = try RunStatement(request, worldSize: group.size)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let bytes = (try? encoder.encode(own)).map { [UInt8]($0) } ?? []
        let everyones = try torch { () throws(TorchError) in try group.allGather(bytes: bytes) }
        let agreement = RunAgreement(everyones.map { try? JSONDecoder().decode(RunStatement.self, from: Data($0)) })
        guard !agreement.differences.isEmpty else { return }
        // None leaves before all have heard.
        try? group.barrier()
        throw .processesDiffer(agreement.differences.map(\.text))
    }
}
