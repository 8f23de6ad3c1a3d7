import ArgumentParser
import MaskRCNN
import Torch

/// Where and how a model computes.
struct ComputingOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "Where to compute: cpu, cuda, cuda:1 …, mps.")
    var device = DeviceName.cpu

    @Option(
        name: .long,
        help: "What computes the layers on the CPU; winograd6 is quicker and rounds coarser.")
    var engine = EngineName.winograd4

    @Option(name: .long, help: "CPU threads for the model. (default: OMP_NUM_THREADS, else one a core)")
    var threads: Int?

    func validate() throws {
        try check(threads: threads)
        if engine.engine == .winograd6, device.device != .cpu {
            throw ValidationError("--engine winograd6 is for the CPU alone, and --device is \(device.text).")
        }
    }

    /// Sets what a detector is to do about them.
    func set(in options: inout DetectorOptions) {
        options.device = device.device
        options.engine = engine.engine
        options.threads = threads
    }
}

/// What computes the layers, as typed.
struct EngineName: ExpressibleByArgument {
    static let winograd4 = EngineName(engine: .winograd4)

    let engine: DetectorOptions.Engine

    private init(engine: DetectorOptions.Engine) {
        self.engine = engine
    }

    init?(argument: String) {
        guard let engine = DetectorOptions.Engine(rawValue: argument) else { return nil }
        self.init(engine: engine)
    }

    static var allValueStrings: [String] { DetectorOptions.Engine.allCases.map(\.rawValue) }
    var defaultValueDescription: String { engine.rawValue }
}

/// A device, as typed.
struct DeviceName: ExpressibleByArgument {
    static let cpu = DeviceName(text: "cpu", device: .cpu)

    let text: String
    let device: Device

    private init(text: String, device: Device) {
        self.text = text
        self.device = device
    }

    init?(argument: String) {
        guard let device = Device(parsing: argument) else { return nil }
        self.init(text: argument, device: device)
    }

    static var allValueStrings: [String] { ["cpu", "cuda", "mps"] }
    var defaultValueDescription: String { text }
}
