public import COCO
internal import Files
internal import Geometry
internal import Imaging
internal import Synchronization

extension Dataset {
    /// Writes the data set to a folder in any format; every file is written whole or not at all.
    ///
    /// What a format cannot hold is left out and named in the report: crowds and keypoints in all but COCO's, pixels in Pascal VOC's,
    /// objects without pixels in masks, and in instance masks categories and what later objects cover.
    /// - Parameters:
    ///   - folder: The folder, which is made; it must be empty or new unless the options say otherwise.
    ///   - format: What to write.
    ///   - options: Where images are, and how objects' pixels are written.
    /// - Throws: `DatasetError` where the folder is not empty, a file cannot be written, or two images would have one name.
    public func export(
        to folder: String, format: DatasetFormat, options: ExportOptions = ExportOptions()
    ) throws(DatasetError) -> ExportReport {
        if options.copiesImages, options.imageFolder == nil {
            throw .setting(key: "the folder of images", expected: "given where images are copied", found: "missing")
        }
        guard options.polygonTolerance >= 0, options.polygonTolerance.isFinite else {
            throw .setting(
                key: "the polygons' tolerance", expected: "0 or more pixels", found: "\(options.polygonTolerance)")
        }
        var dataset = withPortableImageNames(in: options.imageFolder)
        let refusals = options.copiesImages ? dataset.removeImagesOutside(options) : []
        var report = try dataset.write(to: folder, format: format, options: options)
        report.problems = refusals + report.problems
        return report
    }

    /// Takes out the images whose files are outside of the folder of images and may not be copied from there.
    private mutating func removeImagesOutside(_ options: ExportOptions) -> [ConversionProblem] {
        guard let path = options.imageFolder, !options.allowsOutside else { return [] }
        let folder = ImageFolder(path)
        var removed: Set<Int> = []
        var problems: [ConversionProblem] = []
        for (index, image) in images.enumerated() {
            do throws(DatasetError) {
                _ = try folder.path(of: image)
            } catch {
                removed.insert(index)
                problems.append(ConversionProblem(error, effect: .imageSkipped))
            }
        }
        removeImages(at: removed)
        return problems
    }

    /// Takes out images, and what is marked in them.
    private mutating func removeImages(at places: Set<Int>) {
        if places.isEmpty { return }
        images = images.enumerated().filter { !places.contains($0.offset) }.map(\.element)
        let ids = Set(images.lazy.map(\.id))
        annotations.removeAll { !ids.contains($0.imageID) }
    }

    private func write(
        to folder: String, format: DatasetFormat, options: ExportOptions
    ) throws(DatasetError) -> ExportReport {
        let categories = CategoryTable(self.categories)
        switch format {
        case .coco: return try exportCOCO(to: folder, options: options)
        case .instanceMasks: return try export(InstanceMaskExport(categories: categories), to: folder, options: options)
        case .binaryMasks: return try export(BinaryMaskExport(categories: categories), to: folder, options: options)
        case .voc: return try export(VOCExport(categories: categories), to: folder, options: options)
        case .labelMe:
            let format = LabelMeExport(
                categories: categories, tolerance: options.polygonTolerance, copiesImages: options.copiesImages)
            return try export(format, to: folder, options: options)
        case .yolo:
            let hasPixels = annotations.contains { annotation in
                annotation.segmentation.map { $0.formlessContent == nil } ?? false && !annotation.isCrowd
            }
            let format = YOLOExport(
                categories: categories, tolerance: options.polygonTolerance, isForSegmentation: hasPixels)
            return try export(format, to: folder, options: options)
        case .labelStudio: return try export(LabelStudioExport(categories: categories), to: folder, options: options)
        case .cvat: return try export(CVATExport(categories: categories), to: folder, options: options)
        case .labels: return try export(MicroscopyExport(categories, .labels), to: folder, options: options)
        case .geoJSON: return try export(MicroscopyExport(categories, .geoJSON), to: folder, options: options)
        case .imageJ: return try export(MicroscopyExport(categories, .imageJ), to: folder, options: options)
        case .cellpose: return try export(MicroscopyExport(categories, .cellpose), to: folder, options: options)
        }
    }

    private func export(
        _ format: some ExportFormat, to path: String, options: ExportOptions
    ) throws(DatasetError) -> ExportReport {
        var (images, problems) = try exportedImages(options: options)
        if !format.keepsCrowds {
            let count = annotations.count { $0.isCrowd }
            if count > 0 {
                problems.append(
                    ConversionProblem(
                        .layout(
                            file: path, expected: "single objects",
                            found: "\(words(Double(count), "crowd")), which the format cannot tell"),
                        effect: .objectSkipped))
            }
            for index in images.indices { images[index].annotations.removeAll(where: \.isCrowd) }
        }
        let posed = images.reduce(0) { $0 + $1.annotations.count { $0.keypoints != nil } }
        if posed > 0 {
            problems.append(
                ConversionProblem(
                    .layout(
                        file: path, expected: "objects without keypoints",
                        found: "keypoints of \(words(Double(posed), "object")), which are not written in this format"),
                    effect: .keypointsSkipped))
        }
        let folder = try ExportFolder(path, replacesFiles: options.replacesFiles)
        let failed = Atomic(false)
        let results = concurrently(images) { image in
            attempting(unless: failed) { () throws(DatasetError) -> ExportedFiles in
                var files = try format.write(image, to: folder)
                if options.copiesImages {
                    let copy = Path.joined(format.imageFolder, image.name)
                    try folder.copy(image, to: copy)
                    files.fileCount += 1
                }
                return files
            }
        }
        var report = ExportReport(fileCount: 0, objectCount: 0, problems: problems)
        for result in results {
            do throws(DatasetError) {
                guard let files = try result?.get() else { continue }
                report.fileCount += files.fileCount
                report.objectCount += files.objectCount
                report.problems += files.problems
            } catch .unusableName(let path, let reason) {
                // The other images have other names.
                report.problems.append(
                    ConversionProblem(.unusableName(file: path, reason: reason), effect: .imageSkipped))
            }
        }
        // What names the images is there once they are.
        report.fileCount += try format.writeShared(with: images, to: folder)
        return report
    }

