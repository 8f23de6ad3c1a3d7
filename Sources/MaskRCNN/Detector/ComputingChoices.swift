internal import Files
internal import Torch

/// On what, in what precision and by what a network computes.
struct ComputingChoices {
    let device: Device
    let dtype: DType
    let engine: DetectorOptions.Engine
    let threads: Int?

    /// Readies the device and the calling thread.
    ///
    /// - Throws: ``MaskRCNNError`` where the precision makes no sense or the device is not there.
    func prepare() throws(MaskRCNNError) {
        guard dtype == .float32 || dtype == .float64 else {
            throw .configuration(key: "dtype", expected: "float32 or float64")
        }
        try torch { () throws(TorchError) in
            try device.prepare()
            try LibTorch.setThreadCount(threads ?? LibTorch.defaultThreadCount)
        }
    }

    /// What layers are packed in; nil where LibTorch computes them.
    func plan() throws(TorchError) -> InferencePlan? {
        guard device == .cpu, dtype == .float32 else { return nil }
        return switch engine {
        case .winograd4: try InferencePlan(tiles: .four)
        case .winograd6: try InferencePlan(tiles: .six)
        case .libTorch: nil
        }
    }

    /// What weights take in memory: as they are in the file, and as the layers keep them.
    func weightBytes(_ counts: ParameterCounts) -> Int {
        let packs = device == .cpu && dtype == .float32
        return switch engine {
        // A 3×3 kernel becomes one of 6×6, or of 8×8.
        case .winograd4 where packs:
            .product(4, .sum(counts.total, counts.ofOthers, .product(4, counts.ofThreeByThree)))
        case .winograd6 where packs:
            .product(4, .sum(counts.total, counts.ofOthers, .product(8, counts.ofThreeByThree)))
        case .winograd4, .winograd6, .libTorch: .product(4 + (device == .cpu ? dtype.byteCount : 0), counts.total)
        }
    }

    /// The instruction set of what computes the layers; on a GPU the device.
    func instructionSet(_ plan: InferencePlan?) -> String {
        device == .cpu ? plan?.instructionSet ?? LibTorch.cpuCapability : String(describing: device)
    }

    /// What computes the layers, in a line.
    static func summary(_ plan: InferencePlan?, device: Device) -> String {
        guard let plan else {
            return "layers by LibTorch \(LibTorch.version), \(device == .cpu ? LibTorch.cpuCapability : "\(device)")"
        }
        let side = plan.tiles.rawValue
        let packed =
            "\(plan.packedCount) layers packed for \(plan.instructionSet), 3×3 by Winograd's F(\(side)×\(side))"
        return plan.uncovered.isEmpty
            ? packed
            : "\(packed); by LibTorch, for their channels, groups or dilation: \(plan.uncovered.joined(separator: ", "))"
    }
}

extension DetectorOptions {
    /// On what and by what it computes.
    var computing: ComputingChoices { ComputingChoices(device: device, dtype: dtype, engine: engine, threads: threads) }
}
