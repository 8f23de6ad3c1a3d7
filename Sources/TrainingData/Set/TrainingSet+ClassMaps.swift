internal import COCO
internal import ClassMaps
internal import Datasets
internal import Dispatch
internal import Geometry
internal import Imaging
internal import Synchronization

extension TrainingSet {
    /// Checks and joins data for class maps: of maps in files every pixel, of data sets that are painted all records.
    ///
    /// Classes are numbered from 0: as `rules.classes` has them, else the background and the categories of all data sets by name.
    ///
    /// - Parameters:
    ///   - sources: The data sets, all of them with class maps or all with annotations.
    ///   - rules: How maps are read and painted.
    ///   - options: What is done about faults; a class map at fault counts as its image's.
    /// - Throws: `TrainingDataError` as ``init(_:categories:options:)`` does, and `.classMaps` for a map that cannot be read, is not as
    ///   large as its picture, or has values that no class has.
    /// Complexity: O(*n*) in the pixels of maps in files.
    public init(
        classMapsOf sources: [Source], rules: ClassMapRules, options: Options = Options()
    ) throws(TrainingDataError) {
        guard let first = sources.first else { throw .noImages(reason: "no data set was given") }
        if let odd = sources.first(where: { ($0.mapFiles == nil) != (first.mapFiles == nil) }) {
            throw .setting(
                key: "the data",
                expected: "all of them folders of class maps, or all of them data sets in COCO's format",
                found: "\(first.name) and \(odd.name)")
        }
        if first.mapFiles != nil {
            try self.init(files: sources, rules: rules, options: options)
        } else {
            try self.init(painting: sources, rules: rules, options: options)
        }
    }

    // MARK: Painted data sets

