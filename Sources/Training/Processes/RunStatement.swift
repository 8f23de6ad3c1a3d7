internal import ClassMaps
internal import Crypto
internal import Files
internal import Foundation
internal import Torch
internal import TrainingData

/// What a process was started with, as far as it decides what is learnt: in words, item by item.
///
/// Left out is what may differ between machines: where files are, the device, threads and the cache.
struct RunStatement: Codable, Equatable {
    /// One thing that all processes must have alike.
    struct Item: Codable, Equatable {
        /// What it is; of a setting, its key.
        var name: String
        /// What this process has.
        var value: String
    }

    /// All of them.
    var items: [Item]

    /// Settings that belong to a machine, and change nothing of what is learnt.
    private static let machineSettings: Set = ["data.workers", "data.cacheMegabytes"]

    init(items: [Item]) {
        self.items = items
    }

    /// Takes down what a request asks for.
    ///
    /// - Throws: ``TrainingError`` where a file cannot be read.
    init(_ request: TrainingRequest, worldSize: Int) throws(TrainingError) {
        var items = [
            Item(name: "the number of processes", value: "\(worldSize)"),
            Item(
                name: "LibTorch's version", value: LibTorch.version.split(separator: "+").first.map(String.init) ?? ""),
            // Its place is another one on each machine; the name tells two runs apart that meet at one port.
            Item(name: "the name of the run's folder", value: Path.name(of: request.folder.path)),
        ]
        if let version = request.programVersion {
            items.insert(Item(name: "the program's version", value: version), at: 1)
        }
        items += TrainingConfiguration.setting(of: request.configuration).values().filter {
            !Self.machineSettings.contains($0.path)
        }.map { Item(name: $0.path, value: $0.value) }
        for (index, source) in request.sources.enumerated() {
            let known = index < request.contents.count ? request.contents[index] : nil
            items += Self.items(known ?? DataFingerprint(of: source), of: "training data \(index + 1)")
        }
        if let source = request.validation {
            items += Self.items(request.validationContent ?? DataFingerprint(of: source), of: "validation data")
        } else {
            items.append(Item(name: "validation data", value: "none"))
        }
        if let classes = request.classes {
            items.append(Item(name: "classes of maps", value: classes.names.joined(separator: ", ")))
        }
        items.append(Item(name: "resumed", value: request.resumes ? "yes" : "no"))
        if request.resumes, !request.folder.wasStoppedBeforeItsBeginning {
            let step = try SavedState(request.folder).progress.step
            items.append(Item(name: "the step of the saved state", value: "\(step)"))
            items.append(Item(name: "the saved state", value: try Self.digest(request.folder.state)))
        } else {
            items.append(Item(name: "weights to start from", value: try request.weights.map(Self.digest) ?? "none"))
        }
        self.items = items
    }

    private static func items(_ content: DataFingerprint, of name: String) -> [Item] {
        [
            Item(name: "images of \(name)", value: "\(content.images) (digest \(content.digests.images))"),
            Item(
                name: "annotations of \(name)", value: "\(content.annotations) (digest \(content.digests.annotations))"),
            Item(name: "categories of \(name)", value: "\(content.categories) (digest \(content.digests.categories))"),
            Item(name: "picture files of \(name)", value: "\(content.pictureBytes) bytes"),
        ]
    }

    /// How a file's SHA-256 begins.
    private static func digest(_ path: String) throws(TrainingError) -> String {
        let file: MappedFile
        do {
            file = try MappedFile(path: path)
        } catch {
            throw .file(file: path, reason: "\(error)")
        }
        var hash = SHA256()
        hash.update(bufferPointer: file.bytes)
        return "SHA-256 " + hash.finalize().prefix(8).map { String(format: "%02x", $0) }.joined()
    }
}

extension Setting {
    /// All settings by their paths, each in YAML on one line.
    fileprivate func values(under path: String = "") -> [(path: String, value: String)] {
        switch self {
        case .mapping(let members) where !members.isEmpty:
            members.flatMap { $0.value.values(under: path.isEmpty ? $0.key : path + "." + $0.key) }
        case .optional(let value?, _): value.values(under: path)
        default: [(path, inlineYAML)]
        }
    }
}
