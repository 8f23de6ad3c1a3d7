import Datasets
import Files

extension ConvertCommand {
    /// Where the data set goes.
    var destination: String {
        output ?? Path.stem(of: input) + (to == .coco ? ".json" : "-" + to.rawValue)
    }

    /// Whether that is a file.
    var isFile: Bool { to == .coco && Path.fileExtension(of: destination) == "json" }

    /// The form that pixels get, where one is asked for.
    var polygonForm: SegmentationForm? { polygons ? .polygons(tolerance: tolerance ?? 0.5) : nil }

    /// What is wrong with options that the written format has no use for.
    var outputObjection: String? {
        if polygons, to != .coco { return "--polygons is for --to coco, and not for \(to.rawValue)." }
        let writesPolygons = polygons || to == .labelMe || to == .yolo
        if tolerance != nil, !writesPolygons {
            return to == .coco
                ? "--tolerance is for polygons: give --polygons too."
                : "--tolerance is for polygons, and \(to.rawValue) has none."
        }
        if copyImages, isFile {
            return "--copy-images needs a folder for --output, and \(destination) is a file."
        }
        return nil
    }

    /// What is wrong with options that the format that is read has no use for.
    func inputObjection(to format: DatasetFormat) -> String? {
        if !format.isRead { return "--from \(format.rawValue): that format is written alone." }
        let masks: Set<DatasetFormat> = [.instanceMasks, .binaryMasks, .voc, .labels, .cellpose]
        let outlines: Set<DatasetFormat> = [.labelMe, .geoJSON, .imageJ]
        let needs: [(option: String, isGiven: Bool, formats: Set<DatasetFormat>)] = [
            ("--annotations", annotations != nil, masks.union(outlines).union([.yolo])),
            ("--names", names != nil, masks.union(outlines).union([.yolo])),
            ("--components", components, masks.union(outlines)),
            ("--min-area", minArea != nil, masks.union(outlines).union([.yolo])),
            ("--ignore", ignore != nil, masks),
        ]
        guard let need = needs.first(where: { $0.isGiven && !$0.formats.contains(format) }) else { return nil }
        let others = DatasetFormat.allCases.filter(need.formats.contains).map(\.rawValue)
        return "\(need.option) is for \(others.joined(separator: ", ")), and not for \(format.rawValue)."
    }
}
