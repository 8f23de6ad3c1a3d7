internal import COCO
internal import Geometry

/// Counts annotations as they come.
struct AnnotationTally {
    private(set) var perImage: [Int]
    private(set) var categoriesOfImage: [Int]
    private(set) var areas: [Double] = []
    private(set) var sizes = ObjectSizes()
    private(set) var segmentations = SegmentationKinds()
    private(set) var polygonPoints: [Double] = []
    private(set) var unknownImages = 0
    private(set) var unknownCategories = 0
    private var categories: [CategoryStatistics]
    private var areasOfCategory: [[Double]]
    private var seen: Set<Pair> = []

    private struct Pair: Hashable {
        var image: Int
        var category: Int
    }

    init(categories: [ObjectCategory], images: Int) {
        perImage = Array(repeating: 0, count: images)
        categoriesOfImage = perImage
        self.categories = categories.map { CategoryStatistics(id: $0.id, name: $0.name) }
        areasOfCategory = Array(repeating: [], count: categories.count)
    }

    /// Counts an annotation of the image and the category at these places; nil where they are not listed.
    mutating func add(_ annotation: Annotation, image: Int?, category: Int?) {
        addSegmentation(of: annotation)
        let area = annotation.area ?? annotation.maskArea ?? annotation.box?.area
        let known = area.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
        if !annotation.isCrowd {
            sizes.add(area: known)
            if let known { areas.append(known) }
        }
        if let image { perImage[image] += 1 } else { unknownImages += 1 }
        guard let category else {
            unknownCategories += 1
            return
        }
        if annotation.isCrowd {
            categories[category].crowds += 1
        } else {
            categories[category].objects += 1
            categories[category].sizes.add(area: known)
            if let known { areasOfCategory[category].append(known) }
        }
        if let image, seen.insert(Pair(image: image, category: category)).inserted {
            categories[category].images += 1
            categoriesOfImage[image] += 1
        }
    }

    func finishedCategories() -> [CategoryStatistics] {
        zip(categories, areasOfCategory).map { category, areas in
            var category = category
            category.medianArea = Spread(areas)?.median
            return category
        }
    }

    private mutating func addSegmentation(of annotation: Annotation) {
        switch annotation.segmentation {
        case .polygons(let rings) where rings.contains { !$0.isEmpty }:
            segmentations.polygons += 1
            polygonPoints.append(Double(rings.reduce(0) { $0 + $1.count / 2 }))
        case .runLengths:
            segmentations.runLengths += 1
        case .polygons, nil:
            if annotation.box == nil { segmentations.nothing += 1 } else { segmentations.boxOnly += 1 }
        }
    }
}

extension Annotation {
    /// The area that the segmentation tells without rasterising it: a mask's pixels, or the polygons' areas together.
    var maskArea: Double? {
        switch segmentation {
        case .runLengths(let mask, _): Double(mask.area)
        case .polygons(let rings) where rings.contains { !$0.isEmpty }: rings.reduce(0) { $0 + ringArea(of: $1) }
        case .polygons, nil: nil
        }
    }
}

/// The area inside a ring x, y, x, y …, by the shoelace formula; an odd last number is left out.
func ringArea(of ring: [Double]) -> Double {
    let points = ring.count / 2
    guard points >= 3 else { return 0 }
    var twice = 0.0
    var (previousX, previousY) = (ring[2 * points - 2], ring[2 * points - 1])
    for index in 0..<points {
        let (x, y) = (ring[2 * index], ring[2 * index + 1])
        twice += previousX * y - x * previousY
        (previousX, previousY) = (x, y)
    }
    return abs(twice) / 2
}
