/// What a pickle describes, as far as it is read: plain values, containers by their place in `PickleDocument.nodes`,
/// and tensors as descriptions of a storage and a view.
///
/// Containers are places in an array and not objects, so a pickle that nests a hundred thousand lists, or puts one into
/// itself, makes neither a deep recursion when it is freed nor a cycle that is never freed.
enum PickleValue: Sendable {
    case none
    case bool(Bool)
    case integer(Int)
    /// A whole number of over 64 bits: its bytes, lowest first.
    case bigInteger([UInt8])
    case real(Double)
    case string(String)
    /// A short text of Python 2's that is no UTF-8, one character a byte: a name in Latin-1, or an array's elements.
    case latin1(String)
    case bytes([UInt8])
    /// Bytes that lie in the file, and are not copied: those of an array may be most of it.
    case span(Range<Int>)
    case container(Int)
    case global(PickleGlobal)
    case storage(Int)
    case tensor(Int)
    /// Something that is understood but not used, such as a device, in words.
    case other(String)
    /// A kind of tensor that cannot be read, in words.
    case unreadableTensor(String)
}

/// A container: a list, tuple, set or dictionary, or an object of some class, of which no more is known than this.
struct PickleNode: Sendable {
    enum Kind: Sendable { case tuple, list, set, dictionary, object }

    var kind: Kind
    /// The elements; for a dictionary keys and values in turn, and so for an object that is filled like one.
    var items: [PickleValue]
    /// The name of an object's class.
    var className: String?
    /// What an object, or a dictionary of a class of its own, is given as its attributes.
    var state: PickleValue?
    /// What an object of NumPy's is made of, which tells its elements; none of others.
    var arguments: [PickleValue] = []
}

/// What a persistent identifier says of a storage.
struct PickleStorage: Sendable {
    /// The name of the class that the checkpoint gives, such as `FloatStorage`.
    var className: String
    /// The storage's name in the checkpoint.
    var key: String
    /// The number of elements of the whole storage.
    var elementCount: Int
    /// The part of the storage that a legacy view takes, in elements.
    var view: Range<Int>

    /// The element's type, or nil for a type that cannot be read or that the tensor tells.
    var dtype: DType? { PickleGlobal.storageClasses[className]?.dtype }
    /// The bytes that an element takes in a file.
    var elementByteCount: Int { PickleGlobal.storageClasses[className]?.byteCount ?? 1 }
}

/// What a call of `_rebuild_tensor` and its kin says.
struct PickleTensor: Sendable {
    var storage: Int
    var offset: Int
    var shape: [Int]
    var strides: [Int]
    /// The element's type where the call tells it: `_rebuild_tensor_v3` does.
    var dtypeName: String?
}

/// Everything that one pickle describes.
struct PickleDocument: Sendable {
    var root: PickleValue = .none
    var nodes: [PickleNode] = []
    var storages: [PickleStorage] = []
    var tensors: [PickleTensor] = []

    /// The elements of a list, tuple or set; nil for anything else.
    func elements(_ value: PickleValue) -> [PickleValue]? {
        guard case .container(let index) = value else { return nil }
        return switch nodes[index].kind {
        case .tuple, .list, .set: nodes[index].items
        case .dictionary, .object: nil
        }
    }

    /// Whether a value is a dictionary, or an object with a dictionary's elements.
    func isDictionary(_ value: PickleValue) -> Bool {
        guard case .container(let index) = value else { return false }
        return nodes[index].kind == .dictionary || nodes[index].kind == .object && !nodes[index].items.isEmpty
    }

    /// The keys and values of a dictionary, or of an object that was filled like one; nil for anything else.
    func pairs(_ value: PickleValue) -> [(key: PickleValue, value: PickleValue)]? {
        guard case .container(let index) = value, isDictionary(value) else { return nil }
        let node = nodes[index]
        return stride(from: 0, to: node.items.count - 1, by: 2).map { (node.items[$0], node.items[$0 + 1]) }
    }

    /// What stands under a name in a dictionary; the last where there are several, as in Python.
    func member(_ name: String, of value: PickleValue?) -> PickleValue? {
        // Without an array of all pairs: modules are asked for several members, again and again.
        guard let value, isDictionary(value), case .container(let index) = value else { return nil }
        let items = nodes[index].items
        let place = stride(from: items.count / 2 * 2 - 2, through: 0, by: -2).first { place in
            if case .string(name) = items[place] { true } else { false }
        }
        return place.map { items[$0 + 1] }
    }

    /// The attributes of an object or of a dictionary; nil where it was given none.
    func state(of value: PickleValue) -> PickleValue? {
        guard case .container(let index) = value else { return nil }
        return nodes[index].state
    }

    /// The elements of all containers, keys and values apart.
    var itemCount: Int { nodes.reduce(0) { $0 + $1.items.count } }

    /// The elements of a value and of what its elements are, to one more depth: what a module's members cost to look at.
    func itemCount(of value: PickleValue) -> Int {
        guard case .container(let index) = value else { return 0 }
        return nodes[index].items.reduce(nodes[index].items.count) { sum, item in
            if case .container(let inner) = item { sum + nodes[inner].items.count } else { sum }
        }
    }

    /// The numbers of a tuple or list of whole numbers; nil for anything else.
    func integers(_ value: PickleValue) -> [Int]? {
        guard let elements = elements(value) else { return nil }
        var numbers: [Int] = []
        for element in elements {
            guard case .integer(let number) = element else { return nil }
            numbers.append(number)
        }
        return numbers
    }

    /// A few words that tell a person what a value is; containers are not looked into.
    func summary(_ value: PickleValue) -> String {
        switch value {
        case .none: "None"
        case .bool(let value): value ? "True" : "False"
        case .integer(let value): String(value)
        case .bigInteger(let bytes): "a whole number of \(bytes.count) bytes"
        case .real(let value): String(value)
        case .string(let text), .latin1(let text): text.quoted
        case .bytes(let bytes): "\(bytes.count) bytes"
        case .span(let range): "\(range.count) bytes"
        case .container(let index): nodes[index].summary
        case .global(let global): global.description
        case .storage: "a storage"
        case .tensor: "a tensor"
        case .other(let text), .unreadableTensor(let text): text
        }
    }
}

extension PickleNode {
    fileprivate var summary: String {
        switch kind {
        case .tuple: "a tuple of \(items.count)"
        case .list: "a list of \(items.count)"
        case .set: "a set of \(items.count)"
        case .dictionary: "a dictionary of \(items.count / 2)"
        case .object: "an object of \(className ?? "a class")"
        }
    }
}
