public import COCO

/// A copy of a data set without its mendable faults.
public struct MendedDataset: Sendable {
    /// The copy.
    public var dataset: Dataset
    /// What was done, kind by kind.
    public var repairs: [DatasetRepair]
}

extension DatasetCheck {
    /// A copy of a data set in which everything that a check calls mendable is mended, and what was done.
    ///
    /// Nothing is guessed: which way a picture was turned, where a mask of another size belongs or which of two images with
    /// one id an annotation is of stays as it is. A check of the copy with the same options finds nothing mendable.
    public static func mended(_ source: Source, options: Options = Options()) -> MendedDataset {
        var mending = Mending(source: source, options: options)
        mending.run()
        return MendedDataset(dataset: mending.source.dataset, repairs: mending.log.repairs)
    }
}

/// Collects repairs.
struct RepairLog {
    private struct Key: Hashable {
        var kind: FaultKind
        var action: RepairAction
    }

    private var ids: [Key: [Int]] = [:]

    mutating func add(_ kind: FaultKind, _ action: RepairAction, id: Int) {
        ids[Key(kind: kind, action: action), default: []].append(id)
    }

    /// What was collected, in the order of the kinds and of what was done.
    var repairs: [DatasetRepair] {
        FaultKind.allCases.flatMap { kind in
            RepairAction.allCases.compactMap { action in
                ids[Key(kind: kind, action: action)].map { DatasetRepair(kind: kind, action: action, ids: $0) }
            }
        }
    }
}
