/// Names of tensors without what wrappers put there: data-parallel training (`module.`), compilation (`_orig_mod.`), and
/// others of PyTorch's own.
struct WrapperNames {
    /// What is taken off the front of every name; "" for nothing.
    let prefix: String

    /// Put before names by wrappers alone.
    private static let wrappers = ["module.", "_orig_mod.", "_fsdp_wrapped_module.", "_checkpoint_wrapped_module."]
    /// Those which wrap parts of a network, too, and so stand within names.
    private static let inner = wrappers.dropFirst().map { "." + $0 }
    /// What averaged models keep beside their module, PyTorch's and mmengine's: how many states they averaged.
    private static let companions: Set<String> = ["n_averaged", "steps"]

    init(_ names: [String]) {
        var prefix = ""
        let names = names.filter { !Self.companions.contains($0) }
        while prefix.count < 64,
            let next = Self.wrappers.first(where: { wrapper in
                !names.isEmpty && names.allSatisfy { $0.hasPrefix(prefix + wrapper) && $0 != prefix + wrapper }
            })
        {
            prefix += next
        }
        self.prefix = prefix
    }

    /// A name without wrappers; nil for what belongs to the wrapper itself.
    func inner(_ name: String) -> String? {
        if !prefix.isEmpty, Self.companions.contains(name) { return nil }
        var name = String(name.dropFirst(prefix.count))
        for wrapper in Self.inner where name.contains(wrapper) { name = name.replacing(wrapper, with: ".") }
        return name
    }
}
