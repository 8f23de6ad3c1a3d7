internal import Files
internal import Foundation
public import MaskRCNN
internal import TrainingRecords

extension RunFolder {
    /// Writes a run's settings, with a check sum of the lines as a comment under them.
    func write(_ configuration: TrainingConfiguration) throws(TrainingError) {
        let text = configuration.yaml()
        let lines = text.hasSuffix("\n") ? text : text + "\n"
        let bytes = Array((lines + Self.checkPrefix + CRC32C.text(lines.utf8) + "\n").utf8)
        try TrainingError.rethrowing { () throws(FileError) in try AtomicFile.write(bytes, to: self.configuration) }
    }

    /// The settings of the run, as it goes on with them.
    ///
    /// - Throws: ``TrainingError/damaged(file:problem:)`` where there are none or the check sum under them is that of others;
    ///   ``TrainingError/configurationFile(path:problem:)`` where they are not settings.
    public func savedConfiguration(fallback: Configuration) throws(TrainingError) -> TrainingConfiguration {
        let path = configuration
        guard FileManager.default.fileExists(atPath: path) else { throw .damaged(file: path, problem: "missing") }
        let text = try YAMLDocument.text(ofFile: path)
        if let start = text.range(of: Self.checkPrefix, options: .backwards)?.lowerBound {
            let check = text[start...].dropFirst(Self.checkPrefix.count)
            guard check == CRC32C.text(text[..<start].utf8) + "\n" else {
                throw .damaged(
                    file: path,
                    problem:
                        "it is not what its last line says: the file is damaged; if it was changed on purpose, take "
                        + "\"\(Self.checkPrefix)\" out")
            }
        }
        return try TrainingConfiguration(yaml: text, path: path, fallback: fallback)
    }

    private static let checkPrefix = "# crc32c: "
}