    private func exportCOCO(to path: String, options: ExportOptions) throws(DatasetError) -> ExportReport {
        var report = ExportReport(fileCount: 1, objectCount: annotations.count, problems: [])
        var dataset = self
        if let form = options.segmentationForm { (dataset, report.problems) = converting(to: form) }
        if options.copiesImages {
            // Copies stand inside the new folder, and are to be found there.
            for index in dataset.images.indices {
                dataset.images[index].fileName = dataset.images[index].fileName.map(ImageNames.inside)
            }
            try checkNames(of: dataset.images)
        }
        let folder = try ExportFolder(path, replacesFiles: options.replacesFiles)
        // The pictures first: what names them is there once they are.
        if options.copiesImages {
            let failures = try copyImages(named: dataset.images.map(\.fileName), to: folder, options: options)
            report.problems += failures.map { ConversionProblem($0.value, effect: .imageSkipped) }
            dataset.removeImages(at: Set(failures.keys))
            report.fileCount += dataset.images.count { $0.fileName != nil }
            report.objectCount = dataset.annotations.count
        }
        do {
            try folder.write(try dataset.jsonBytes(), to: "annotations.json")
        } catch let error as DatasetError {
            throw error
        } catch {
            throw .file(file: path + "/annotations.json", reason: "\(error)")
        }
        return report
    }

    /// Copies the images' files, and gives the errors of those whose names the new folder's file system does not take.
    private func copyImages(
        named names: [String?], to folder: ExportFolder, options: ExportOptions
    ) throws(DatasetError) -> [Int: DatasetError] {
        let source = options.imageFolder.map { ImageFolder($0, allowsOutside: options.allowsOutside) }
        let failed = Atomic(false)
        let results = concurrently(Array(zip(images, names))) { image, name in
            attempting(unless: failed) { () throws(DatasetError) in
                guard let own = image.fileName, let name else { return }
                let copy = ExportedImage(
                    name: name, path: try source?.path(of: image), embeddedIn: options.embeddedPictures[own],
                    size: ImageSize(width: 0, height: 0), annotations: [])
                try folder.copy(copy, to: "images/" + name)
            }
        }
        var failures: [Int: DatasetError] = [:]
        for (index, result) in results.enumerated() {
            do throws(DatasetError) {
                try result?.get()
            } catch .unusableName(let path, let reason) {
                failures[index] = .unusableName(file: path, reason: reason)
            }
        }
        return failures
    }

    /// The result of a piece of work; nil where another one has failed meanwhile, so that a full disk ends the whole soon.
    private func attempting<Value>(
        unless failed: borrowing Atomic<Bool>, _ work: () throws(DatasetError) -> Value
    ) -> Result<Value, DatasetError>? {
        if failed.load(ordering: .relaxed) { return nil }
        let result = Result(catching: work)
        switch result {
        // One name says nothing of the others.
        case .success, .failure(.unusableName): break
        case .failure: failed.store(true, ordering: .relaxed)
        }
        return result
    }

    /// - Throws: `DatasetError.layout` where two images would be copied to one name.
    private func checkNames(of copies: [DatasetImage]) throws(DatasetError) {
        var owners: [String: String] = [:]
        for (image, copy) in zip(images, copies) {
            guard let own = image.fileName, let name = copy.fileName else { continue }
            if let other = owners.updateValue(own, forKey: name), other != own {
                throw .layout(file: own, expected: "an image with a name of its own", found: "\(other) too")
            }
        }
    }

    /// The images with what is known of their files; those without a name or a size are problems.
    private func exportedImages(
        options: ExportOptions
    ) throws(DatasetError) -> (images: [ExportedImage], problems: [ConversionProblem]) {
        let annotationsOfImage = Dictionary(grouping: annotations, by: \.imageID)
        var problems: [ConversionProblem] = []
        var result: [ExportedImage] = []
        var nameOfStem: [String: String] = [:]
        for image in images {
            do throws(DatasetError) {
                let name = image.fileName.map(ImageNames.inside) ?? ""
                guard let fileName = image.fileName, !name.isEmpty else {
                    throw .coco(.mismatch(subject: "image \(image.id)", expected: "a file name", found: "none"))
                }
                // A name alone opens nothing.
                let isRead = options.copiesImages || image.size == nil
                let folder = options.imageFolder.map {
                    ImageFolder($0, allowsOutside: options.allowsOutside || !isRead)
                }
                let path = try folder?.path(of: image)
                var size = image.size
                if size == nil, let path { size = try agreedSize(of: path, with: nil, in: path) }
                guard let size, size.width > 0, size.height > 0 else {
                    throw .coco(.mismatch(subject: "image \(image.id)", expected: "a width and height", found: "none"))
                }
                result.append(
                    ExportedImage(
                        name: name, path: path, embeddedIn: options.embeddedPictures[fileName], size: size,
                        annotations: annotationsOfImage[image.id] ?? []))
            } catch {
                problems.append(ConversionProblem(error, effect: .imageSkipped))
                continue
            }
            guard let last = result.last else { continue }
            if let other = nameOfStem.updateValue(last.name, forKey: last.stem.lowercased()) {
                throw .layout(
                    file: last.name, expected: "images whose names differ by more than capitals and extensions",
                    found: "\(other) too")
            }
        }
        return (result, problems)
    }
}