    private init(painting sources: [Source], rules: ClassMapRules, options: Options) throws(TrainingDataError) {
        let given = rules.classes.map { palette in
            let names = palette.names.dropFirst(palette.hasBackground ? 1 : 0)
            return Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.offset + 1, $0.element) })
        }
        let set = try TrainingSet(sources, categories: given, options: options)
        var painters: [Int: ClassMapPainter] = [:]
        var notes = set.notes
        let palette: ClassPalette
        do throws(ClassMapError) {
            if let classes = rules.classes {
                palette = classes
            } else {
                palette = try ClassPalette(
                    names: ["background"] + set.categories.sorted { $0.key < $1.key }.map(\.value))
            }
            for (index, source) in sources.enumerated() {
                // What cannot be learnt from cannot be painted either: it becomes an ignored region.
                let faulty = Set(set.warnings.lazy.filter { $0.source == source.name }.compactMap(\.annotationID))
                var dataset = source.dataset
                dataset.annotations.removeAll { faulty.contains($0.id) }
                let painter = try ClassMapPainter(
                    dataset, palette: palette, overlaps: rules.overlaps, crowds: rules.crowds)
                painters[index] = painter
                notes += painter.notes.map { "\(source.name): \($0)" }
            }
            self.init(
                TrainingMaps(
                    palette: palette,
                    origins: set.images.map { TrainingMaps.Origin.painted(source: $0.source, imageID: $0.id) },
                    reader: try ClassMapReader(palette: palette), painters: painters),
                categories: set.categories, images: set.images, warnings: set.warnings, notes: notes)
        } catch {
            throw .classMaps(error, others: 0)
        }
    }

    // MARK: Maps in files

    private init(files sources: [Source], rules: ClassMapRules, options: Options) throws(TrainingDataError) {
        guard let palette = rules.classes else {
            throw .setting(
                key: "the classes", expected: "a file that names the classes: one a line, from class 0 on (--labels)",
                found: "none")
        }
        let reader: ClassMapReader
        do {
            reader = try ClassMapReader(palette: palette, ignoreIndex: rules.ignoredValue)
        } catch {
            throw .classMaps(error, others: 0)
        }
        var images: [TrainingImage] = []
        var origins: [TrainingMaps.Origin] = []
        var faults: [TrainingFault] = []
        var notes: [String] = []
        var counts = [Int](repeating: 0, count: palette.count)
        for (index, source) in sources.enumerated() {
            let (found, own) = try Self.images(of: source, index, reader, options.images)
            faults += own
            let (reading, doubts) = source.resolvedReading
            notes += (source.notes + doubts).map { "\(source.name): \($0)" }
            for inspected in found {
                var image = inspected.image
                image.reading = reading
                image.classes = Set(palette.names.indices.filter { inspected.counts[$0] > 0 })
                if palette.hasBackground { image.classes.remove(0) }
                for label in counts.indices { counts[label] += inspected.counts[label] }
                guard options.keepsImagesWithoutObjects || !image.classes.isEmpty else { continue }
                images.append(image)
                origins.append(.file(inspected.path))
            }
        }
        let objects = counts.dropFirst(palette.hasBackground ? 1 : 0)
        guard objects.contains(where: { $0 > 0 }) else {
            throw .noClasses(source: sources.map(\.name).joined(separator: ", "))
        }
        let absent = palette.names.indices.filter { counts[$0] == 0 }.map { palette.names[$0] }
        if !absent.isEmpty {
            let rest = absent.count > 10 ? " and \(absent.count - 10) more" : ""
            notes.append(
                "no pixel has the class \(absent.prefix(10).joined(separator: ", "))\(rest), which cannot be learnt")
        }
        self.init(
            TrainingMaps(palette: palette, origins: origins, reader: reader, painters: [:]),
            categories: Dictionary(
                uniqueKeysWithValues: palette.names.dropFirst(palette.hasBackground ? 1 : 0).enumerated().map {
                    ($0.offset + 1, $0.element)
                }), images: images, warnings: faults, notes: notes)
    }

    /// An image whose map was read.
    private struct Inspected {
        let image: TrainingImage
        let path: String
        /// How many pixels each label has.
        let counts: [Int]
    }

    /// The images of a source that can be used, and what is wrong with the others.
    private static func images(
        of source: Source, _ index: Int, _ reader: ClassMapReader, _ policy: FaultPolicy
    ) throws(TrainingDataError) -> (images: [Inspected], faults: [TrainingFault]) {
        var inspector = SourceInspector(
            source, index: index, labels: [:], names: [:], boxesSuffice: false, keypointCount: nil)
        let images = inspector.images()
        if policy == .stop, let first = inspector.faults.first {
            throw .fault(first, others: inspector.faults.count - 1)
        }
        let files = source.mapFiles ?? [:]
        let results = Mutex([Result<Inspected, ClassMapError>?](repeating: nil, count: images.count))
        DispatchQueue.concurrentPerform(iterations: images.count) { place in
            let result = Result { () throws(ClassMapError) in
                try inspected(images[place], files[images[place].id] ?? "", reader)
            }
            results.withLock { $0[place] = result }
        }
        var found: [Inspected] = []
        var errors: [ClassMapError] = []
        var faults = inspector.faults
        for (image, result) in zip(images, results.withLock(\.self)) {
            switch result {
            case .success(let inspected): found.append(inspected)
            case .failure(let error):
                errors.append(error)
                faults.append(
                    TrainingFault(
                        kind: .noClassMap, source: source.name, annotationID: nil, imageID: image.id, path: image.path,
                        message: error.description))
            case nil: break
            }
        }
        if policy == .stop, let first = errors.first { throw .classMaps(first, others: errors.count - 1) }
        guard !found.isEmpty else {
            throw .noImages(reason: faults.first.map { "\($0)" } ?? "\(source.name) has none")
        }
        return (found, faults)
    }

    private static func inspected(
        _ image: TrainingImage, _ path: String, _ reader: ClassMapReader
    ) throws(ClassMapError) -> Inspected {
        let map = try reader.map(contentsOfFile: path)
        // A picture whose head cannot be read is told of where it is read.
        if let header = try? ImageHeader(contentsOfFile: image.path), header.uprightSize != map.size {
            try map.requireSize(header.size, name: path)
        }
        return Inspected(image: image, path: path, counts: map.pixelCounts)
    }
}

extension TrainingSet {
    /// How many classes the network has, a background among them.
    public var networkClassCount: Int { maps?.palette.count ?? classCount + 1 }
}
