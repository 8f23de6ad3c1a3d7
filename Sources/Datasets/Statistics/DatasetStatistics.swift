public import COCO
public import Geometry

/// What a data set holds, in figures for one screen.
public struct DatasetStatistics: Sendable, Hashable, Codable {
    /// How many images the data set lists.
    public var images: Int
    /// How many images no annotation names.
    public var imagesWithoutAnnotations: Int
    /// How many annotations there are, crowds included.
    public var annotations: Int
    /// How many of the annotations are crowds.
    public var crowds: Int
    /// How many annotations name an image that is not listed.
    public var annotationsOfUnknownImages: Int
    /// How many annotations name a category that is not listed.
    public var annotationsOfUnknownCategories: Int
    /// How many annotations mark the same as an earlier one: image, category, box, segmentation and
    /// keypoints are equal.
    public var repeatedAnnotations: Int
    /// How many annotations, crowds included, an image has; nil where there are no images.
    public var annotationsPerImage: Spread?
    /// How many categories an image shows, those without any left out; nil where there are none.
    public var categoriesPerImage: Spread?
    /// The areas of the objects in pixels, crowds left out; nil where there are none.
    public var objectAreas: Spread?
    /// The objects by size, crowds left out.
    public var sizes: ObjectSizes
    /// How the annotations are marked.
    public var segmentations: SegmentationKinds
    /// How keypoints are labelled; nil where no annotation has any.
    public var keypoints: KeypointStatistics?
    /// The middle number of points of the annotations with polygons; nil where there are none.
    public var medianPolygonPoints: Double?
    /// The images' widths in pixels; nil where no size is known.
    public var imageWidths: Spread?
    /// The images' heights in pixels; nil where no size is known.
    public var imageHeights: Spread?
    /// The sizes of images that occur most, with how many images have them; at most ten.
    public var commonImageSizes: [CountedImageSize]
    /// How many sizes the images have.
    public var distinctImageSizes: Int
    /// How many images have no size in the data set.
    public var imagesWithoutSize: Int
    /// The categories, in the order of the data set.
    public var categories: [CategoryStatistics]

    /// The categories that nothing is marked of.
    public var emptyCategories: [CategoryStatistics] { categories.filter { $0.objects + $0.crowds == 0 } }

    /// How many times as many objects the most frequent category has as the least frequent one that has any; nil without
    /// objects.
    public var imbalance: Double? {
        let counts = categories.map(\.objects).filter { $0 > 0 }
        guard let least = counts.min(), let most = counts.max() else { return nil }
        return Double(most) / Double(least)
    }
}

/// A size of images, and how many have it.
public struct CountedImageSize: Sendable, Hashable, Codable {
    /// The size.
    public var size: ImageSize
    /// How many images have it.
    public var images: Int
}

extension DatasetStatistics {
    /// Counts what a data set holds; nothing is read but the data set itself.
    ///
    /// Ids that occur more than once are counted with their first bearer.
    /// Complexity: O(*n* log *n*) in the annotations.
    public init(_ dataset: Dataset) {
        let imagePlaces = firstPlaces(dataset.images, id: \.id)
        let categoryPlaces = firstPlaces(dataset.categories, id: \.id)
        var tally = AnnotationTally(categories: dataset.categories, images: dataset.images.count)
        for annotation in dataset.annotations {
            tally.add(
                annotation, image: imagePlaces[annotation.imageID], category: categoryPlaces[annotation.categoryID])
        }
        let sizes = dataset.images.compactMap(\.size)
        let counted = Dictionary(grouping: sizes, by: \.self).map { CountedImageSize(size: $0, images: $1.count) }
        let byCount = counted.sorted {
            ($1.images, $0.size.width, $0.size.height) < ($0.images, $1.size.width, $1.size.height)
        }
        images = dataset.images.count
        imagesWithoutAnnotations = dataset.images.indices.count {
            imagePlaces[dataset.images[$0].id] == $0 && tally.perImage[$0] == 0
        }
        annotations = dataset.annotations.count
        crowds = dataset.annotations.count(where: \.isCrowd)
        annotationsOfUnknownImages = tally.unknownImages
        annotationsOfUnknownCategories = tally.unknownCategories
        repeatedAnnotations = dataset.annotations.count - Set(dataset.annotations.lazy.map(MarkedObject.init)).count
        annotationsPerImage = Spread(tally.perImage.map(Double.init))
        categoriesPerImage = Spread(tally.categoriesOfImage.lazy.filter { $0 > 0 }.map(Double.init))
        objectAreas = Spread(tally.areas)
        self.sizes = tally.sizes
        segmentations = tally.segmentations
        keypoints = KeypointStatistics(dataset.annotations)
        medianPolygonPoints = Spread(tally.polygonPoints)?.median
        imageWidths = Spread(sizes.map { Double($0.width) })
        imageHeights = Spread(sizes.map { Double($0.height) })
        commonImageSizes = Array(byCount.prefix(10))
        distinctImageSizes = counted.count
        imagesWithoutSize = dataset.images.count - sizes.count
        categories = tally.finishedCategories()
    }
}

/// Where each id occurs first.
func firstPlaces<Element>(_ elements: [Element], id: (Element) -> Int) -> [Int: Int] {
    var places: [Int: Int] = [:]
    places.reserveCapacity(elements.count)
    for (place, element) in elements.enumerated() {
        let key = id(element)
        if places[key] == nil { places[key] = place }
    }
    return places
}
