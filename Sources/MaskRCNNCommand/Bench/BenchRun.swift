import Foundation
import Imaging
import Logging
import MaskRCNN

/// A run of `bench`: loads the model and the peers, lets them run in turns, and says how long they took.
struct BenchRun {
    let model: BenchModelOptions
    let resizing: ResizingOptions
    let computing: ComputingOptions
    let picture: BenchPictureOptions
    let runs: BenchRunOptions
    let peers: PeerOptions
    let messages: MessageOptions

    /// - Throws: ``CommandFailure`` with the exit code of the run, where it is not success.
    func run() async throws {
        try model.check()
        try peers.check(model.form)
        // Missing peers are said before minutes have gone by.
        let place = try peers.compare.map { _ throws(CommandFailure) in try PeerPlace(script: peers.peerScript) }
        Interruption.listen(for: .runs)
        let logger = messages.logger
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        let image = try BenchPicture.make(picture, for: model.form)
        let start = ContinuousClock.now
        if !messages.quiet { Console.standard.showStatus("loading the model") }
        let model = try await BenchModel(
            self.model, resizing: resizing, computing: computing, scratch: scratch)
        // Nobody else reads what was made for this run, and its pages stay.
        if place == nil { scratch.remove() }
        logger.debug(
            "\(model.network.summary)", metadata: ["seconds": "\((ContinuousClock.now - start).seconds)"])

        if !messages.quiet { for note in model.network.notes { Console.standard.note("note: " + note) } }
        let names = peers.names(for: self.model.form)
        var turns = BenchTurns(
            network: model.network, image: image, peers: names.map(BenchPeer.init),
            progress: Progress(
                total: (runs.warmUp + runs.runs) * (1 + names.count), unit: "run", isQuiet: messages.quiet),
            logger: logger)
        defer { turns.stopPeers() }
        if let place {
            let request = PeerRequest(place: place, model: model, scratch: scratch)
            do {
                try image.write(toFile: request.image)
            } catch {
                throw CommandFailure(.cannotWrite, error.description)
            }
            turns.startPeers(request, isQuiet: messages.quiet)
        }
        try await turns.run(runs)
        turns.finishPeers()
        let report = BenchReport(
            model: model, size: image.size, own: turns.own, peers: turns.peers, warmUp: runs.warmUp,
            peak: turns.peak, peakBytes: ProcessMemory.peakBytes)
        try report.print(messages: messages)
        try check(turns)
    }

    /// - Throws: ``CommandFailure`` where the run was not wholly a success.
    private func check(_ turns: BenchTurns) throws(CommandFailure) {
        let done = turns.own.seconds.count
        if Interruption.isRequested && done < runs.runs {
            throw CommandFailure(.interrupted, "interrupted; \(Quantity.count(done, "run")) of \(runs.runs) measured")
        }
        for peer in turns.peers {
            guard let agreement = peer.agreement, !agreement.isWhole else { continue }
            throw CommandFailure(.someInputsFailed, "\(peer.name.rawValue) has \(agreement.text)")
        }
        let failed = turns.peers.filter { $0.failure != nil }.map(\.name.rawValue)
        if !failed.isEmpty {
            throw CommandFailure(
                .someInputsFailed, "not measured: \(failed.joined(separator: ", "))",
                hint: "\(PeerPlace.installation) installs what the peers need.")
        }
    }
}
