public import Imaging

/// The curves of a training run: its losses, its learning rate, and the AP or the mean IoU of its evaluations.
public struct RunPlots: Sendable {
    /// All losses over steps, smoothed, with the numbers themselves pale behind them; nil where none was noted.
    public let loss: LineChart?
    /// The learning rate over steps; nil where it was not noted.
    public let rate: LineChart?
    /// AP over epochs, the best marked; nil where no objects were evaluated.
    public let ap: LineChart?
    /// Mean IoU and pixel accuracy over epochs, the best marked; nil where no class maps were evaluated.
    public let iou: LineChart?

    /// Draws what was noted.
    /// - Parameter records: The records in the order in which they were made. Where their steps go back, the run was stopped
    ///   and went on from there: the earlier records of later steps are left out.
    public init(records: [TrainingRecord]) {
        var history = RunHistory()
        for record in records { history.append(record) }
        self.init(history)
    }

    /// Draws what was noted in a file of records, which need not be in memory whole.
    /// - Throws: as ``MetricsLog/records(atPath:)``.
    public init(metricsFile path: String) throws(TrainingRecordError) {
        var history = RunHistory()
        try MetricsLog.forEachRecord(atPath: path) { history.append($0) }
        self.init(history)
    }

    private init(_ history: RunHistory) {
        loss = RunPlots.lossChart(of: history)
        rate = RunPlots.rateChart(of: history)
        ap = RunPlots.apChart(of: history)
        iou = RunPlots.iouChart(of: history)
    }

    /// The charts with the names of their files.
    public var charts: [(name: String, chart: LineChart)] {
        [("loss", loss), ("rate", rate), ("ap", ap), ("iou", iou)].compactMap { name, chart in chart.map { (name, $0) }
        }
    }

    /// Writes `loss`, `rate`, `ap` and `iou`, those that there are, each as `.svg` and `.png`; each file is replaced in one go.
    /// - Parameter folder: The folder, which is made where there is none.
    /// - Returns: The files.
    /// - Throws: `TrainingRecordError.unwritable`; `.imaging` where a file cannot be written, and where charts cannot be drawn as pictures
    ///   (no font, or a libvips without librsvg): all SVG files are then there.
    @discardableResult
    public func write(toFolder folder: String, theme: ChartTheme = .light) throws(TrainingRecordError) -> [String] {
        try TrainingRecordError.makeFolder(folder)
        var files: [String] = []
        for type in ["svg", "png"] {
            for (name, chart) in charts {
                let file = "\(folder)/\(name).\(type)"
                do throws(ImagingError) {
                    try chart.write(toFile: file, theme: theme)
                } catch {
                    throw .imaging(error)
                }
                files.append(file)
            }
        }
        return files
    }
}
