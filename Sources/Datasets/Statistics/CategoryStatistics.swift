/// What a data set holds of one category.
public struct CategoryStatistics: Sendable, Hashable, Codable {
    /// The category's id.
    public var id: Int
    /// The category's name.
    public var name: String
    /// How many objects are marked; crowds are counted apart.
    public var objects = 0
    /// How many crowds are marked.
    public var crowds = 0
    /// In how many images something of the category is marked, crowds included.
    public var images = 0
    /// The objects by size.
    public var sizes = ObjectSizes()
    /// The middle area of the objects in pixels; nil where none has an area.
    public var medianArea: Double?
}

/// How many objects are small, medium and large by COCO's borders, 32² and 96² pixels.
public struct ObjectSizes: Sendable, Hashable, Codable {
    /// Objects below 32² pixels.
    public var small = 0
    /// Objects from 32² to below 96² pixels.
    public var medium = 0
    /// Objects of 96² pixels and more.
    public var large = 0
    /// Objects without an area, and without a box from which to take one.
    public var unknown = 0

    /// Creates counts of nothing.
    public init() {}

    mutating func add(area: Double?) {
        switch area {
        case .some(..<1024): small += 1
        case .some(..<9216): medium += 1
        case .some(let area) where area >= 9216: large += 1
        default: unknown += 1
        }
    }
}

/// How many annotations carry which kind of segmentation.
public struct SegmentationKinds: Sendable, Hashable, Codable {
    /// Annotations with polygons.
    public var polygons = 0
    /// Annotations with run lengths, compressed or not.
    public var runLengths = 0
    /// Annotations with a box alone.
    public var boxOnly = 0
    /// Annotations with neither.
    public var nothing = 0

    /// Creates counts of nothing.
    public init() {}
}
