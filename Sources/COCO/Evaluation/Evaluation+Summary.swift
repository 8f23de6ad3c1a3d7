extension Evaluation {
    /// AP over all IoU thresholds, from 0 to 1; nil where there is nothing to find.
    public var ap: Double? { averagePrecision() }

    /// AP at an IoU of 0.50; nil where there is nothing to find or the threshold was not asked for.
    public var ap50: Double? { thresholdIndex(0.5).flatMap { averagePrecision(threshold: $0) } }

    /// AP at an IoU of 0.75; nil where there is nothing to find or the threshold was not asked for.
    public var ap75: Double? { thresholdIndex(0.75).flatMap { averagePrecision(threshold: $0) } }

    /// The figures that the evaluation is summed up by: COCO's twelve, its ten of keypoints, or LVIS's thirteen.
    ///
    /// AP, AP50 and AP75, AP by area range, with LVIS's rules by frequency, AR by limit of detections, of keypoints AR at 0.50 and
    /// 0.75, and AR by area range.
    /// With other settings than the defaults there is a figure for each area range and limit, and none for an IoU that was
    /// not asked for.
    public var summary: [SummaryFigure] {
        let limits = options.maxDetections
        let most = limits.last ?? 0
        let ranges = options.areaRanges.indices
        let isLVIS = options.rules == .lvis
        var figures = [figure("AP", .precision, value: ap)]
        for (percent, iou) in [(50, 0.5), (75, 0.75)] {
            guard let index = thresholdIndex(iou) else { continue }
            let value = averagePrecision(threshold: index)
            figures.append(figure("AP\(percent)", .precision, iou: iou, value: value))
        }
        for area in ranges.dropFirst() {
            let value = averagePrecision(area: area)
            figures.append(figure("AP\(suffix(ofArea: area))", .precision, area: area, value: value))
        }
        if isLVIS {
            for frequency in ObjectCategory.Frequency.allCases {
                let group = categories.indices.filter { categories[$0].frequency == frequency }
                let letter = frequency.rawValue
                let value = averagePrecision(groups: group)
                figures.append(figure("AP\(letter)", .precision, frequency: letter, value: value))
            }
        }
        for (index, limit) in limits.enumerated() {
            figures.append(figure("AR@\(limit)", .recall, limit: limit, value: averageRecall(limit: index)))
        }
        if options.iouType == .keypoints {
            for (percent, iou) in [(50, 0.5), (75, 0.75)] {
                guard let index = thresholdIndex(iou) else { continue }
                let value = averageRecall(threshold: index)
                figures.append(figure("AR\(percent)", .recall, iou: iou, value: value))
            }
        }
        for area in ranges.dropFirst() {
            let name = "AR\(suffix(ofArea: area))" + (isLVIS ? "@\(most)" : "")
            figures.append(figure(name, .recall, area: area, value: averageRecall(area: area)))
        }
        return figures
    }

    private enum Kind: String {
        case precision = "Average Precision  (AP)"
        case recall = "Average Recall     (AR)"
    }

    private func figure(
        _ name: String, _ kind: Kind, iou: Double? = nil, area: Int = 0, limit: Int? = nil, frequency: String = "all",
        value: Double?
    ) -> SummaryFigure {
        let thresholds = options.iouThresholds
        let first = hundredths(iou ?? thresholds.first ?? 0)
        let range = iou == nil ? "\(first):\(hundredths(thresholds.last ?? 0))" : first
        let limit = "\(limit ?? options.maxDetections.last ?? 0)"
        let isLVIS = options.rules == .lvis
        // The lvis package prints the letter of a range, pycocotools its name.
        let areaName = isLVIS && area > 0 ? suffix(ofArea: area) : options.areaRanges[area].name
        var title = "\(kind.rawValue) @[ IoU=\(padded(range, to: -9)) | area=\(padded(areaName, to: 6))"
        title += " | maxDets=\(padded(limit, to: 3))"
        title += isLVIS ? " catIds=\(padded(frequency, to: 3))]" : " ]"
        return SummaryFigure(name: name, title: title, value: value)
    }

    /// What follows `AP` and `AR` in a figure's name.
    private func suffix(ofArea area: Int) -> String {
        let name = options.areaRanges[area].name
        return ["small", "medium", "large"].contains(name) ? String(name.prefix(1)) : "-\(name)"
    }

    private func hundredths(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }

    /// Pads with spaces on the left, or on the right where the width is negative.
    private func padded(_ text: String, to width: Int) -> String {
        let spaces = String(repeating: " ", count: max(0, abs(width) - text.count))
        return width < 0 ? text + spaces : spaces + text
    }
}
