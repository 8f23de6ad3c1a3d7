internal import Geometry
internal import Imaging

/// What the values of pictures such as Pascal VOC's `SegmentationClass` are called, in which a pixel is its category.
struct ClassNames: Sendable {
    private let names: [UInt32: String]

    /// Names that count from 1.
    init(numbered names: [String]) {
        self.names = Dictionary(uniqueKeysWithValues: names.enumerated().map { (UInt32($0.offset + 1), $0.element) })
    }

    /// The names of a `labelmap.txt`, as CVAT and Datumaro write it: a line `name:red,green,blue:parts:actions` for each.
    ///
    /// Pictures have the colour, or the line's number with a palette or in grey. A line without a colour has Pascal VOC's.
    /// - Throws: `DatasetError` where the file cannot be read, or a line is none.
    init?(labelMapIn tree: FileTree) throws(DatasetError) {
        guard let file = tree.files.first(where: { $0.lowercased().split(separator: "/").last == "labelmap.txt" })
        else {
            return nil
        }
        let path = tree.path(file)
        var names: [UInt32: String] = [:]
        var number = 0
        let lines = try text(ofFile: path).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() where !line.hasPrefix("#") && line.contains(where: { !$0.isWhitespace })
        {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            let name = fields[0].split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let channels =
                fields.count > 1 ? fields[1].split(separator: ",").map { UInt8($0.filter { $0 != " " }) } : []
            guard !name.isEmpty, fields.count > 1, channels.isEmpty || channels.count == 3, !channels.contains(nil)
            else {
                throw .content(
                    file: path, line: index + 1, expected: "name:red,green,blue:parts:actions",
                    found: "\"\(line.prefix(40))\"")
            }
            let rgb = channels.compactMap { $0.map(UInt32.init) }
            let color = rgb.isEmpty ? Color(vocClass: number).number : rgb[0] | rgb[1] << 8 | rgb[2] << 16
            // Black is background, under whatever name.
            if color != 0 {
                names[color] = name
                if names[UInt32(number)] == nil { names[UInt32(number)] = name }
            }
            number += 1
        }
        self.names = names
    }

    /// The name that most of a region's pixels have; nil where none of them has one.
    func name(of mask: RunLengthMask, in classes: LabelImage) -> String? {
        var counts: [UInt32: Int] = [:]
        mask.forEachRun { column, rows in
            for row in rows { counts[classes[column, row], default: 0] += 1 }
        }
        let most = counts.filter { names[$0.key] != nil }.max { ($0.value, $1.key) < ($1.value, $0.key) }
        return most.flatMap { names[$0.key] }
    }
}

extension Color {
    /// The colour as `LabelImage` counts colours.
    fileprivate var number: UInt32 { UInt32(red) | UInt32(green) << 8 | UInt32(blue) << 16 }
}
