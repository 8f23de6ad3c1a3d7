internal import Files
internal import Foundation

/// A model that comes with the package: its file stands beside the program.
public struct BuiltInWeights: Sendable, Hashable {
    /// What it is called where weights are asked for.
    public let name: String
    /// What it is, in one line.
    public let summary: String

    /// Nuclei of cells under the microscope, fluorescent or stained; its model card stands beside the file.
    public static let nuclei = BuiltInWeights(
        name: "nuclei", summary: "cell nuclei, fluorescent or stained: a small network trained by this project")

    /// Every model that comes with the package.
    public static let all = [nuclei]

    /// The model of this name; capitals do not matter. Nil where there is none.
    public static func named(_ name: String) -> BuiltInWeights? {
        all.first { $0.name == name.lowercased() }
    }

    /// The file's name.
    public var fileName: String { name + ".safetensors" }

    /// Where the file is; nil where the program was moved away from its files.
    ///
    /// It is looked for in the folder that `MASKRCNN_MODELS` names, in the resources beside the program, where SwiftPM puts
    /// them, and in `share/maskrcnn` beside the program's `bin`.
    public var path: String? {
        Self.folders().map { Path.joined($0, fileName) }.first { FileStatus.kind(of: $0) != nil }
    }

    /// The folders that are looked in.
    static func folders() -> [String] {
        // SwiftPM's own accessor ends the process where the folder is missing.
        let program = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent().path ?? "."
        var places = [program]
        if let resources = Bundle.main.resourcePath { places.append(resources) }
        let bundle = "swift-mask-rcnn_Zoo"
        var folders = places.flatMap { ["\($0)/\(bundle).resources/Models", "\($0)/\(bundle).bundle/Models"] }
        folders.append(program + "/../share/maskrcnn")
        if let chosen = ProcessInfo.processInfo.environment["MASKRCNN_MODELS"], !chosen.isEmpty {
            folders.insert(chosen, at: 0)
        }
        return folders
    }
}
