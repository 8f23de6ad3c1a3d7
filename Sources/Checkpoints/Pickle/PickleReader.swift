/// Reads the subset of Python's pickle that `torch.save` writes, protocols 0 to 5, and runs nothing.
///
/// A pickle is a program for a small stack machine, and in Python it may call any function. This machine has a closed
/// list of names (`PickleGlobal`) and treats a call of one as a description. A call of any other, and every operation that
/// makes an object of a class, gives an object of which only the class's name is known: nothing is made, and nothing
/// called. Names that only attacks use are errors.
///
/// Every operation costs at least a byte of the file and makes at most one value, and values are shared and never copied
/// with what they contain, so memory is bounded by the pickle's length. There is no recursion.
struct PickleReader {
    /// Beyond this, a pickle is not that of a checkpoint: one of a million parameters takes some thirty million bytes.
    static let operationLimit = 4_000_000

    var reader: ByteReader
    var document = PickleDocument()
    var stack: [PickleValue] = []
    /// The heights of the stack at the open marks.
    var marks: [Int] = []
    var memo: [Int: PickleValue] = [:]
    /// How many values and bytes calls have copied.
    var copied = 0

    /// Reads one pickle from where `reader` stands, which is left after its end.
    static func read(_ reader: inout ByteReader) throws(CheckpointError) -> PickleDocument {
        var machine = PickleReader(reader: reader)
        try machine.run()
        reader = machine.reader
        return machine.document
    }

    private init(reader: ByteReader) {
        self.reader = reader
    }

    private mutating func run() throws(CheckpointError) {
        for _ in 0..<PickleReader.operationLimit {
            let code = try reader.integer(UInt8.self)
            guard let opcode = PickleOpcode(rawValue: code) else {
                let character = code > 0x20 && code < 0x7F ? " '\(Character(UnicodeScalar(code)))'" : ""
                throw refusal("the operation \(code)\(character) at offset \(reader.offset - 1)")
            }
            if opcode == .stop {
                document.root = try pop()
                return
            }
            if try executeScalar(opcode) { continue }
            if try executeContainer(opcode) { continue }
            try executeCall(opcode)
        }
        throw malformed("more than \(PickleReader.operationLimit) operations")
    }
}

extension PickleReader {
    mutating func push(_ value: PickleValue) {
        stack.append(value)
    }

    /// Takes the top of the stack, above the last mark.
    mutating func pop() throws(CheckpointError) -> PickleValue {
        guard stack.count > (marks.last ?? 0), let value = stack.popLast() else { throw underflow() }
        return value
    }

    /// The top of the stack, which stays.
    func top() throws(CheckpointError) -> PickleValue {
        guard stack.count > (marks.last ?? 0), let value = stack.last else { throw underflow() }
        return value
    }

    /// Takes everything above the last mark, and the mark.
    mutating func popToMark() throws(CheckpointError) -> [PickleValue] {
        guard let mark = marks.popLast() else { throw malformed("the end of a group that was not begun") }
        defer { stack.removeSubrange(mark...) }
        return Array(stack[mark...])
    }

    mutating func pushContainer(_ kind: PickleNode.Kind, _ items: [PickleValue] = []) throws(CheckpointError) {
        guard kind != .dictionary || items.count.isMultiple(of: 2) else { throw malformed("a key without a value") }
        document.nodes.append(PickleNode(kind: kind, items: items))
        push(.container(document.nodes.count - 1))
    }

    /// The place of the container on top of the stack.
    func topContainer(_ kinds: PickleNode.Kind...) throws(CheckpointError) -> Int {
        guard case .container(let index) = try top(), kinds.contains(document.nodes[index].kind) else {
            throw malformed("elements added to \(document.summary(try top()))")
        }
        return index
    }

    func malformed(_ found: String) -> CheckpointError {
        reader.file.malformed(
            expected: "a pickle in \(reader.subject)", found: "\(found) before offset \(reader.offset)")
    }

    /// The error of a pickle that wants something done which is not on the list.
    func refusal(_ found: String) -> CheckpointError {
        reader.file.malformed(
            expected: "a pickle of tensors and plain values only",
            found: found + ", which is refused; nothing was run")
    }

    private func underflow() -> CheckpointError { malformed("an operation on an empty stack") }
}
