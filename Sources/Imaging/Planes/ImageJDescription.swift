/// What ImageJ, and programs that write for it, say of a file's pages in its description: lines such as `channels=2`.
///
/// Source: classes `FileInfo` and `TiffEncoder` of ImageJ 1; tifffile's `imagej_metadata`.
struct ImageJDescription {
    private let lines: [Substring: Substring]

    /// Nil where a description is not ImageJ's.
    init?(_ description: UnsafeRawBufferPointer?) {
        guard let description, description.starts(with: "ImageJ=".utf8) else { return nil }
        let text = String(decoding: description.prefix(4096).prefix { $0 != 0 }, as: UTF8.self)
        var lines: [Substring: Substring] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            guard let sign = line.firstIndex(of: "=") else { continue }
            lines[line[..<sign]] = line[line.index(after: sign)...]
        }
        self.lines = lines
    }

    private func number(_ name: Substring) -> Int? { lines[name].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } }

    /// How many planes the file has, in one page or in several.
    var images: Int { number("images") ?? 1 }

    /// The channels, which change fastest from plane to plane; 1 where the numbers do not agree.
    var channels: Int {
        let channels = number("channels") ?? 1
        let (depths, overflow) = (number("slices") ?? 1).multipliedReportingOverflow(by: number("frames") ?? 1)
        guard !overflow, channels > 1, images / channels == depths, images % channels == 0 else { return 1 }
        return channels
    }

    /// Such as `slices 5, frames 2`; empty where nothing is said.
    var axes: String {
        ["slices", "frames"].compactMap { name in number(Substring(name)).map { $0 > 1 ? "\(name) \($0)" : "" } }
            .filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// The size of a pixel: the resolution's fields are in the unit that the description names.
    func pixelSize(_ file: TIFFFile, _ page: TIFFFile.Directory) -> PixelSize? {
        guard let unit = lines["unit"].flatMap({ PixelSize.micrometres(of: String($0)) }),
            let across = file.fractions(.xResolution, of: page)?.first,
            let down = file.fractions(.yResolution, of: page)?.first, across > 0, down > 0
        else { return nil }
        return PixelSize(x: unit / across, y: unit / down, origin: .imageJ)
    }
}
