import Imaging
import Logging
import MaskRCNN

/// The runs, in turns: one of ours, one of each peer, and again; so that what else the machine does meets all alike.
struct BenchTurns {
    let network: BenchNetwork
    let image: Image
    private(set) var peers: [BenchPeer]
    /// The times of ours.
    private(set) var own = BenchRuns()
    /// The additions and multiplications a second that the processor did at best, measured before each run: the most of all,
    /// and no less than any stage did. Nil where LibTorch computes the layers.
    private(set) var peak: Double?
    private var progress: Progress
    private let logger: Logger
    /// Where the peers put their class maps; nil where there are none.
    private var request: PeerRequest?

    init(network: BenchNetwork, image: Image, peers: [BenchPeer], progress: Progress, logger: Logger) {
        self.network = network
        self.image = image
        self.peers = peers
        self.progress = progress
        self.logger = logger
    }

    /// Starts the peers one after the other, and waits until each has loaded the model. One that fails is left out, which
    /// is said at once.
    mutating func startPeers(_ request: PeerRequest, isQuiet: Bool) {
        self.request = request
        for index in peers.indices where !Interruption.isRequested {
            let name = peers[index].name
            if !isQuiet { Console.standard.showStatus("loading \(name.rawValue)") }
            do throws(PeerFailure) {
                let process = try PeerProcess(
                    request.place, arguments: request.arguments(for: name), log: request.log(of: name))
                peers[index].process = process
                let answer = try process.answer()
                guard answer.ready == true else {
                    throw .unexpected(expected: #"{"ready": true, …}"#, found: "\(answer)")
                }
                peers[index].versions = answer.versions ?? [:]
                peers[index].loadSeconds = answer.loadSeconds
                peers[index].exportSeconds = answer.exportSeconds
                logger.debug("\(name.rawValue) is ready", metadata: ["seconds": "\(answer.loadSeconds ?? 0)"])
            } catch {
                fail(index, error)
            }
        }
    }

    /// Lets all run in turns, until all is done or Ctrl-C is pressed. A turn that is not whole does not count.
    mutating func run(_ options: BenchRunOptions) async throws {
        progress.start()
        defer { progress.stop() }
        for turn in 0..<options.warmUp + options.runs {
            if Interruption.isRequested { return }
            try await measurePeak()
            let round = try await ownRound()
            var answers: [(index: Int, seconds: Double)] = []
            for index in peers.indices {
                if let seconds = peerRound(index, beside: round.findings) {
                    answers.append((index, seconds))
                } else if Interruption.isRequested {
                    return
                }
                progress.advance(by: 1)
            }
            guard turn >= options.warmUp else { continue }
            own.add(round)
            // Other programs may have kept the processor busy at each measurement.
            peak = peak.map { max($0, round.stages.highestRate) }
            for (index, seconds) in answers { peers[index].seconds.append(seconds) }
        }
    }

    /// Asks the peers how much memory they took, and ends them.
    mutating func finishPeers() {
        for index in peers.indices {
            guard let process = peers[index].process else { continue }
            do throws(PeerFailure) {
                try process.send("quit")
                peers[index].peakBytes = try process.answer().peakBytes
                _ = process.wait(seconds: 10)
            } catch {
                // The times stand; only the memory is not known.
                logger.debug("\(peers[index].name.rawValue): \(error)")
            }
        }
        stopPeers()
    }

    /// Ends the peers that run.
    func stopPeers() {
        for peer in peers { peer.process?.stop() }
    }

    private mutating func measurePeak() async throws {
        do {
            guard let measured = try await network.measuredPeak() else { return }
            peak = max(peak ?? 0, measured)
        } catch {
            throw CommandFailure(.internalError, error.description)
        }
    }

    private mutating func ownRound() async throws -> BenchRound {
        let start = ContinuousClock.now
        let found: (findings: BenchFindings, times: StageTimes)
        do {
            found = try await network.timed(image)
        } catch {
            throw CommandFailure(.internalError, error.description)
        }
        let seconds = (ContinuousClock.now - start).seconds
        progress.advance(by: 1)
        let metadata = found.findings.detections.map { ["detections": "\($0)"] } ?? [:]
        logger.debug("a run", metadata: ["seconds": "\(seconds)"].merging(metadata) { $1 }.mapValues { .string($0) })
        return BenchRound(seconds: seconds, stages: found.times, findings: found.findings)
    }

    /// The seconds of a run of a peer; nil where it has failed, now or before.
    private mutating func peerRound(_ index: Int, beside own: BenchFindings) -> Double? {
        guard let process = peers[index].process else { return nil }
        do throws(PeerFailure) {
            try process.send("run")
            let answer = try process.answer()
            guard let seconds = answer.seconds, seconds > 0 else {
                throw .unexpected(expected: #"{"seconds": …}"#, found: "\(answer)")
            }
            try take(answer, of: index, beside: own)
            logger.debug("a run of \(peers[index].name.rawValue)", metadata: ["seconds": "\(seconds)"])
            return seconds
        } catch {
            fail(index, error)
            return nil
        }
    }

    /// Keeps what a peer found, and compares a class map, which it writes after its first run, with ours.
    private mutating func take(
        _ answer: PeerAnswer, of index: Int, beside own: BenchFindings
    ) throws(PeerFailure) {
        switch own {
        case .detections:
            guard let detections = answer.detections else {
                throw .unexpected(expected: #"{"seconds": …, "detections": …}"#, found: "\(answer)")
            }
            peers[index].detections = detections
        case .classMap(let labels):
            guard peers[index].agreement == nil, let request else { return }
            peers[index].agreement = try ClassMapAgreement(labels, peerFile: request.classMap(of: peers[index].name))
        }
    }

    private mutating func fail(_ index: Int, _ reason: PeerFailure) {
        if Interruption.isRequested { return }
        peers[index].fail(reason)
        Console.standard.report(CommandFailure(.someInputsFailed, "\(peers[index].name.rawValue): \(reason)"))
    }
}

/// What the peers are asked to do, and the files that they are given.
struct PeerRequest {
    let place: PeerPlace
    let model: BenchModel
    let scratch: ScratchFolder

    /// The picture, for the peers to read.
    var image: String { scratch.path("image.png") }

    /// What a peer says on standard error.
    func log(of peer: PeerName) -> String { scratch.path(peer.rawValue + ".log") }

    /// Where a peer puts its class map.
    func classMap(of peer: PeerName) -> String { scratch.path(peer.rawValue + ".map") }

    /// What follows the program's name.
    func arguments(for peer: PeerName) -> [String] {
        var arguments = [
            peer.rawValue, model.network.name, model.path, "--image", image, "--threads", String(model.threads),
        ]
        if let score = model.score, let limit = model.maximumDetections {
            arguments += ["--score", String(score), "--max-detections", String(limit)]
        } else {
            arguments += ["--class-map", classMap(of: peer)]
        }
        return arguments
    }
}
