extension PickleReader {
    /// Carries out an operation on containers, the stack or the memo; false if it is another.
    mutating func executeContainer(_ opcode: PickleOpcode) throws(CheckpointError) -> Bool {
        switch opcode {
        case .mark: marks.append(stack.count)
        case .pop:
            // Python's own machine, too, takes a mark off with this one.
            if let mark = marks.last, mark == stack.count { marks.removeLast() } else { _ = try pop() }
        case .popMark: _ = try popToMark()
        case .duplicate: push(try top())
        case .emptyTuple: try pushContainer(.tuple)
        case .tuple1: try pushTuple(1)
        case .tuple2: try pushTuple(2)
        case .tuple3: try pushTuple(3)
        case .tuple: try pushContainer(.tuple, popToMark())
        case .emptyList: try pushContainer(.list)
        case .list: try pushContainer(.list, popToMark())
        case .emptyDictionary: try pushContainer(.dictionary)
        case .dictionary: try pushContainer(.dictionary, popToMark())
        case .emptySet: try pushContainer(.set)
        case .frozenSet: try pushContainer(.set, popToMark())
        case .append: try extend([pop()], .list)
        case .appends: try extend(popToMark(), .list)
        case .addItems: try extend(popToMark(), .set)
        case .setItem:
            let value = try pop()
            try extend([pop(), value], .dictionary)
        case .setItems: try extend(popToMark(), .dictionary)
        default: return try executeMemo(opcode)
        }
        return true
    }

    private mutating func pushTuple(_ count: Int) throws(CheckpointError) {
        var items: [PickleValue] = []
        for _ in 0..<count { items.append(try pop()) }
        try pushContainer(.tuple, items.reversed())
    }

    private mutating func extend(_ items: [PickleValue], _ kind: PickleNode.Kind) throws(CheckpointError) {
        let index = try topContainer(kind, .object)
        guard kind != .dictionary || items.count.isMultiple(of: 2) else { throw malformed("a key without a value") }
        // Elements of an object that is no dictionary, such as a deque, are of no use to anyone here.
        if document.nodes[index].kind == .object, kind != .dictionary { return }
        for (place, item) in items.enumerated() {
            // Names in Latin-1 are names.
            if kind == .dictionary, place.isMultiple(of: 2), case .latin1(let name) = item {
                document.nodes[index].items.append(.string(name))
            } else {
                document.nodes[index].items.append(item)
            }
        }
    }

    private mutating func executeMemo(_ opcode: PickleOpcode) throws(CheckpointError) -> Bool {
        switch opcode {
        case .put: memo[try textIndex()] = try top()
        case .binPut: memo[Int(try reader.integer(UInt8.self))] = try top()
        case .longBinPut: memo[Int(try reader.integer(UInt32.self))] = try top()
        case .memoize: memo[memo.count] = try top()
        case .get: try recall(textIndex())
        case .binGet: try recall(Int(reader.integer(UInt8.self)))
        case .longBinGet: try recall(Int(reader.integer(UInt32.self)))
        case .protocolVersion:
            let version = try reader.integer(UInt8.self)
            guard version <= 5 else { throw malformed("protocol \(version)") }
        case .frame:
            // Frames tell a reader how much to fetch; all is at hand.
            let length = try reader.integer(UInt64.self)
            guard length <= UInt64(reader.remaining) else { throw malformed("a frame of \(length) bytes") }
        default: return false
        }
        return true
    }

    private mutating func recall(_ index: Int) throws(CheckpointError) {
        guard let value = memo[index] else { throw malformed("a use of the value \(index), which was not kept") }
        push(value)
    }

    private mutating func textIndex() throws(CheckpointError) -> Int {
        let line = try reader.text(reader.line())
        guard let index = Int(line), index >= 0 else { throw malformed("the index \(line.quoted)") }
        return index
    }
}
