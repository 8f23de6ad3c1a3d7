/// Everything that is wrong, or strange, with one or several data sets.
public struct DatasetCheck: Sendable {
    /// The faults: for each data set those of its files, images, categories and annotations, then those of all together.
    public let faults: [DatasetFault]

    /// Checks data sets, the first of which is what the others' categories are compared with.
    ///
    /// Pictures are not decoded: only the heads of their files are read, and files of one size are compared byte for byte.
    /// Complexity: O(*n* log *n*) in the annotations, on all cores.
    public init(_ sources: [Source], options: Options = Options()) {
        let files = sources.map { ImageFiles($0, threads: options.threads) }
        faults =
            zip(sources, files).flatMap { source, files in
                let pictures = ImageFileInspector(source, files: files, options: options)
                let records = RecordInspector(
                    source: source, options: options, doubtfulImageIDs: pictures.doubtfulImageIDs)
                return pictures.faults() + records.faults()
            } + CrossInspector(sources: sources, files: files, options: options).faults()
    }

    /// How many faults there are of each kind that occurs, errors first, then in the order of `FaultKind.allCases`.
    public var counts: [FaultCount] {
        var counts: [FaultKind: FaultCount] = [:]
        for fault in faults {
            counts[
                fault.kind, default: FaultCount(kind: fault.kind, severity: fault.severity, count: 0, mendable: 0)
            ].count += 1
            if fault.isMendable { counts[fault.kind]?.mendable += 1 }
        }
        let ordered = FaultKind.allCases.compactMap { counts[$0] }
        return FaultSeverity.allCases.sorted(by: >).flatMap { severity in
            ordered.filter { $0.severity == severity }
        }
    }

    /// How many faults there are of a severity.
    public func count(of severity: FaultSeverity) -> Int { faults.count { $0.severity == severity } }

    /// The gravest severity that occurs; nil where there is no fault.
    public var worst: FaultSeverity? { faults.lazy.map(\.severity).max() }
}
