internal import Files
internal import Foundation

/// What a run was started with apart from its configuration: kept in its folder, so that it can be resumed by the folder alone.
public struct RunInputs: Codable, Sendable, Equatable {
    /// A data set's file and the folder of its images.
    public struct Data: Codable, Sendable, Equatable {
        /// The file, in COCO's format.
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
    /// - Throws: ``TrainingError/nothingToResume(folder:reason:)`` where the folder does not tell.
    public init(of folder: RunFolder) throws(TrainingError) {
        do {
            let file = try MappedFile(path: folder.inputs, readsPipes: false)
            guard file.bytes.count < 1 << 20 else {
                throw FileError.unreadable(file: folder.inputs, reason: "it is too long")
            }
            self = try JSONDecoder().decode(RunInputs.self, from: Foundation.Data(UTF8Text.string(file.bytes).utf8))
        } catch let error as FileError {
            throw .nothingToResume(folder: folder.path, reason: "\(error)")
        } catch {
            throw .nothingToResume(
                folder: folder.path, reason: "\(folder.inputs) does not say what the run was started with")
        }
    }

    /// Writes the record to a run's folder, which must be there.
    public func write(to folder: RunFolder) throws(TrainingError) {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try AtomicFile.write(Array(try encoder.encode(self)) + [0x0A], to: folder.inputs)
        } catch {
            throw .file(path: folder.inputs, problem: "\(error)")
        }
    }
}
