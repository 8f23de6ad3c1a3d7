internal import Files
internal import Foundation
public import MaskRCNN
internal import TrainingRecords

extension RunFolder {
    /// Writes a run's settings, with a check sum of the lines as a comment above them, so that a file that lost its end is known, too.
    func write(_ configuration: TrainingConfiguration) throws(TrainingError) {
        let text = configuration.yaml()
        let lines = text.hasSuffix("\n") ? text : text + "\n"
        let bytes = Array((Self.checkPrefix + CRC32C.text(lines.utf8) + "\n" + lines).utf8)
        try TrainingError.rethrowing { () throws(FileError) in try AtomicFile.write(bytes, to: self.configuration) }
    }

    /// The settings of the run, as it goes on with them.
    ///
    /// - Throws: ``TrainingError/damaged(file:reason:)`` where there are none, or the check sum above them is
    ///   that of others, as where they are cut short;
    ///   ``TrainingError/configurationFile(file:reason:)`` where they are not settings.
    public func savedConfiguration(fallback: Configuration) throws(TrainingError) -> TrainingConfiguration {
        let path = configuration
        guard FileManager.default.fileExists(atPath: path) else { throw .damaged(file: path, reason: "missing") }
        let text = try YAMLDocument.text(ofFile: path)
        guard text.contains(where: { !$0.isWhitespace }) else { throw .damaged(file: path, reason: "it is empty") }
        if text.hasPrefix(Self.checkPrefix) {
            let line = text.prefix { !$0.isNewline }
            let check = line.dropFirst(Self.checkPrefix.count)
            guard check == CRC32C.text(text[line.endIndex...].dropFirst().utf8) else {
                throw .damaged(
                    file: path,
                    reason:
                        "it is not what its first line says: the file is damaged or cut short; if it was changed on purpose, take "
                        + "\"\(Self.checkPrefix)\" out")
            }
        }
        return try TrainingConfiguration(yaml: text, path: path, model: nil, fallback: .detection(fallback))
    }

    private static let checkPrefix = "# crc32c: "
}
