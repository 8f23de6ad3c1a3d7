internal import Files

/// What a reader is given: files by their names, of which most readers have one.
public struct HostileInput: Sendable {
    /// The files in the order in which they are written; a name may have folders.
    public var files: [(name: String, bytes: [UInt8])]

    /// One file.
    public init(_ bytes: [UInt8], name: String = "input") {
        files = [(name, bytes)]
    }

    /// Several files.
    public init(files: [(name: String, bytes: [UInt8])]) {
        self.files = files
    }

    /// The first file's bytes.
    public var bytes: [UInt8] { files.first?.bytes ?? [] }

    /// Writes all files into a folder, which is made.
    public func write(to folder: String) throws {
        for (name, bytes) in files {
            let path = folder + "/" + name
            try Folders.make(Path.folder(of: path))
            try Folders.write(bytes, to: path)
        }
    }
}

/// What became of an input.
public enum Outcome: Sendable, Equatable {
    /// It was read.
    case accepted
    /// It was refused with an error.
    case refused
    /// It was read, and what came of it is wrong: what.
    case wrong(String)
}

/// Something that reads what comes from outside, and what makes hostile inputs for it.
public struct HostileReader: Sendable {
    /// What it is called in the program and in messages.
    public let name: String
    /// How many of a million inputs it gets.
    public let share: Int
    /// An input, sound or damaged.
    public let make: @Sendable (inout Randomness) -> HostileInput
    /// Reads an input, with a folder of its own for files.
    public let read: @Sendable (HostileInput, _ folder: String) -> Outcome

    /// Reads bytes.
    init(
        _ name: String, share: Int, make: @escaping @Sendable (inout Randomness) -> [UInt8],
        read: @escaping @Sendable ([UInt8]) -> Outcome
    ) {
        self.name = name
        self.share = share
        self.make = { HostileInput(make(&$0)) }
        self.read = { input, _ in read(input.bytes) }
    }

    /// Reads files in a folder.
    init(
        folder name: String, share: Int, make: @escaping @Sendable (inout Randomness) -> HostileInput,
        read: @escaping @Sendable (HostileInput, _ folder: String) -> Outcome
    ) {
        self.name = name
        self.share = share
        self.make = make
        self.read = { input, folder in
            do {
                try input.write(to: folder)
            } catch {
                return .wrong("the input cannot be written: \(error)")
            }
            defer { Folders.empty(folder) }
            return read(input, folder)
        }
    }

    /// The input of a number, which is the same whenever it is asked for.
    public func input(_ number: Int, seed: UInt64) -> HostileInput {
        var mixed = seed
        for byte in name.utf8 { mixed = (mixed ^ UInt64(byte)) &* 0x100_0000_01b3 }
        var randomness = Randomness(seed: mixed &+ UInt64(truncatingIfNeeded: number) &* 0x9e37_79b9_7f4a_7c15)
        _ = randomness.next()
        return make(&randomness)
    }

    /// All readers, in the order in which they are tried.
    public static let all: [HostileReader] =
        geometry + coco + images + labelImages + classMaps + checkpoints + datasets + microscopy + training
}
