import Datasets
import MaskRCNN

/// The times of this program's own runs.
struct BenchRuns {
    /// The seconds of each run, from the call to its result.
    private(set) var seconds: [Double] = []
    /// The seconds of the stages of each run.
    private var stages: [StageTimes] = []
    /// What the last run found.
    private(set) var findings: BenchFindings?

    /// Adds a run.
    mutating func add(_ run: BenchRound) {
        seconds.append(run.seconds)
        stages.append(run.stages)
        findings = run.findings
    }

    /// The whole runs.
    var spread: Spread? { Spread(seconds) }

    /// A stage in all runs; nil for one that the network does not have.
    func spread(of stage: InferenceStage) -> Spread? {
        let seconds = stages.map { $0[stage].seconds }
        return seconds.contains { $0 > 0 } ? Spread(seconds) : nil
    }

    /// The additions and multiplications of a stage's packed layers, of the last run.
    func operations(of stage: InferenceStage) -> Int { stages.last?.operations[stage] ?? 0 }

    /// The part of all runs' time that a stage takes.
    func share(of stage: InferenceStage) -> Double {
        stages.reduce(0) { $0 + $1[stage].seconds } / seconds.reduce(0, +)
    }

    /// The part of all runs' time that the stages take together.
    var accountedShare: Double {
        stages.reduce(0) { $0 + $1.total.seconds } / seconds.reduce(0, +)
    }
}

/// One run of this program's own.
struct BenchRound {
    let seconds: Double
    let stages: StageTimes
    let findings: BenchFindings
}

/// A peer, and the times of its runs.
struct BenchPeer {
    let name: PeerName
    /// Its program, while that runs.
    var process: PeerProcess?
    /// The packages that it computes with.
    var versions: [String: String] = [:]
    /// How long it took to load the model, without Python's start and the export of a graph; nil where it does not say.
    var loadSeconds: Double?
    /// How long it took to export a graph, where it needs one; nil where it does not say.
    var exportSeconds: Double?
    /// The seconds of each run, as it says; beside ours in the same places.
    var seconds: [Double] = []
    /// How many objects its last run found; nil where it gives class maps.
    var detections: Int?
    /// How far its class map is ours; nil where it finds objects.
    var agreement: ClassMapAgreement?
    /// The most memory that it took, as it says.
    var peakBytes: Int?
    /// Why it has no figures.
    private(set) var failure: PeerFailure?

    init(_ name: PeerName) {
        self.name = name
    }

    /// Takes it out of the comparison, and ends it.
    mutating func fail(_ reason: PeerFailure) {
        failure = reason
        process?.stop()
        process = nil
        seconds = []
    }

    /// Its runs; nil where it failed.
    var spread: Spread? { Spread(seconds) }

    /// How many times as long as ours a run of it takes: of the ratios of each run to ours of the same turn, the median.
    func ratio(to own: [Double]) -> Double? {
        Spread(zip(seconds, own).map { $0 / $1 })?.median
    }
}
