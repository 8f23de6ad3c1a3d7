internal import COCO

/// Images that stay together, and what they bring along.
struct SplitUnit {
    /// The places of the images in the data set.
    var images: [Int] = []
    /// How much of each feature the unit has, by rising feature; never 0.
    var features: [(feature: Int, amount: Double)] = []
}

/// A data set as units that are to be distributed, and totals of what shall be distributed evenly.
///
/// Feature 0 is the number of images and feature 1 that of images without annotations; then, for each category, come in how
/// many images it is seen, and how many objects of it there are in units of the mean number of objects in such an image,
/// so that both weigh alike.
struct SplitUnits {
    let units: [SplitUnit]
    let totals: [Double]

    init(_ dataset: Dataset, grouping: ImageGrouping, partsCopies: Bool) throws(COCOError) {
        let members = SplitUnits.members(
            of: dataset.images, keys: try grouping.keys(of: dataset.images), partsCopies: partsCopies)
        let imagePlaces = firstPlaces(dataset.images, id: \.id)
        let categoryPlaces = firstPlaces(dataset.categories, id: \.id)
        var objects = [[Int: Double]](repeating: [:], count: dataset.images.count)
        for annotation in dataset.annotations {
            guard let image = imagePlaces[annotation.imageID] else { continue }
            objects[image][categoryPlaces[annotation.categoryID] ?? -1, default: 0] += 1
        }
        var objectTotals = [Double](repeating: 0, count: dataset.categories.count)
        var imageTotals = objectTotals
        for counts in objects {
            for (category, count) in counts where category >= 0 {
                objectTotals[category] += count
                imageTotals[category] += 1
            }
        }
        units = members.map { images in
            var amounts: [Int: Double] = [0: Double(images.count)]
            for image in images {
                if objects[image].isEmpty { amounts[1, default: 0] += 1 }
                for (category, count) in objects[image] where category >= 0 {
                    amounts[2 + 2 * category, default: 0] += 1
                    amounts[3 + 2 * category, default: 0] += count * imageTotals[category] / objectTotals[category]
                }
            }
            let features = amounts.sorted { $0.key < $1.key }
            return SplitUnit(images: images, features: features.map { (feature: $0.key, amount: $0.value) })
        }
        var totals = [Double](repeating: 0, count: 2 + 2 * dataset.categories.count)
        for unit in units {
            for (feature, amount) in unit.features { totals[feature] += amount }
        }
        self.totals = totals
    }

    /// The images that belong together: those of one group, of one id, of one file, and of one source.
    private static func members(of images: [DatasetImage], keys: [String?], partsCopies: Bool) -> [[Int]] {
        var parents = Array(images.indices)
        func root(_ place: Int) -> Int {
            var place = place
            while parents[place] != place {
                parents[place] = parents[parents[place]]
                place = parents[place]
            }
            return place
        }
        func join(_ first: Int, _ second: Int) {
            let (a, b) = (root(first), root(second))
            parents[max(a, b)] = min(a, b)
        }
        let byID = firstPlaces(images, id: \.id)
        var byKey: [String: Int] = [:]
        var byName: [String: Int] = [:]
        for (place, image) in images.enumerated() {
            if let first = byID[image.id] { join(first, place) }
            if let key = keys[place] { join(byKey[key, default: place], place) }
            if let key = keys[place], byKey[key] == nil { byKey[key] = place }
            if let name = image.fileName { join(byName[name, default: place], place) }
            if let name = image.fileName, byName[name] == nil { byName[name] = place }
        }
        if !partsCopies {
            for copies in ImageCopies(names: images.map(\.fileName)).groups {
                for copy in copies.dropFirst() { join(copies[0], copy) }
            }
        }
        var groups: [Int: [Int]] = [:]
        for place in images.indices { groups[root(place), default: []].append(place) }
        return groups.sorted { $0.key < $1.key }.map(\.value)
    }
}
