internal import Files

/// Looks for the dictionary of tensors among what training programs save with it.
struct StateDictSearch {
    /// What was found.
    struct Found {
        /// The keys that lead to the dictionary, joined by dots; nil at the top.
        var key: String?
        /// Its names and values.
        var pairs: [(String, PickleValue)]
        /// Its attributes, where it has some.
        var state: PickleValue?
        /// What else there is at the top, in words.
        var other: [String: String] = [:]
        /// The keys of other dictionaries that may be of a whole network, too.
        var copies: [String] = []
    }

    let document: PickleDocument
    let file: MappedFile
    /// Whether NumPy's arrays are tensors.
    private let readsArrays: Bool
    private var visited: Set<Int> = []
    private var modules: PickledModule

    init(document: PickleDocument, file: MappedFile, readsArrays: Bool) {
        self.document = document
        self.file = file
        self.readsArrays = readsArrays
        modules = PickledModule(document: document)
    }

    /// Finds the tensors: under one of ``Checkpoint/stateDictKeys``, at any depth of them; else the one dictionary, at the top
    /// or below, that has the most.
    ///
    /// - Parameter key: A key to look under before all others; where nothing stands there, it may be the beginning of names.
    mutating func find(key: String?) throws(CheckpointError) -> Found {
        guard let top = named(document.root) else {
            throw file.malformed(expected: "a dictionary of tensors", found: document.summary(document.root))
        }
        var found = if let key, let found = wanted(key, in: top) { found } else { try usual(in: top) }
        found.copies = copies(of: found, in: top)
        return found
    }

    private mutating func usual(in top: [(String, PickleValue)]) throws(CheckpointError) -> Found {
        func rest(without key: String?) -> [String: String] {
            var other: [String: String] = [:]
            for (name, value) in top where name != key { other[name] = document.summary(value) }
            return other
        }
        if var found = search(top, path: []) {
            // None of the known keys has a dot.
            found.other = rest(without: found.key.map { String($0.prefix { $0 != "." }) })
            return found
        }
        var candidates: [(found: Found, count: Int)] = []
        if holdsTensors(top) {
            candidates.append((Found(pairs: top, state: document.state(of: document.root)), tensorCount(top)))
        }
        // A file can name one large dictionary very many times: each is looked into once, under its first name.
        var seen: Set<Int> = []
        for (name, value) in top where !Self.isOfTraining(name) {
            guard case .container(let index) = value, seen.insert(index).inserted, let pairs = named(value),
                holdsTensors(pairs)
            else { continue }
            candidates.append((Found(key: name, pairs: pairs, state: document.state(of: value)), tensorCount(pairs)))
        }
        candidates.sort { $0.count > $1.count }
        guard var best = candidates.first else {
            let keys = top.prefix(20).map { "\($0.0.quoted): \(document.summary($0.1))" }.joined(separator: ", ")
            let found = top.isEmpty ? "an empty one" : "one of \(keys)"
            throw file.malformed(expected: "a dictionary of tensors", found: found)
        }
        if candidates.count > 1, candidates[1].count == best.count {
            let keys = candidates.prefix(2).map { ($0.found.key ?? "the top").quoted }.joined(separator: " and ")
            throw file.malformed(
                expected: "one dictionary of tensors, or one under \"state_dict\" or \"model\"",
                found: "two of \(best.count) tensors, under \(keys)")
        }
        if best.found.key != nil { best.found.other = rest(without: best.found.key) }
        return best.found
    }

    /// The tensors under the known keys, in their order, the nearest to the top first.
    private mutating func search(_ pairs: [(String, PickleValue)], path: [String]) -> Found? {
        guard path.count < 4 else { return nil }
        for key in Checkpoint.stateDictKeys {
            guard let value = pairs.first(where: { $0.0 == key })?.1, let nested = named(value) else { continue }
            if case .container(let index) = value, !visited.insert(index).inserted { continue }
            let path = path + [key]
            if holdsTensors(nested) {
                return Found(key: path.joined(separator: "."), pairs: nested, state: document.state(of: value))
            }
            if let found = search(nested, path: path) { return found }
        }
        return nil
    }

    /// The tensors under a key, whose parts may have dots themselves.
    private mutating func wanted(_ key: String, in top: [(String, PickleValue)]) -> Found? {
        var (pairs, rest, path) = (top, Substring(key), [String]())
        while path.count < 8, let (name, value) = pairs.first(where: { rest == $0.0 || rest.hasPrefix($0.0 + ".") }),
            let nested = named(value)
        {
            path.append(name)
            rest = rest.dropFirst(name.count)
            guard rest.isEmpty else {
                (pairs, rest) = (nested, rest.dropFirst())
                continue
            }
            var found =
                holdsTensors(nested)
                ? Found(key: path.joined(separator: "."), pairs: nested, state: document.state(of: value))
                : search(nested, path: path)
            for (other, value) in top where other != path[0] { found?.other[other] = document.summary(value) }
            return found
        }
        return nil
    }

    /// The keys, at the top or just below, of dictionaries with at least half as many tensors as the one that is taken.
    private mutating func copies(of found: Found, in top: [(String, PickleValue)]) -> [String] {
        let least = max(1, (tensorCount(found.pairs) + 1) / 2)
        var keys: [String] = []
        var seen: Set<Int> = []
        func isNew(_ value: PickleValue) -> Bool {
            if case .container(let index) = value { seen.insert(index).inserted } else { false }
        }
        for (name, value) in top where !Self.isOfTraining(name) && isNew(value) {
            guard let pairs = named(value) else { continue }
            if tensorCount(pairs) >= least {
                keys.append(name)
                continue
            }
            for (inner, value) in pairs where Checkpoint.stateDictKeys.contains(inner) && isNew(value) {
                if let pairs = named(value), tensorCount(pairs) >= least { keys.append("\(name).\(inner)") }
            }
        }
        return keys.filter { $0 != found.key }
    }

    /// Whether something belongs to the course of training: tensors there are none of the network's.
    private static func isOfTraining(_ name: String) -> Bool {
        ["optim", "sched", "scaler", "rng", "loss", "metric"].contains { name.lowercased().contains($0) }
    }

    private func holdsTensors(_ pairs: [(String, PickleValue)]) -> Bool { tensorCount(pairs) > 0 }

    private func tensorCount(_ pairs: [(String, PickleValue)]) -> Int {
        pairs.count { pair in
            if case .tensor = pair.1 { true } else { readsArrays && document.isArray(pair.1) }
        }
    }

    /// A dictionary's entries, or a whole module's tensors; keys that are numbers become text, since optimisers use them. Nil
    /// for anything else.
    private mutating func named(_ value: PickleValue) -> [(String, PickleValue)]? {
        if let tensors = modules.pairs(value) { return tensors }
        return document.pairs(value)?.map { key, value in
            if case .string(let name) = key { (name, value) } else { (document.summary(key), value) }
        }
    }
}

extension Checkpoint {
    /// The keys under which training programs keep the model's tensors, in the order in which they are looked for.
    ///
    /// The first that holds a dictionary with a tensor is taken. Averaged weights, where a file has both, come after
    /// those that the training itself used.
    public static let stateDictKeys = [
        "state_dict", "model_state_dict", "model", "model_state", "module", "net", "network", "weights", "params",
        "model_ema", "state_dict_ema", "ema", "blobs",
    ]
}
