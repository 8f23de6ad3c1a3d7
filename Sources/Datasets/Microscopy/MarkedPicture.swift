internal import Files
package import Geometry
internal import Imaging

/// A picture with the objects that are marked or found in it, on its way to a file of a microscopist's program.
package struct MarkedPicture: Sendable {
    /// An object.
    package struct Object: Sendable {
        package var mask: RunLengthMask
        /// The name of its class.
        package var category: String
        /// The place of its class among all, from 0.
        package var categoryIndex: Int
        /// How sure a model is of it; nil for what people marked.
        package var score: Double?
        /// What was measured of it, by name; what has no number is left out.
        package var measurements: [(name: String, value: Double)]

        package init(
            mask: RunLengthMask, category: String, categoryIndex: Int, score: Double? = nil,
            measurements: [(name: String, value: Double)] = []
        ) {
            self.mask = mask
            self.category = category
            self.categoryIndex = categoryIndex
            self.score = score
            self.measurements = measurements
        }
    }

    /// The picture's file, for readers that look for it.
    package var name: String
    package var size: ImageSize
    package var objects: [Object]

    package init(name: String, size: ImageSize, objects: [Object]) {
        self.name = name
        self.size = size
        self.objects = objects
    }

    /// The objects' numbers from 1 for each pixel.
    ///
    /// Where objects overlap, the one with the higher score has the pixel; where not all have scores, the smaller one. Of equals the first.
    /// - Throws: `DatasetError.imaging` where the picture does not fit memory, or a mask is of another size.
    package func labels() throws(DatasetError) -> LabelPicture {
        try checkMemory(.product(12, size.width, size.height), for: "a label image of \(size) pixels", of: name)
        let scores = objects.compactMap(\.score)
        let order =
            scores.count == objects.count ? scores : objects.map { -Double($0.mask.area) }
        do {
            return LabelPicture(
                try LabelImage(numbering: objects.map(\.mask), scores: order, size: size), objects.count)
        } catch {
            throw .imaging(error)
        }
    }
}
