/// Where a network's layers get their parameters from while it is built, and what it was found to consist of.
///
/// Layers ask for a parameter through a ``Scope``, which knows the path of names to it. The store either takes it from a
/// checkpoint or draws it at random; it keeps the order in which parameters were asked for and refuses a name that is
/// used twice. Differences from the checkpoint are collected and reported together by ``finish()``.
public final class ParameterStore {
    /// Where parameters come from.
    public enum Source {
        /// Values drawn by each layer's initialiser, the same for the same seed.
        case random(seed: UInt64)
        /// The tensors of a checkpoint by name.
        case checkpoint([String: StoredTensor])
        /// Those of a checkpoint that are of the shape asked for; what it lacks is drawn as in ``random(seed:)``.
        case partial([String: StoredTensor], seed: UInt64)
        /// The parameters of another network of the same structure, which are shared, not copied.
        case tensors([String: Tensor])
    }

    private enum Values {
        case random(RandomGenerator)
        case checkpoint([String: StoredTensor])
        case partial([String: StoredTensor], RandomGenerator)
        case tensors([String: Tensor])
    }

    /// A parameter or buffer that the network consists of.
    public struct Entry {
        /// The path of names, such as `backbone.body.conv1.weight`.
        public let name: String
        /// The sizes of its dimensions.
        public let shape: [Int]
        /// What it is to its layer.
        public let role: Role
        /// Whether training changes it, other than the statistics of a batch norm.
        public let isTrainable: Bool
        /// Which part of the network it belongs to; nil where the network does not say.
        public let part: NetworkPart?
        /// How many of its rows belong to each class; nil where it is of all classes together.
        public let rowsPerClass: Int?
        /// Its value; nil where the store was told not to keep them.
        public let tensor: Tensor?
    }

    /// What a parameter or buffer is to its layer.
    public enum Role: Sendable {
        /// What inputs are multiplied with.
        case weight
        /// What is added.
        case bias
        /// The weight or bias of a norm.
        case normalization
        /// The stored statistics of a norm, or its counter.
        case statistics
    }

    /// How a store differs from a checkpoint, or nothing.
    public struct Mismatch: Error, Sendable, Equatable {
        /// Names that the network has and the checkpoint lacks.
        public var missing: [String] = []
        /// Names that the checkpoint has and the network lacks.
        public var unexpected: [String] = []
        /// Names of which both have tensors, but of different shapes: what the network has, what the checkpoint has.
        public var shapes: [String] = []
        /// Names of tensors that are not of floating-point numbers, and what they are of.
        public var types: [String] = []
        /// Names of tensors with elements that are NaN or infinite.
        public var notFinite: [String] = []

        /// Creates one of no difference.
        public init() {}

        /// Whether there is no difference.
        public var isEmpty: Bool {
            missing.isEmpty && unexpected.isEmpty && shapes.isEmpty && types.isEmpty && notFinite.isEmpty
        }
    }

    /// The type that floating-point parameters are converted to.
    public let dtype: DType
    /// Where parameters are put.
    public let device: Device
    /// Whether normalisations may be folded into the convolutions before them, which suits evaluation alone.
    public let foldsNormalization: Bool
    /// What batch norms that are not frozen compute with.
    public let statistics: BatchStatistics
    /// Where layers of an evaluated network on the CPU are packed; nil for LibTorch's own.
    public let plan: InferencePlan?
    /// The processes over which ``BatchStatistics/synchronized(momentum:)`` norms take their statistics.
    let group: ProcessGroup?
    /// Names of parameters that ``Source/partial(_:seed:)`` drew, since the checkpoint has none of that name and shape.
    public private(set) var drawn: [String] = []
    /// What has been asked for, in order.
    public private(set) var entries: [Entry] = []

    private let values: Values
    private let keepsTensors: Bool
    private var used: Set<String> = []
    private var mismatch = Mismatch()

    /// Creates an empty store.
    ///
    /// - Parameters:
    ///   - keepsTensors: Whether ``entries`` hold the values, as writing a checkpoint needs.
    ///   - plan: Where layers are packed, which copies their weights; for evaluation in float32 on the CPU, with stored
    ///     statistics, alone.
    public init(
        _ source: Source, dtype: DType = .float32, device: Device = .cpu, foldsNormalization: Bool = true,
        keepsTensors: Bool = false, statistics: BatchStatistics = .stored,
        group: ProcessGroup? = nil, plan: InferencePlan? = nil
    ) throws(TorchError) {
        precondition(
            plan == nil
                || (dtype == .float32 && device == .cpu && foldsNormalization && !keepsTensors
                    && statistics == .stored),
            "layers are packed for evaluation on the CPU alone")
        self.plan = plan
        self.dtype = dtype
        self.device = device
        self.foldsNormalization = foldsNormalization
        self.keepsTensors = keepsTensors
        self.statistics = statistics
        self.group = group
        switch source {
        case .random(let seed): values = .random(try RandomGenerator(seed: seed))
        case .checkpoint(let tensors): values = .checkpoint(tensors)
        case .partial(let tensors, let seed): values = .partial(tensors, try RandomGenerator(seed: seed))
        case .tensors(let tensors): values = .tensors(tensors)
        }
    }

