import Datasets

/// What `dataset check` says.
struct CheckPrintout {
    let sources: [DatasetCheck.Source]
    let check: DatasetCheck
    let repairs: [DatasetRepair]
    /// What a check of the mended copy finds; the same as `check` where nothing is mended.
    let remaining: DatasetCheck
    /// The mended copy.
    let copy: String?
    /// How many faults of a kind are shown; 0 for all.
    let shown: Int

    var text: TerminalText {
        var parts: [TerminalText] = []
        for count in check.counts.reversed() { parts.append(section(count)) }
        parts.append(summary)
        return parts.joined(separator: "\n\n")
    }

    private func section(_ count: FaultCount) -> TerminalText {
        let faults = check.faults.filter { $0.kind == count.kind }
        var lines: [TerminalText] = [
            "\(count.severity.rawValue): \(count.kind.rawValue) (\(Quantity.grouped(count.count)))"
        ]
        for fault in shown == 0 ? faults[...] : faults.prefix(shown) { lines.append("  \(fault)") }
        if shown > 0, faults.count > shown { lines.append("  … and \(Quantity.grouped(faults.count - shown)) more") }
        if let fault = faults.first {
            let mends =
                count.mendable == 0 ? "" : count.mendable == count.count ? " --fix mends it." : " --fix mends some."
            lines.append("  → \(fault.advice)\(copy == nil ? mends : "")")
        }
        return lines.joined(separator: "\n")
    }

    private var summary: TerminalText {
        var lines: [TerminalText] = ["\(words(for: check))"]
        guard let copy else { return lines[0] }
        for repair in repairs {
            lines.append("  \(Quantity.grouped(repair.count)) \(repair.action.words) (\(repair.kind.rawValue))")
        }
        if repairs.isEmpty { lines.append("Nothing could be mended.") }
        lines.append("\(copy): \(words(for: remaining))")
        return lines.joined(separator: "\n")
    }

    private func words(for check: DatasetCheck) -> String {
        guard !check.faults.isEmpty else { return "no faults" }
        let counts = FaultSeverity.allCases.reversed().compactMap { severity in
            let count = check.count(of: severity)
            guard count > 0 else { return nil as String? }
            return Quantity.count(count, severity.rawValue)
        }
        return counts.joined(separator: ", ")
    }

    var json: JSON {
        var members: [(String, JSON)] = [
            ("files", .array(sources.map { .string($0.name) })),
            ("counts", Self.json(check.counts)),
            ("faults", .array(check.faults.map(Self.json))),
        ]
        if let copy {
            members.append(("copy", .string(copy)))
            members.append(
                (
                    "repairs",
                    .array(
                        repairs.map { repair in
                            .object([
                                ("kind", .string(repair.kind.rawValue)), ("action", .string(repair.action.rawValue)),
                                ("count", .integer(repair.count)), ("ids", .array(repair.ids.map(JSON.integer))),
                            ])
                        })
                ))
            members.append(("remaining", Self.json(remaining.counts)))
        }
        return .object(members)
    }

    private static func json(_ counts: [FaultCount]) -> JSON {
        .array(
            counts.map { count in
                .object([
                    ("kind", .string(count.kind.rawValue)), ("severity", .string(count.severity.rawValue)),
                    ("count", .integer(count.count)), ("mendable", .integer(count.mendable)),
                ])
            })
    }

    private static func json(_ fault: DatasetFault) -> JSON {
        var members: [(String, JSON)] = [
            ("kind", .string(fault.kind.rawValue)), ("severity", .string(fault.severity.rawValue)),
            ("file", .string(fault.dataset)), ("field", .string(fault.field)),
        ]
        if let id = fault.imageID { members.append(("image_id", .integer(id))) }
        if let name = fault.imageFile { members.append(("file_name", .string(name))) }
        if let id = fault.annotationID { members.append(("annotation_id", .integer(id))) }
        if let id = fault.categoryID { members.append(("category_id", .integer(id))) }
        members.append(("message", .string(fault.message)))
        members.append(("advice", .string(fault.advice)))
        members.append(("mendable", .boolean(fault.isMendable)))
        return .object(members)
    }
}
