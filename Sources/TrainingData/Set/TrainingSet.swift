public import COCO
internal import ClassMaps
public import Datasets

/// Data to learn from: one or several data sets in COCO's format, checked, joined, and their categories numbered.
///
/// Categories are joined by name. Labels go from 1 to the number of classes, since 0 is the background: first the categories
/// of the first data set by id, then those of the others that have new names.
public struct TrainingSet: Sendable {
    /// A data set and where its pictures are.
    public struct Source: Sendable {
        /// The data set.
        public var dataset: Dataset
        /// The folder that file names are relative to.
        public var imageFolder: String
        /// Whether they may lead out of it.
        public var allowsOutside: Bool
        /// What messages call the data set, mostly its file's path.
        public var name: String
        /// How its pictures are read.
        public var reading = PictureReading()
        /// The files with the class maps that are learnt, by the ids of their images; nil where annotations are learnt.
        public internal(set) var mapFiles: [Int: String]?
        /// What was left out when pictures were paired with their maps.
        var notes: [String] = []

        /// Creates a source. Names of images that are paths of another system or machine become those under which they are
        /// found in the folder.
        public init(_ dataset: Dataset, imageFolder: String, name: String, allowsOutside: Bool = false) {
            self.dataset = dataset.findingImages(in: imageFolder)
            self.imageFolder = imageFolder
            self.name = name
            self.allowsOutside = allowsOutside
        }

        /// How its pictures are read, with what they tell of the way round that they are annotated, and what is to be said of it.
        package var resolvedReading: (reading: PictureReading, notes: [String]) {
            reading.resolved(for: dataset, imageFolder: imageFolder, allowsOutside: allowsOutside)
        }

        /// The path of an image's file; nil where it has no name.
        /// - Throws: `DatasetError.outside` where the file is outside of the folder and may not be.
        public func path(of image: DatasetImage) throws(DatasetError) -> String? {
            try ImageFolder(imageFolder, allowsOutside: allowsOutside).path(of: image)
        }
    }

    /// What is done about records that cannot be learnt from.
    public struct Options: Sendable, Hashable {
        /// What is done about annotations at fault.
        public var annotations = FaultPolicy.skip
        /// What is done about images that are missing, or whose records are at fault.
        public var images = FaultPolicy.stop
        /// Whether images without an object are learnt from, as examples of background.
        ///
        /// torchvision's references leave them out for COCO, where they may just not be annotated.
        public var keepsImagesWithoutObjects = true
        /// Whether an object needs no segmentation, since boxes are what is learnt: it is then all of its box.
        public var boxesSuffice = false
        /// How many keypoints objects have where the data do not name them; nil where keypoints are not learnt.
        public var keypointCount: Int?

        /// Creates the usual options: annotations at fault are left out, and images at fault are errors.
        public init() {}
    }

    /// The names of the labels, which go from 1 to their number.
    public let categories: [Int: String]
    /// What the keypoints are called; nil where they are not learnt, or the data do not name them.
    public let keypoints: KeypointNames?
    /// Where the maps of the images' classes come from; nil where objects are learnt.
    public let maps: TrainingMaps?
    /// The images, in the order of the sources.
    public let images: [TrainingImage]
    /// What was left out, and why, in the order of the sources.
    public let warnings: [TrainingFault]
    /// What of the pictures may not be as it was meant, and names of categories that are like others and yet not the same, with
    /// what was made of them.
    public let notes: [String]

    /// The number of classes without the background.
    public var classCount: Int { categories.count }

    /// What the network's classes are called, by label: those of class maps from 0 on.
    public var classNames: [Int: String] {
        guard let maps else { return categories }
        return Dictionary(uniqueKeysWithValues: maps.palette.names.enumerated().map { ($0.offset, $0.element) })
    }

    /// The number of objects to be found.
    ///
    /// Complexity: O(*n*) in the images.
    public var objectCount: Int { images.reduce(0) { $0 + $1.objects.count } }

    /// Checks and joins data sets; of the pictures, only that they exist.
    /// - Parameters:
    ///   - sources: The data sets.
    ///   - categories: The names of labels 1, 2, …, where they are settled: those of a model that is trained on, or of the
    ///     training set for a validation set. Annotations of other categories count as faults.
    ///   - options: What is done about faults.
    /// - Throws: `TrainingDataError` where something is at fault that is not to be left out, where a data set has no
    ///   annotation at all or none that can be used, or the labels are not 1, 2, ….
    /// Complexity: O(*n*) in the annotations and their points; the head of each picture is read.
    public init(
        _ sources: [Source], categories: [Int: String]? = nil, options: Options = Options()
    ) throws(TrainingDataError) {
        guard !sources.isEmpty else { throw .noImages(reason: "no data set was given") }
        let map = try LabelMap(sources, fixed: categories)
        keypoints = options.keypointCount == nil ? nil : try KeypointNames(sources, labels: map.labels)
        let keypointCount = options.keypointCount.map { [keypoints] in keypoints?.names.count ?? $0 }
        var images: [TrainingImage] = []
        var faults: [TrainingFault] = []
        var notes: [String] = []
        for (index, source) in sources.enumerated() {
            guard !source.dataset.annotations.isEmpty else { throw .noAnnotations(source: source.name) }
            guard !source.dataset.marksCrowdsAlone else {
                throw .crowdsAlone(source: source.name, count: source.dataset.annotations.count)
            }
            var inspector = SourceInspector(
                source, index: index, labels: map.labels[index], names: map.categories[index],
                boxesSuffice: options.boxesSuffice, keypointCount: keypointCount)
            var found = inspector.images()
            let stopping = inspector.faults.filter {
                ($0.annotationID == nil && $0.kind != .categoryNotLearnt ? options.images : options.annotations)
                    == .stop
            }
            if let first = stopping.first { throw .fault(first, others: stopping.count - 1) }
            guard found.contains(where: { !$0.objects.isEmpty }) else {
                throw .noUsableObjects(source: source.name, first: inspector.faults.first)
            }
            if keypointCount != nil,
                !found.contains(where: { $0.objects.contains { $0.keypoints.labelledCount > 0 } })
            {
                throw .noKeypoints(source: source.name)
            }
            let (reading, doubts) = source.resolvedReading
            for index in found.indices { found[index].reading = reading }
            notes += doubts.map { "\(source.name): \($0)" }
            images += options.keepsImagesWithoutObjects ? found : found.filter { !$0.objects.isEmpty }
            faults += inspector.faults
        }
        self.categories = map.names
        maps = nil
        self.images = images
        warnings = faults
        self.notes = map.notes + notes
    }

    init(
        _ maps: TrainingMaps, categories: [Int: String], images: [TrainingImage], warnings: [TrainingFault],
        notes: [String]
    ) {
        self.maps = maps
        self.categories = categories
        keypoints = nil
        self.images = images
        self.warnings = warnings
        self.notes = notes
    }
}