    /// The scope of the outermost module.
    public var root: Scope { Scope(store: self, path: "") }

    func parameter(
        _ scope: Scope, _ shape: [Int], _ initializer: Initializer, role: Role, isTrainable: Bool
    ) throws(TorchError) -> Tensor {
        let name = scope.path
        precondition(used.insert(name).inserted, "two layers share the name \(name)")
        var value = try value(name, shape, initializer)
        if shape.count == 4, plan == nil {
            // Convolutions are faster so; and the parameter that is trained must be the tensor that layers hold.
            value = try value.channelsLast()
        }
        entries.append(
            Entry(
                name: name, shape: shape, role: role, isTrainable: isTrainable, part: scope.part,
                rowsPerClass: scope.rowsPerClass, tensor: keepsTensors ? value : nil))
        return value
    }

    /// A counter that PyTorch keeps with each batch norm, which nothing computes with: older checkpoints lack it.
    func counter(_ scope: Scope) throws(TorchError) -> Tensor {
        let name = scope.path
        precondition(used.insert(name).inserted, "two layers share the name \(name)")
        let value = try counterValue(name)
        entries.append(
            Entry(
                name: name, shape: [], role: .statistics, isTrainable: false, part: scope.part,
                rowsPerClass: nil, tensor: keepsTensors ? value : nil))
        return value
    }

    private func counterValue(_ name: String) throws(TorchError) -> Tensor {
        switch values {
        case .tensors(let tensors):
            if let tensor = tensors[name] { return tensor }
        case .checkpoint(let tensors), .partial(let tensors, _):
            if let stored = tensors[name] { return try stored.tensor().copied(to: .cpu, .int64) }
        case .random: break
        }
        return try .zeros([], dtype: .int64)
    }

    private func value(_ name: String, _ shape: [Int], _ initializer: Initializer) throws(TorchError) -> Tensor {
        switch values {
        case .random(let generator):
            return try initializer.tensor(shape, using: generator).to(device, dtype)
        case .tensors(let tensors):
            guard let tensor = tensors[name], tensor.shape == shape else {
                mismatch.missing.append(name)
                return try .zeros(shape, dtype: dtype, device: device)
            }
            return tensor
        case .partial(let tensors, let generator):
            // Drawn in any case, so that what is drawn for others does not depend on what the checkpoint has.
            let random = try initializer.tensor(shape, using: generator)
            guard let stored = tensors[name], stored.shape == shape else {
                drawn.append(name)
                return try random.to(device, dtype)
            }
            return try checked(stored, name).copied(to: device, dtype)
        case .checkpoint(let tensors):
            guard let stored = tensors[name] else {
                mismatch.missing.append(name)
                return try .zeros(shape, dtype: dtype, device: device)
            }
            guard stored.shape == shape else {
                mismatch.shapes.append("\(name) (model \(shape), file \(stored.shape))")
                return try .zeros(shape, dtype: dtype, device: device)
            }
            let tensor = try checked(stored, name)
            // Trained parameters are changed in place: they must not be the file's mapped memory.
            return try keepsTensors ? tensor.copied(to: device, dtype) : tensor.to(device, dtype)
        }
    }

    /// A checkpoint's tensor, noted where a network cannot compute with it.
    private func checked(_ stored: StoredTensor, _ name: String) throws(TorchError) -> Tensor {
        let tensor = try stored.tensor()
        if !stored.isFloatingPoint {
            mismatch.types.append("\(name) (\(stored.dtype))")
        } else if try !tensor.isFinite() {
            mismatch.notFinite.append(name)
        }
        return tensor
    }

    /// Reports every difference between what was asked for and what the checkpoint has, in one error.
    public func finish() throws(Mismatch) {
        if case .checkpoint(let tensors) = values {
            mismatch.unexpected = tensors.keys.filter { !used.contains($0) }.sorted()
        }
        guard mismatch.isEmpty else { throw mismatch }
    }
}
