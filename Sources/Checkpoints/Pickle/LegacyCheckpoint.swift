internal import Files

/// PyTorch's layout before 1.6: five pickles (a magic number, a version, facts on the system, the object, and the list of
/// the storages' keys), then for each key the number of elements in eight bytes, and the elements.
enum LegacyCheckpoint {
    /// The magic number 0x1950A86A20F9469CFC6C, lowest byte first, as a pickle holds it.
    static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
    /// The same in decimal digits, as protocols 0 and 1 write it.
    static let magicDigits = "119547037146038801333356"
    private static let version = 1001

    /// Whether a file that begins so is one: its first pickle is the magic number, in protocols 2 to 5 (of which the later ones write a
    /// frame first where it is worth it), 1 or 0.
    static func isOne(_ head: [UInt8]) -> Bool {
        if head.starts(with: Array("L\(magicDigits)".utf8.prefix(16))) { return true }
        guard head.count > 2, head[0] == 0x80, (2...5).contains(head[1]) else { return false }
        let hasFrame = head[1] > 3 && head[2] == PickleOpcode.frame.rawValue
        let number = [PickleOpcode.long1.rawValue, 10] + magic
        // The mark of a frame has nine bytes.
        let rest = head.dropFirst(hasFrame ? 11 : 2)
        return rest.count > 2 && number.starts(with: rest.prefix(number.count))
    }

    static func read(_ file: MappedFile, key: String?) throws(CheckpointError) -> Checkpoint {
        var reader = ByteReader(file, range: 0..<file.bytes.count, subject: "the checkpoint")
        guard case .bigInteger(magic) = try PickleReader.read(&reader).root else {
            throw file.malformed(expected: "a checkpoint's magic number", found: "another value")
        }
        guard case .integer(version) = try PickleReader.read(&reader).root else {
            throw file.malformed(expected: "a checkpoint of version \(version)", found: "another version")
        }
        try checkSystem(PickleReader.read(&reader), file)
        let document = try PickleReader.read(&reader)
        let keys = try PickleReader.read(&reader)
        let storages = try storages(document, keys, &reader)
        return try StateDict(document, file: file, key: key).checkpoint(format: .torchLegacy) {
            storage, name throws(CheckpointError) in
            guard let known = storages[storage.key] else {
                throw file.malformed(expected: "the storage \(storage.key.quoted) of \(name.quoted)", found: "none")
            }
            return known
        }
    }

    private static func checkSystem(_ system: PickleDocument, _ file: MappedFile) throws(CheckpointError) {
        guard let facts = system.pairs(system.root) else {
            throw file.malformed(expected: "a checkpoint's facts on its system", found: system.summary(system.root))
        }
        for case (.string("little_endian"), let value) in facts {
            guard case .bool(true) = value else {
                throw file.malformed(expected: "little-endian numbers", found: "big-endian ones")
            }
        }
    }

    /// Finds each storage's bytes, which follow the last pickle in the order of `keys`.
    private static func storages(
        _ document: PickleDocument, _ keys: PickleDocument, _ reader: inout ByteReader
    ) throws(CheckpointError) -> [String: TensorStorage] {
        let file = reader.file
        guard let keys = keys.elements(keys.root) else {
            throw file.malformed(expected: "a list of storages", found: keys.summary(keys.root))
        }
        var elementByteCounts: [String: Int] = [:]
        for storage in document.storages {
            let known = elementByteCounts.updateValue(storage.elementByteCount, forKey: storage.key)
            guard known == nil || known == storage.elementByteCount else {
                throw file.malformed(expected: "one type for a storage", found: "two for \(storage.key.quoted)")
            }
        }
        var storages: [String: TensorStorage] = [:]
        for key in keys {
            guard case .string(let key) = key, let elementByteCount = elementByteCounts[key] else {
                throw file.malformed(expected: "the key of a storage in use", found: "another")
            }
            let count = try reader.integer(Int64.self)
            guard let byteCount = Int(exactly: count).multiplied(by: elementByteCount) else {
                throw file.malformed(expected: "a storage within the file", found: "one of \(count) elements")
            }
            let range = try reader.take(byteCount)
            let storage = TensorStorage(file: file, range: range, alignment: elementByteCount)
            guard storages.updateValue(storage, forKey: key) == nil else {
                throw file.malformed(expected: "each storage once", found: "\(key.quoted) twice")
            }
        }
        return storages
    }
}
