internal import Files
internal import Foundation
internal import TrainingRecords

/// What a run was started with apart from its configuration: kept in its folder, so that it can be resumed by the folder alone.
public struct RunInputs: Codable, Sendable, Equatable {
    /// A data set's file and the folder of its images.
    public struct Data: Codable, Sendable, Equatable {
        /// The file, in COCO's format, or the folder of class maps.
        public var annotations: String
        /// The folder that file names are relative to.
        public var images: String
        /// What the data set held when the run was last started; nil where nobody took it down.
        public var content: DataFingerprint?

        /// Names a data set.
        public init(annotations: String, images: String, content: DataFingerprint? = nil) {
            self.annotations = annotations
            self.images = images
            self.content = content
        }
    }

    /// The data to learn from.
    public var training: [Data]
    /// The data to evaluate on; nil for none.
    public var validation: Data?
    /// The checkpoint that the run started from; nil for none.
    public var weights: String?
    /// The file that names the classes of maps; nil for none.
    public var labels: String?
    /// Where the network was, as `cpu` or `cuda:0`.
    public var device: String
    /// Threads of LibTorch's; nil for its own number.
    public var threads: Int?

    /// Creates a record; paths are best absolute.
    public init(training: [Data], validation: Data?, weights: String?, device: String, threads: Int? = nil) {
        self.training = training
        self.validation = validation
        self.weights = weights
        self.device = device
        self.threads = threads
    }

    /// What each data set held.
    package var contents: [DataFingerprint?] { (training + (validation.map { [$0] } ?? [])).map(\.content) }

    /// How the data differ from those of an earlier start, in sentences; empty where they do not, or where nobody can tell.
    package func changes(since earlier: RunInputs) -> [String] {
        var changes: [String] = []
        if training.count != earlier.training.count {
            changes.append(
                "the run learnt from \(earlier.training.count) data \(earlier.training.count == 1 ? "set" : "sets"), and now "
                    + "learns from \(training.count)")
        }
        var pairs = Array(zip(training, earlier.training))
        switch (validation, earlier.validation) {
        case (nil, nil): break
        case (let now?, let then?): pairs.append((now, then))
        case (nil, _?): changes.append("the run was evaluated on data, and now is not")
        case (_?, nil): changes.append("the run was not evaluated, and now is")
        }
        for (now, then) in pairs {
            guard let found = now.content, let kept = then.content else { continue }
            let parts = found.changes(since: kept)
            if !parts.isEmpty {
                changes.append(
                    "\(now.annotations): not as it was when the run was started: \(parts.joined(separator: ", "))")
            }
        }
        return changes
    }

    /// Reads what a run was started with.
    ///
    /// - Throws: ``TrainingError/damaged(file:reason:)`` where the folder does not tell, or the record is not what was written.
    public init(of folder: RunFolder) throws(TrainingError) {
        let path = folder.inputs
        let file = try TrainingError.rethrowing { () throws(FileError) in
            try MappedFile(path: path)
        }
        guard file.bytes.count < 1 << 20 else { throw .damaged(file: path, reason: "it is too long") }
        guard let text = try? UTF8Text.string(file.bytes),
            let checked = try? JSONDecoder().decode(Checked.self, from: Foundation.Data(text.utf8))
        else {
            throw .damaged(file: path, reason: "it does not say what the run was started with")
        }
        guard checked.isIntact else {
            throw .damaged(
                file: path,
                reason:
                    "it is not what its crc32c says: the file is damaged; if it was changed on purpose, take crc32c out"
            )
        }
        self = checked.inputs
    }

    /// Writes the record to a run's folder, which must be there.
    public func write(to folder: RunFolder) throws(TrainingError) {
        try RunManifest(folder).willWrite(folder.inputs)
        let bytes: [UInt8]
        do {
            bytes = Array(try Self.encoder(.prettyPrinted).encode(Checked(self))) + [0x0A]
        } catch {
            throw .file(file: folder.inputs, reason: "\(error)")
        }
        try TrainingError.rethrowing { () throws(FileError) in try AtomicFile.write(bytes, to: folder.inputs) }
    }

    private static func encoder(_ formatting: JSONEncoder.OutputFormatting = []) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
        return encoder
    }

    /// The record with a check sum of what it says, however it is written; files of earlier versions have none.
    private struct Checked: Codable {
        let inputs: RunInputs
        private let sum: String?

        private enum CodingKeys: String, CodingKey {
            case sum = "crc32c"
        }

        init(_ inputs: RunInputs) throws {
            self.inputs = inputs
            sum = try Self.sum(of: inputs)
        }

        init(from decoder: any Decoder) throws {
            inputs = try RunInputs(from: decoder)
            sum = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .sum)
        }

        func encode(to encoder: any Encoder) throws {
            try inputs.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(sum, forKey: .sum)
        }

        var isIntact: Bool { sum == nil || (try? Self.sum(of: inputs)) == sum }

        private static func sum(of inputs: RunInputs) throws -> String {
            CRC32C.text(try RunInputs.encoder().encode(inputs))
        }
    }
}
