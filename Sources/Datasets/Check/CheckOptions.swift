public import COCO

extension DatasetCheck {
    /// A data set to be checked, and where its pictures are.
    public struct Source: Sendable {
        /// What faults call the data set, mostly its file.
        public var name: String
        /// The data set.
        public var dataset: Dataset
        /// The folder that file names are relative to; nil to look at no pictures.
        public var imageFolder: String?
        /// Whether they may lead out of it.
        public var allowsOutside: Bool

        /// Creates a source.
        public init(name: String, dataset: Dataset, imageFolder: String? = nil, allowsOutside: Bool = false) {
            self.name = name
            self.dataset = dataset
            self.imageFolder = imageFolder
            self.allowsOutside = allowsOutside
        }

        var folder: ImageFolder? { imageFolder.map { ImageFolder($0, allowsOutside: allowsOutside) } }
    }

    /// From when on something is a fault.
    public struct Options: Sendable, Hashable {
        /// How far, in pixels, a box or a polygon may reach outside its image: rounding and half-pixel conventions differ.
        public var overhangTolerance = 1.0
        /// How far, in pixels, each edge of a box may be from that of its segmentation.
        public var boxTolerance = 2.0
        /// How far each edge of a box may be from that of its segmentation as a share of the box's longer side, where this is
        /// more.
        public var boxToleranceShare = 0.02
        /// By what share an area may differ from that of its segmentation; half the outline's length, by which rules of
        /// rasterising differ, is always allowed. Crowds may differ by twice the share.
        public var areaToleranceShare = 0.1
        /// Below how many pixels an object is called tiny.
        public var tinyArea = 16.0
        /// Whether the files of pictures are compared with each other, byte for byte.
        public var comparesContent = true
        /// Whether the folder is searched for pictures that are not listed.
        public var findsUnlistedImages = true
        /// How many threads work; nil takes one a core.
        public var threads: Int?

        /// Creates the usual options.
        public init() {}
    }
}
