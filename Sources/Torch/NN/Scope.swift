/// A part of a detection network, by which training tells what it freezes and how fast it learns.
public enum NetworkPart: Sendable, Hashable {
    /// The feature extractor: 0 is the stem, then its stages from fine to coarse.
    case backbone(stage: Int)
    /// What joins the feature extractor's maps.
    case neck
    /// What proposes where to look.
    case proposals
    /// What says what is there.
    case head
}

/// A path of names to a module's parameters, through which its layers ask for them.
public struct Scope {
    let store: ParameterStore
    /// The names joined by dots, as in PyTorch's state dictionaries.
    public let path: String
    /// Which part of the network it is in; nil where the network does not say.
    public private(set) var part: NetworkPart?
    /// How many rows of its parameters belong to each class; nil where they are of all classes together.
    public private(set) var rowsPerClass: Int?

    init(store: ParameterStore, path: String) {
        self.store = store
        self.path = path
    }

    /// The scope of a child module.
    public static func / (scope: Scope, name: String) -> Scope {
        var child = Scope(store: scope.store, path: scope.path.isEmpty ? name : "\(scope.path).\(name)")
        child.part = scope.part
        child.rowsPerClass = scope.rowsPerClass
        return child
    }

    /// The scope of a child module in a list.
    public static func / (scope: Scope, index: Int) -> Scope {
        scope / "\(index)"
    }

    /// The same scope in a part of the network, and so are its children.
    public func part(_ part: NetworkPart) -> Scope {
        var scope = self
        scope.part = part
        return scope
    }

    /// The same scope of parameters that have so many rows a class.
    public func rowsPerClass(_ count: Int) -> Scope {
        var scope = self
        scope.rowsPerClass = count
        return scope
    }

    func parameter(
        _ name: String, _ shape: [Int], _ initializer: Initializer, role: ParameterStore.Role? = nil,
        isTrainable: Bool = true
    ) throws(TorchError) -> Tensor {
        try store.parameter(
            self / name, shape, initializer, role: role ?? (name == "bias" ? .bias : .weight), isTrainable: isTrainable)
    }
}
