internal import Files

extension PickleReader {
    /// Carries out an operation that names something, calls it or makes an object of it: as a description, whatever it is.
    mutating func executeCall(_ opcode: PickleOpcode) throws(CheckpointError) {
        switch opcode {
        case .global:
            let module = try reader.text(reader.line())
            try pushGlobal(module: module, name: reader.text(reader.line()))
        case .stackGlobal:
            guard case .string(let name) = try pop(), case .string(let module) = try pop() else {
                throw malformed("a name that is not a string")
            }
            // The same two long texts could be joined a million times.
            try charge(module.utf8.count + name.utf8.count)
            try pushGlobal(module: module, name: name)
        case .reduce:
            let arguments = try arguments(pop())
            push(try result(ofCalling: pop(), arguments))
        case .build: try build()
        case .binPersistentID: push(try storage(pop()))
        case .persistentID: throw refusal("a persistent identifier of protocol 0")
        case .instance:
            let module = try reader.text(reader.line())
            try pushGlobal(module: module, name: reader.text(reader.line()))
            let global = try pop()
            _ = try popToMark()
            pushObject(of: try className(global))
        case .object:
            guard let global = try popToMark().first else { throw malformed("an object of no class") }
            pushObject(of: try className(global))
        case .newObject:
            _ = try arguments(pop())
            pushObject(of: try className(pop()))
        case .newObjectKeywords:
            _ = try pop()
            _ = try arguments(pop())
            pushObject(of: try className(pop()))
        case .extension1, .extension2, .extension4: throw refusal("a name of the copyreg registry")
        default: throw refusal("the operation \(opcode.rawValue)")
        }
    }

    private mutating func pushGlobal(module: String, name: String) throws(CheckpointError) {
        if PickleGlobal.isDangerous(module: module, name: name) {
            throw refusal("the name \((module + "." + name).quoted), which no checkpoint has a use for")
        }
        push(.global(PickleGlobal(module: module, name: name)))
    }

    /// Adds an object of which nothing but its class is known, and which nothing is made of.
    private mutating func pushObject(of className: String) {
        document.nodes.append(PickleNode(kind: .object, items: [], className: className))
        push(.container(document.nodes.count - 1))
    }

    /// The class of an object that an operation describes.
    private func className(_ value: PickleValue) throws(CheckpointError) -> String {
        guard case .global(let global) = value else {
            throw refusal("an object of \(document.summary(value)), which is no class")
        }
        return global.description
    }

    private func arguments(_ value: PickleValue) throws(CheckpointError) -> [PickleValue] {
        guard case .container(let index) = value, document.nodes[index].kind == .tuple else {
            throw refusal("a call with \(document.summary(value)) for its arguments")
        }
        return document.nodes[index].items
    }

    /// Keeps the attributes that an object or a dictionary is given; what else has some keeps none.
    private mutating func build() throws(CheckpointError) {
        let state = try pop()
        switch try top() {
        case .container(let index):
            switch document.nodes[index].kind {
            case .object: break
            case .dictionary:
                guard document.isDictionary(state) else { throw malformed("a state that is no dictionary") }
            case .tuple, .list, .set: throw refusal("the setting of the state of \(document.summary(try top()))")
            }
            document.nodes[index].state = state
        case .tensor, .unreadableTensor, .other: break
        default: throw refusal("the setting of the state of \(document.summary(try top()))")
        }
    }

    private mutating func result(
        ofCalling function: PickleValue, _ arguments: [PickleValue]
    ) throws(CheckpointError) -> PickleValue {
        switch function {
        case .global(let global): return try result(of: global, arguments)
        case .container(let index) where document.nodes[index].kind == .object:
            pushObject(of: document.nodes[index].className ?? "a class")
            return try pop()
        default: throw refusal("a call of something that is not a name")
        }
    }

    private mutating func result(
        of function: PickleGlobal, _ arguments: [PickleValue]
    ) throws(CheckpointError) -> PickleValue {
        switch function {
        case .dictionary: return try dictionary(arguments)
        // Its argument makes what is missing.
        case .defaultDictionary: return try dictionary(Array(arguments.dropFirst()))
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
        case .bytes:
            guard arguments.isEmpty else { break }
            return .bytes([])
        case .rebuildTensor(let version): return try tensor(version: version, arguments)
        case .rebuildParameter:
            guard let first = arguments.first else { break }
            return first
        case .rebuildFromType:
            // (function, class, arguments, attributes): a tensor with attributes, or of a class of its own.
            guard arguments.count == 4, case .global(let function) = arguments[0] else { break }
            guard function.makesTensors else { return .unreadableTensor(PickleGlobal.words(ofClass: arguments[1])) }
            return try result(of: function, self.arguments(arguments[2]))
        case .unreadableTensor(let kind): return .unreadableTensor(kind)
        case .objectMaker:
            // The first argument is the class, or what an attribute is taken of.
            guard let first = arguments.first, case .global(let maker) = first else { break }
            pushObject(of: maker.description)
            return try pop()
        case .foreign(let name):
            pushObject(of: name)
            if NumpyArray.functions.contains(name) { document.nodes[document.nodes.count - 1].arguments = arguments }
            return try pop()
        case .storage, .dtype: break
        }
        throw refusal("a call of \(function.description) with \(arguments.count) arguments")
    }

    /// `OrderedDict()`, or the list of pairs that Python 2 gives it.
    private mutating func dictionary(_ arguments: [PickleValue]) throws(CheckpointError) -> PickleValue {
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

    private mutating func copy(_ value: PickleValue?, as kind: PickleNode.Kind) throws(CheckpointError) -> PickleValue {
        let items = try value.map { value throws(CheckpointError) in
            guard let items = document.elements(value) else { throw malformed("a sequence that is none") }
            try charge(items.count)
            return items
        }
        document.nodes.append(PickleNode(kind: kind, items: items ?? []))
        return .container(document.nodes.count - 1)
    }

    /// Counts what is copied: the same long list could be handed to a million calls.
    private mutating func charge(_ count: Int) throws(CheckpointError) {
        copied += count
        guard copied <= reader.file.bytes.count else { throw malformed("copies larger than the file") }
    }

    private mutating func latin1Bytes(_ text: String) throws(CheckpointError) -> [UInt8] {
        try charge(text.utf8.count)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else { throw malformed("bytes above 255") }
            bytes.append(byte)
        }
        return bytes
    }
}
