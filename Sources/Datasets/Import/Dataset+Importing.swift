public import COCO

extension Dataset {
    /// Reads a data set from files of any format.
    ///
    /// A file that cannot be used is a problem of the result, named there, and does not stop the others. Images come in the
    /// natural order of their names and ids begin at 1; objects are numbered in the order of their images, and within one
    /// in that of the files or of the masks' values. Areas and boxes of objects with pixels are those of their pixels.
    /// - Parameters:
    ///   - path: The data set's folder; for COCO's format its JSON file, or a folder with one such file.
    ///   - format: What the files are.
    ///   - options: Where images are, what categories are called, and what becomes of masks.
    /// - Throws: `DatasetError` where a folder cannot be listed, or not one image is left: the first problem.
    public static func importing(
        from path: String, format: DatasetFormat, options: ImportOptions = ImportOptions()
    ) throws(DatasetError) -> ImportedDataset {
        try options.validate()
        return switch format {
        case .coco: try COCOImporter(path: path, options: options).imported()
        case .instanceMasks, .labels: try InstanceMaskImporter(folder: path, options: options).imported()
        case .binaryMasks: try BinaryMaskImporter(folder: path, options: options).imported()
        case .voc: try VOCImporter(folder: path, options: options).imported()
        case .labelMe: try LabelMeImporter(folder: path, options: options).imported()
        case .yolo: try YOLOImporter(folder: path, options: options).imported()
        case .geoJSON: try SidecarImporter.geoJSON(folder: path, options: options).imported()
        case .imageJ: try SidecarImporter.imageJ(folder: path, options: options).imported()
        case .cellpose: try SidecarImporter.cellpose(folder: path, options: options).imported()
        case .labelStudio, .cvat:
            throw .layout(
                file: path, expected: "a format that is read",
                found: "\(format.name)'s own, which is written alone; its exports as COCO are read")
        }
    }
}

extension ImportOptions {
    /// - Throws: `DatasetError.setting` for a value that makes no sense.
    func validate() throws(DatasetError) {
        guard minimumArea >= 0 else {
            throw .setting(key: "the minimum area", expected: "0 or more pixels", found: "\(minimumArea)")
        }
        guard Set(categoryNames).count == categoryNames.count else {
            throw .setting(
                key: "the categories' names", expected: "different from each other", found: list(categoryNames))
        }
        if case .polygons(let tolerance) = segmentationForm, !(tolerance >= 0 && tolerance.isFinite) {
            throw .setting(key: "the polygons' tolerance", expected: "0 or more pixels", found: "\(tolerance)")
        }
    }
}
