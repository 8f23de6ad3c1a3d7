package import Geometry

/// The class of each pixel of an image to learn from.
package struct SegmentationTruth: Sendable {
    /// The image's size.
    package let size: ImageSize
    /// The label of each pixel, row by row; ``SegmentationConfiguration/ignoredLabel`` where no loss looks.
    package let labels: [UInt8]

    /// - Throws: ``MaskRCNNError/labels(size:reason:)`` where there are not as many labels as pixels, or one is no class's.
    package init(size: ImageSize, labels: [UInt8], classCount: Int) throws(MaskRCNNError) {
        guard labels.count == size.area, size.area > 0 else {
            throw .labels(size: size, reason: "there are \(labels.count) labels")
        }
        let ignored = SegmentationConfiguration.ignoredLabel
        if let index = labels.firstIndex(where: { Int($0) >= classCount && $0 != ignored }) {
            let place = "column \(index % size.width), row \(index / size.width)"
            throw .labels(
                size: size,
                reason: """
                    \(place) has the label \(labels[index]), and classes are 0 to \(classCount - 1), \(ignored) for none
                    """)
        }
        self.size = size
        self.labels = labels
    }
}
