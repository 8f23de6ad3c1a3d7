internal import COCO
internal import Files
internal import Geometry

/// A map while it is painted.
struct ClassCanvas {
    private let size: ImageSize
    private var labels: [UInt8]

    /// - Throws: `ClassMapError.memory`, `.coco` for a size that is none.
    init(size: ImageSize, background: UInt8, image: Int) throws(ClassMapError) {
        guard size.width >= 0, size.height >= 0 else {
            throw .coco(.mismatch(subject: "image \(image)", expected: "a size in pixels", found: "\(size)"))
        }
        let area = Int.product(size.width, size.height)
        do {
            // The labels, and which of them an object has.
            try MemoryBudget.process.check(.product(2, area), for: "a map of its classes", of: "image \(image)")
        } catch {
            throw .memory(error)
        }
        self.size = size
        labels = [UInt8](repeating: background, count: area)
    }

    /// The map as painted.
    var map: ClassMap { ClassMap(size: size, checked: labels) }

    /// Paints pixels, whatever they are.
    mutating func cover(_ mask: RunLengthMask, with label: UInt8) {
        let width = size.width
        labels.withUnsafeMutableBufferPointer { labels in
            mask.forEachRun { column, rows in
                for row in rows { labels[row * width + column] = label }
            }
        }
    }

    /// Paints objects; pixels of more than one are ignored.
    mutating func paintApart(_ objects: [(mask: RunLengthMask, label: UInt8)]) {
        var isTaken = [Bool](repeating: false, count: labels.count)
        let width = size.width
        labels.withUnsafeMutableBufferPointer { labels in
            isTaken.withUnsafeMutableBufferPointer { isTaken in
                for object in objects {
                    object.mask.forEachRun { column, rows in
                        for row in rows {
                            let place = row * width + column
                            labels[place] = isTaken[place] ? ClassMap.ignored : object.label
                            isTaken[place] = true
                        }
                    }
                }
            }
        }
    }
}
