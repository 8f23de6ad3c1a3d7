internal import CTorch

/// Where tensors live and are computed.
public enum Device: Sendable, Hashable {
    /// The processor.
    case cpu
    /// An NVIDIA GPU, by its index.
    case cuda(index: Int)
    /// The GPU of an Apple machine.
    case mps

    /// Reads a name as PyTorch writes it: `cpu`, `cuda`, `cuda:1`, `mps`; nil for anything else.
    public init?(parsing name: String) {
        switch name {
        case "cpu": self = .cpu
        case "mps": self = .mps
        case "cuda": self = .cuda(index: 0)
        default:
            // Only as it is written: neither +1 nor 01.
            guard name.hasPrefix("cuda:"), let index = Int(name.dropFirst(5)), (0..<128).contains(index),
                name == "cuda:\(index)"
            else { return nil }
            self = .cuda(index: index)
        }
    }

    /// The devices that this machine and this LibTorch offer, the processor first.
    ///
    /// The first call loads LibTorch's CUDA library where there is one, which takes seconds.
    public static var available: [Device] {
        _ = ct_load_cuda()
        let cuda = (0..<Int(ct_cuda_device_count())).map { Device.cuda(index: $0) }
        return [.cpu] + cuda + (ct_mps_is_available() ? [.mps] : [])
    }

    /// Loads what the device needs and throws where it is not available.
    public func prepare() throws(TorchError) {
        guard self == .cpu || Self.available.contains(self) else {
            let names = Self.available.map(\.description).joined(separator: ", ")
            throw .device(description, reason: "\(absence); there is \(names)")
        }
    }

    /// Why a device that is not available is none.
    private var absence: String {
        switch self {
        case .cpu: "it cannot be used"
        case .mps: "it is the GPU of an Apple machine, with LibTorch for it"
        case .cuda where !ct_load_cuda():
            "this LibTorch computes on the CPU alone, as no libtorch_cuda.so that can be loaded stands beside it"
        case .cuda where ct_cuda_device_count() == 0: "LibTorch finds no NVIDIA GPU with a driver that works"
        case .cuda: "there is no GPU of this number"
        }
    }

    /// Waits until the device has computed all that it was given, as before a time is taken. On the processor every
    /// operation waits for its result, so there is nothing to do.
    public func synchronize() throws(TorchError) {
        guard self != .cpu else { return }
        try check("synchronize") { ct_synchronize(raw, $0) }
    }
}

extension Device: CustomStringConvertible {
    /// The name as PyTorch writes it.
    public var description: String {
        switch self {
        case .cpu: "cpu"
        case .cuda(let index): "cuda:\(index)"
        case .mps: "mps"
        }
    }
}
