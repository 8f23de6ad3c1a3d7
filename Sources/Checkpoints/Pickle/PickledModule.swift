/// A PyTorch module that was saved whole, `torch.save(model)`, read as the state dictionary that it would give.
///
/// An object of a module has its parameters, buffers and parts in dictionaries of its state; none of its classes is needed to
/// find them. Source: `torch.nn.Module.state_dict`.
struct PickledModule {
    private static let nameLimit = 1 << 17
    private static let depthLimit = 64

    private let document: PickleDocument
    /// How many elements may still be looked at: a file can share one large state among very many modules, and all of them
    /// are looked at a few times over, whatever refers to them.
    private var itemsLeft: Int

    init(document: PickleDocument) {
        self.document = document
        itemsLeft = 8 * document.itemCount + 1 << 16
    }

    /// The names and tensors of a module, in the order of its state dictionary; nil where the value is no module.
    mutating func pairs(_ value: PickleValue) -> [(String, PickleValue)]? {
        guard isModule(value) else { return nil }
        var found: [(String, PickleValue)] = []
        var pending: [(module: PickleValue, prefix: String, depth: Int)] = [(value, "", 0)]
        while let (module, prefix, depth) = pending.popLast() {
            // Modules may be shared, and a file can share them so that their names are without number.
            guard found.count + pending.count < Self.nameLimit, depth < Self.depthLimit, prefix.utf8.count < 4096,
                let state = document.state(of: module)
            else { return nil }
            let hidden = Set(
                (document.member("_non_persistent_buffers_set", of: state).flatMap(document.elements) ?? [])
                    .compactMap { if case .string(let name) = $0 { name } else { nil as String? } })
            for (group, skips) in [("_parameters", false), ("_buffers", true)] {
                for (name, value) in members(group, of: state) where !(skips && hidden.contains(name)) {
                    if case .none = value { continue }
                    found.append((prefix + name, value))
                }
            }
            for (name, part) in members("_modules", of: state).reversed() where isModule(part) {
                guard itemsLeft >= 0 else { return nil }
                pending.append((part, prefix + name + ".", depth + 1))
            }
        }
        return found
    }

    private mutating func isModule(_ value: PickleValue) -> Bool {
        guard itemsLeft >= 0, case .container(let index) = value, document.nodes[index].kind == .object,
            let state = document.nodes[index].state
        else { return false }
        itemsLeft -= document.itemCount(of: state)
        return document.member("_parameters", of: state) != nil
            && document.member("_modules", of: state) != nil
    }

    private func members(_ group: String, of state: PickleValue) -> [(String, PickleValue)] {
        guard let group = document.member(group, of: state), let pairs = document.pairs(group) else { return [] }
        return pairs.compactMap { key, value in if case .string(let name) = key { (name, value) } else { nil } }
    }
}
