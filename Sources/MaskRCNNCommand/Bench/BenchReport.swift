import Datasets
import Geometry
import MaskRCNN
import Torch

/// What `bench` found out.
struct BenchReport {
    let model: BenchModel
    let size: ImageSize
    let own: BenchRuns
    let peers: [BenchPeer]
    let warmUp: Int
    /// The additions and multiplications a second that the processor does at best; nil where LibTorch computes the layers.
    let peak: Double?
    /// The most memory that this process took.
    let peakBytes: Int?

    /// Prints tables, or a JSON document; nothing where no run was measured.
    func print(messages: MessageOptions) throws(CommandFailure) {
        guard let whole = own.spread else { return }
        if messages.json { return try Console.standard.print(json(whole).document) }
        if messages.quiet { return }
        let tables = [heading, stages(whole), peers.isEmpty ? nil : comparison(whole), memory].compactMap { $0 }
        try Console.standard.print(tables.joined(separator: "\n\n"))
    }

    private var heading: TerminalText {
        let weights = model.isRandom ? "random weights (seed \(BenchModel.seed))" : model.path
        let peak = peak.map { "peak \(Quantity.decimal($0 / 1e9, places: 0)) GFLOPS" }
        let processor = [Processor.name, peak].compactMap { $0 }.joined(separator: ", ")
        return """
            \(model.network.summary); \(weights)
            \(size), \(findings), \(Quantity.count(model.threads, "thread"))
            \(model.network.engineSummary)
            \(processor)
            """
    }

    private var findings: TerminalText {
        if let detections = own.findings?.detections, let score = model.score {
            return "\(Quantity.count(detections, "detection")) above a score of \(score)"
        }
        let classes = Quantity.count(own.findings?.classes ?? 0, "class", "classes")
        return "\(model.network.inputSize(of: size)) for the network, \(classes) in the map"
    }

    private func stages(_ whole: Spread) -> TerminalText {
        let hasFloor = peak != nil
        let floors: [(title: String, alignment: Table.Alignment)] = hasFloor ? [("floor ms", .right)] : []
        var table = Table(
            [("stage", .left), ("median ms", .right), ("share", .right), ("least ms", .right)] + floors)
        for stage in InferenceStage.allCases {
            guard let spread = own.spread(of: stage) else { continue }
            table.add(
                [
                    stage.rawValue, Self.milliseconds(spread.median), Self.percent(own.share(of: stage)),
                    Self.milliseconds(spread.minimum),
                ] + (floor(of: stage).map { [Self.milliseconds($0)] } ?? []))
        }
        let floor = InferenceStage.allCases.compactMap(floor).reduce(0, +)
        table.add(
            ["all", Self.milliseconds(whole.median), "100.0 %", Self.milliseconds(whole.minimum)]
                + (hasFloor ? [Self.milliseconds(floor)] : []))
        let count = Quantity.count(own.seconds.count, "run")
        let floorNote: TerminalText =
            hasFloor ? "\nThe floor is what a stage's products would take at the processor's peak." : ""
        return """
            \(table.text)

            Of \(count), after \(warmUp) to warm up. The stages are \(Self.percent(own.accountedShare)) of the \
            time.\(floorNote)
            """
    }

    /// The seconds that a stage's products would take at the processor's peak; nil where LibTorch computes them.
    func floor(of stage: InferenceStage) -> Double? {
        peak.map { Double(own.operations(of: stage)) / $0 }
    }

    private func comparison(_ whole: Spread) -> TerminalText {
        let detections = own.findings?.detections
        var table = Table([
            ("", .left), ("median ms", .right), ("times ours", .right),
            (detections == nil ? "same class" : "detections", .right), ("peak memory", .right),
        ])
        table.add([
            "maskrcnn", Self.milliseconds(whole.median), "1.00", detections.map(String.init) ?? "",
            peakBytes.map(Quantity.bytes) ?? "?",
        ])
        for peer in peers {
            if let spread = peer.spread, let ratio = peer.ratio(to: own.seconds) {
                table.add([
                    peer.name.rawValue, Self.milliseconds(spread.median), Quantity.decimal(ratio, places: 2),
                    peer.agreement.map { Self.percent($0.share) } ?? peer.detections.map(String.init) ?? "?",
                    peer.peakBytes.map(Quantity.bytes) ?? "?",
                ])
            } else {
                table.add([peer.name.rawValue, "failed", "", "", ""])
            }
        }
        let agreements = peers.compactMap { peer in
            peer.agreement.map { "\n\(peer.name.rawValue): \($0.text)" as TerminalText }
        }
        return ([table.text] + (agreements.isEmpty ? [] : [""]) + agreements).joined(separator: "")
    }

    private var memory: TerminalText? {
        guard peers.isEmpty, let peakBytes else { return nil }
        return "Peak memory: \(Quantity.bytes(peakBytes))"
    }

    private static func milliseconds(_ seconds: Double) -> String { Quantity.decimal(seconds * 1000, places: 1) }

    private static func percent(_ share: Double) -> String { Quantity.decimal(share * 100, places: 1) + " %" }
}
