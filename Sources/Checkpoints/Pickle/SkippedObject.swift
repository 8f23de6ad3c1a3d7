/// An object in a PyTorch file beside the tensors, which was passed over: neither made nor called.
public struct SkippedObject: Sendable, Equatable, Hashable {
    /// The full name of its class, or of the function that would have made it, such as `argparse.Namespace`.
    public let className: String
    /// Where it stands, such as `args` or `optimizer.param_groups[0].lr`.
    public let place: String

    /// Describes one.
    public init(className: String, place: String) {
        self.className = className
        self.place = place
    }
}

extension PickleDocument {
    /// How many objects are listed; a file may hold any number.
    static let skippedLimit = 1000

    /// The objects that were passed over, nearest to the top first, each once; what an object holds belongs to it.
    ///
    /// - Parameter arraysAreRead: Whether NumPy's arrays are tensors, and so none of them.
    func skippedObjects(arraysAreRead: Bool = false) -> [SkippedObject] {
        var walk = PickleWalk(document: self, arraysAreRead: arraysAreRead)
        return walk.run()
    }
}

/// Goes through all that hangs on a document's root, level by level: there is no recursion, and cycles end.
private struct PickleWalk {
    private struct Step {
        /// The step to the container that this one is in; nil at the root.
        let parent: Int?
        let key: Key
    }

    private enum Key {
        case root
        case name(String)
        case index(Int)
    }

    let document: PickleDocument
    private var steps: [Step] = []
    private var pending: [(value: PickleValue, step: Int)] = []
    private var seen: [Bool]
    private var found: [SkippedObject] = []
    private let arraysAreRead: Bool

    init(document: PickleDocument, arraysAreRead: Bool) {
        self.document = document
        self.arraysAreRead = arraysAreRead
        seen = [Bool](repeating: false, count: document.nodes.count)
    }

    mutating func run() -> [SkippedObject] {
        add(document.root, Step(parent: nil, key: .root))
        var next = 0
        while next < pending.count, found.count < PickleDocument.skippedLimit {
            let (value, step) = pending[next]
            next += 1
            visit(value, step)
        }
        return found
    }

    private mutating func add(_ value: PickleValue, _ step: Step) {
        switch value {
        case .container(let index):
            if seen[index] { return }
            seen[index] = true
        case .global(.foreign): break
        default: return
        }
        steps.append(step)
        pending.append((value, steps.count - 1))
    }

    private mutating func visit(_ value: PickleValue, _ step: Int) {
        switch value {
        case .global(let global): found.append(SkippedObject(className: global.description, place: place(step)))
        case .container(let index):
            let node = document.nodes[index]
            switch node.kind {
            case .object where arraysAreRead && document.isArray(value): break
            case .object:
                found.append(SkippedObject(className: node.className ?? "a class", place: place(step)))
            case .dictionary:
                for (key, value) in document.pairs(value) ?? [] {
                    add(key, Step(parent: step, key: .name("a key")))
                    let name = if case .string(let text) = key { text } else { document.summary(key) }
                    add(value, Step(parent: step, key: .name(name)))
                }
            case .tuple, .list, .set:
                for (place, item) in node.items.enumerated() { add(item, Step(parent: step, key: .index(place))) }
            }
        default: break
        }
    }

    /// The way to a value, the last dozen steps of it.
    private func place(_ step: Int) -> String {
        var parts: [String] = []
        var current: Int? = step
        while let index = current, parts.count < 12 {
            switch steps[index].key {
            case .root: break
            case .name(let name): parts.append("." + name.prefix(100))
            case .index(let index): parts.append("[\(index)]")
            }
            current = steps[index].parent
        }
        let text = (current == nil ? "" : "…") + parts.reversed().joined()
        return text.isEmpty ? "the top" : text.hasPrefix(".") ? String(text.dropFirst()) : text
    }
}
