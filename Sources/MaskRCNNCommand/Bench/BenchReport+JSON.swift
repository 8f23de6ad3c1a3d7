import Datasets
import Geometry
import MaskRCNN
import Torch

extension BenchReport {
    /// All figures, in seconds and bytes.
    func json(_ whole: Spread) -> JSON {
        // Those that the network has.
        let stages = InferenceStage.allCases.compactMap { stage -> (String, JSON)? in
            guard let spread = own.spread(of: stage) else { return nil }
            return (
                stage.rawValue,
                JSON.object([
                    ("median_seconds", .number(spread.median)), ("minimum_seconds", .number(spread.minimum)),
                    ("share", .number(own.share(of: stage))), ("operations", .integer(own.operations(of: stage))),
                    ("floor_seconds", .optional(floor(of: stage))),
                ])
            )
        }
        let input = model.network.inputSize(of: size)
        return .object([
            ("model", .string(model.network.name)),
            ("weights", model.isRandom ? .null : .string(model.path)),
            ("size", .object([("width", .integer(size.width)), ("height", .integer(size.height))])),
            ("input_size", .object([("width", .integer(input.width)), ("height", .integer(input.height))])),
            ("score", .optional(model.score)), ("max_detections", .optional(model.maximumDetections(in: size))),
            ("device", .string(model.device.description)), ("threads", .integer(model.threads)),
            ("runs", .integer(own.seconds.count)), ("warm_up", .integer(warmUp)),
            ("version", .string(Release.version)), ("libtorch", .string(LibTorch.version)),
            ("cpu", .optional(Processor.name)),
            ("engine", .string(model.network.engineSummary)),
            ("instruction_set", .string(model.network.instructionSet)),
            ("peak_operations_per_second", .optional(peak)),
            ("detections", .optional(own.findings?.detections)), ("classes", .optional(own.findings?.classes)),
            ("median_seconds", .number(whole.median)),
            ("minimum_seconds", .number(whole.minimum)), ("seconds", .array(own.seconds.map(JSON.number))),
            ("stages", .object(stages)), ("accounted_share", .number(own.accountedShare)),
            ("peak_bytes", .optional(peakBytes)), ("peers", .array(peers.map(json))),
            ("interrupted", .boolean(Interruption.isRequested)),
        ])
    }

    private func json(_ peer: BenchPeer) -> JSON {
        let versions = peer.versions.sorted { $0.key < $1.key }.map { ($0.key, JSON.string($0.value)) }
        let spread = peer.spread
        return .object([
            ("peer", .string(peer.name.rawValue)), ("versions", .object(versions)),
            ("load_seconds", .optional(peer.loadSeconds)), ("export_seconds", .optional(peer.exportSeconds)),
            ("detections", .optional(spread == nil ? nil : peer.detections)),
            ("agreement", peer.agreement.map(json) ?? .null),
            ("median_seconds", .optional(spread?.median)), ("minimum_seconds", .optional(spread?.minimum)),
            ("seconds", .array(peer.seconds.map(JSON.number))), ("ratio", .optional(peer.ratio(to: own.seconds))),
            ("peak_bytes", .optional(peer.peakBytes)), ("error", .optional(peer.failure?.description)),
        ])
    }
}

extension BenchReport {
    private func json(_ agreement: ClassMapAgreement) -> JSON {
        .object([
            ("pixels", .integer(agreement.pixels)), ("differing", .integer(agreement.differing)),
            ("ties", .integer(agreement.ties)), ("agrees", .boolean(agreement.isWhole)),
        ])
    }
}

extension JSON {
    /// A number, or null.
    fileprivate static func optional(_ number: Double?) -> JSON { number.map(JSON.number) ?? .null }

    /// A whole number, or null.
    fileprivate static func optional(_ number: Int?) -> JSON { number.map(JSON.integer) ?? .null }
}
