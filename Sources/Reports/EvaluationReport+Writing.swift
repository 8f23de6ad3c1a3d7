internal import Files
internal import Imaging

extension EvaluationReport {
    /// A kind of file that charts are written as.
    public enum ChartFormat: String, Sendable, Hashable, CaseIterable {
        /// SVG.
        case svg
        /// PNG, twice as large as the chart's units say.
        case png
    }

    /// The whole page.
    /// - Throws: `ReportError.picture` where a picture cannot be encoded.
    public func html() throws(ReportError) -> String {
        do {
            return try page().text
        } catch {
            throw .picture(error)
        }
    }

    /// Writes the page to a file, all of it or nothing.
    /// - Throws: `ReportError` where a picture cannot be encoded or the file not written.
    public func write(toFile path: String) throws(ReportError) {
        let bytes = Array(try html().utf8)
        do {
            try Files.AtomicFile.write(bytes, to: path)
        } catch {
            throw .file(error)
        }
    }

    /// Writes each chart of the report to files in a folder, which is made where there is none.
    ///
    /// All SVG files are written before the first PNG file, so that they are there where libvips cannot draw.
    /// - Returns: The paths that were written.
    /// - Throws: `ReportError.picture` where libvips cannot draw SVG or the system has no font, `ReportError.file` where
    ///   a file cannot be written.
    @discardableResult
    public func write(
        chartsTo folder: String, as formats: Set<ChartFormat> = [.svg, .png]
    ) throws(ReportError) -> [String] {
        do throws(FileError) {
            try Folder.make(folder, makesParents: false)
        } catch {
            throw .file(error)
        }
        var paths: [String] = []
        for format in [ChartFormat.svg, .png] where formats.contains(format) {
            for (name, chart) in charts() {
                let path = (folder.hasSuffix("/") ? folder : folder + "/") + name + "." + format.rawValue
                let bytes: [UInt8]
                do {
                    switch format {
                    case .svg: bytes = Array(chart.svg(theme: .light).utf8)
                    case .png: bytes = try chart.image(scale: scale(of: chart)).encoded(as: .png)
                    }
                } catch {
                    throw .picture(error)
                }
                do {
                    try Files.AtomicFile.write(bytes, to: path)
                } catch {
                    throw .file(error)
                }
                paths.append(path)
            }
        }
        return paths
    }

    /// Twice the units, less for a chart of very many classes.
    private func scale(of chart: any Chart) -> Double {
        let drawing = chart.drawing()
        return min(2, 16_000 / max(drawing.width, drawing.height))
    }
}
