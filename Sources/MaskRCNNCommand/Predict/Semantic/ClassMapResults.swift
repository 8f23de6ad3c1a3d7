import ClassMaps
import Files
import Geometry

/// The results that hold the class maps of all images of a run, in numbers: a list, and lines of JSON.
struct ClassMapResults {
    private let list: ResultStream?
    private let lines: ResultStream?
    private let palette: ClassPalette
    private var isFirst = true

    /// Starts the files that the plan asks for.
    init(_ plan: OutputPlan, palette: ClassPalette) throws(CommandFailure) {
        list = if let path = plan.results { try ResultStream(path: path) } else { nil }
        lines = if let path = plan.lines { try ResultStream(path: path) } else { nil }
        self.palette = palette
    }

    /// Adds an image's map.
    ///
    /// - Parameter file: The map's file beside the results; nil where none is written.
    mutating func add(_ map: ClassMap, of item: InputItem, id: Int, file: String?) throws(CommandFailure) {
        let image = JSON.object([
            ("file", .string(item.name)), ("image_id", .integer(id)), ("width", .integer(map.size.width)),
            ("height", .integer(map.size.height)), ("class_map", .optional(file)),
            ("classes", palette.json(counts: map.pixelCounts.enumerated().map { (palette.name(of: UInt8($0)), $1) })),
        ])
        try list?.append((isFirst ? "[\n" : ",\n") + image.line)
        try lines?.append(image.line + "\n")
        isFirst = false
    }

    /// Ends the files and gives them their names.
    func finish() throws(CommandFailure) {
        try list?.append(isFirst ? "[]\n" : "\n]\n")
        try list?.finish()
        try lines?.finish()
    }
}

extension ClassPalette {
    /// The classes that have pixels, in the order of their numbers, with their shares.
    func json(counts: [(name: String, count: Int)]) -> JSON {
        let counted = Dictionary(counts.map { ($0.name, $0.count) }, uniquingKeysWith: +)
        let all = counts.reduce(0) { $0 + $1.count }
        return .array(
            names.enumerated().compactMap { index, name in
                guard let count = counted[name], count > 0 else { return nil }
                return .object([
                    ("index", .integer(index)), ("name", .string(name)), ("pixels", .integer(count)),
                    ("share", .number(Double(count) / Double(all))),
                ])
            })
    }
}
