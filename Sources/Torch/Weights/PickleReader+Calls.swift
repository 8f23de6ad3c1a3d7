internal import Files

extension PickleReader {
    /// Carries out an operation that names or calls something, and refuses all but the list's.
    mutating func executeCall(_ opcode: PickleOpcode) throws(TorchError) {
        switch opcode {
        case .global:
            let module = try reader.text(reader.line())
            try pushGlobal(module: module, name: reader.text(reader.line()))
        case .stackGlobal:
            guard case .string(let name) = try pop(), case .string(let module) = try pop() else {
                throw malformed("a name that is not a string")
            }
            try pushGlobal(module: module, name: name)
        case .reduce:
            let arguments = try pop()
            guard case .container(let index) = arguments, document.nodes[index].kind == .tuple,
                case .global(let function) = try pop()
            else {
                throw refusal("a call of something that is not a name")
            }
            push(try result(of: function, document.nodes[index].items))
        case .build:
            // State of an OrderedDict (`_metadata` of `state_dict()`) says nothing of the weights.
            let state = try pop()
            guard case .container(let index) = try top(), document.nodes[index].kind == .dictionary else {
                throw refusal("the setting of the state of \(document.summary(try top()))")
            }
            guard case .container(let index) = state, document.nodes[index].kind == .dictionary else {
                throw malformed("a state that is no dictionary")
            }
        case .binPersistentID: push(try storage(pop()))
        case .persistentID: throw refusal("a persistent identifier of protocol 0")
        case .instance:
            let module = try reader.text(reader.line())
            let name = try reader.text(reader.line())
            throw refusal("an object of \((module + "." + name).quoted)")
        case .object, .newObject, .newObjectKeywords: throw refusal("an object of \(className())")
        case .extension1, .extension2, .extension4: throw refusal("a name of the copyreg registry")
        default: throw refusal("the operation \(opcode.rawValue)")
        }
    }

    private mutating func pushGlobal(module: String, name: String) throws(TorchError) {
        guard let global = PickleGlobal(module: module, name: name) else {
            throw refusal("the name \((module + "." + name).quoted)")
        }
        push(.global(global))
    }

    /// The class whose object an operation would make, for the message.
    private func className() -> String {
        for case .global(let global) in stack.reversed() { return global.description }
        return "a class"
    }

    private mutating func result(
        of function: PickleGlobal, _ arguments: [PickleValue]
    ) throws(TorchError) -> PickleValue {
        switch function {
        case .dictionary: return try dictionary(arguments)
        case .set:
            guard arguments.count <= 1 else { break }
            return try copy(arguments.first, as: .set)
        case .size:
            guard arguments.count <= 1 else { break }
            return try copy(arguments.first, as: .tuple)
        case .device: return .other("a device")
        case .encode:
            guard case .string(let text)? = arguments.first, arguments.count == 2,
                case .string(let encoding) = arguments[1], encoding == "latin1"
            else { break }
            return .bytes(try latin1Bytes(text))
        case .rebuildTensor(let version): return try tensor(version: version, arguments)
        case .rebuildParameter:
            guard let first = arguments.first else { break }
            return first
        case .unreadableTensor(let kind): return .unreadableTensor(kind)
        case .storage, .dtype: break
        }
        throw refusal("a call of \(function.description) with \(arguments.count) arguments")
    }

    /// `OrderedDict()`, or the list of pairs that Python 2 gives it.
    private mutating func dictionary(_ arguments: [PickleValue]) throws(TorchError) -> PickleValue {
        var items: [PickleValue] = []
        if let first = arguments.first {
            guard case .container(let index) = first else { throw malformed("an OrderedDict of something else") }
            let source = document.nodes[index]
            try charge(source.items.count)
            if source.kind == .dictionary {
                items = source.items
            } else {
                for pair in source.items {
                    guard let pair = document.elements(pair), pair.count == 2 else {
                        throw malformed("an OrderedDict of something else than pairs")
                    }
                    items += pair
                }
            }
        }
        document.nodes.append(PickleNode(kind: .dictionary, items: items))
        return .container(document.nodes.count - 1)
    }

    private mutating func copy(_ value: PickleValue?, as kind: PickleNode.Kind) throws(TorchError) -> PickleValue {
        let items = try value.map { value throws(TorchError) in
            guard let items = document.elements(value) else { throw malformed("a sequence that is none") }
            try charge(items.count)
            return items
        }
        document.nodes.append(PickleNode(kind: kind, items: items ?? []))
        return .container(document.nodes.count - 1)
    }

    /// Counts what a call copies: the same long list could be handed to a million calls.
    private mutating func charge(_ count: Int) throws(TorchError) {
        copied += count
        guard copied <= reader.file.bytes.count else { throw malformed("copies larger than the file") }
    }

    private mutating func latin1Bytes(_ text: String) throws(TorchError) -> [UInt8] {
        try charge(text.utf8.count)
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else { throw malformed("bytes above 255") }
            bytes.append(byte)
        }
        return bytes
    }
}
