package import Imaging
internal import Geometry

/// A label image made of objects, with what it could not hold of them.
package struct LabelPicture: Sendable {
    package let image: LabelImage
    /// For each object whether it has a pixel left.
    package let isVisible: [Bool]

    init(_ image: LabelImage, _ objectCount: Int) {
        self.image = image
        var isVisible = [Bool](repeating: false, count: objectCount)
        for value in image.values where value > 0 { isVisible[Int(value) - 1] = true }
        self.isVisible = isVisible
    }

    /// The places of the objects that others cover.
    package var hidden: [Int] { isVisible.indices.filter { !isVisible[$0] } }

    /// The same without gaps in the numbers, as programs that count by the largest number want it.
    package func withoutGaps() throws(DatasetError) -> LabelImage {
        guard !hidden.isEmpty else { return image }
        var number: UInt32 = 0
        let numbers = isVisible.map { isVisible -> UInt32 in
            number += isVisible ? 1 : 0
            return number
        }
        do {
            return try LabelImage(
                size: image.size, values: image.values.map { $0 == 0 ? 0 : numbers[Int($0) - 1] })
        } catch {
            throw .imaging(error)
        }
    }
}
