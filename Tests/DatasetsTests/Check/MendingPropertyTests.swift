import COCO
import Datasets
import Geometry
import TestSupport
import Testing

@Suite struct MendingPropertyTests {
    /// A data set in which everything may be wrong.
    private func broken(_ generator: inout SeededGenerator) throws -> Dataset {
        func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &generator) < share }
        func number(_ range: ClosedRange<Double>) -> Double {
            if chance(0.02) { return [.nan, .infinity, -1e308, 1e308, 0, -0.0].randomElement(using: &generator) ?? 0 }
            let value = Double.random(in: range, using: &generator)
            return chance(0.3) ? value.rounded() : value
        }
        var dataset = Dataset()
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            let size = ImageSize(
                width: Int.random(in: -1...40, using: &generator), height: Int.random(in: 1...40, using: &generator))
            dataset.images.append(
                DatasetImage(
                    id: Int.random(in: 0...4, using: &generator),
                    fileName: ["a", "b", "c", nil].randomElement(using: &generator) ?? nil,
                    size: chance(0.2) ? nil : size))
        }
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            dataset.categories.append(
                ObjectCategory(
                    id: Int.random(in: 0...3, using: &generator),
                    name: ["x", "y", ""].randomElement(using: &generator) ?? "",
                    supercategory: chance(0.3) ? "s" : nil))
        }
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
            if chance(0.15), let repeated = dataset.annotations.randomElement(using: &generator) {
                dataset.annotations.append(repeated)
                continue
            }
            var annotation = Annotation(
                id: Int.random(in: 0...12, using: &generator), imageID: Int.random(in: 0...4, using: &generator),
                categoryID: Int.random(in: 0...3, using: &generator), box: nil, area: nil, segmentation: nil,
                isCrowd: chance(0.2))
            if !chance(0.1) {
                annotation.box = AnnotationBox(
                    x: number(-20...50), y: number(-20...50), width: number(-5...50), height: number(-5...50))
            }
            if !chance(0.1) { annotation.area = number(-10...1500) }
            if chance(0.5) {
                let rings = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                    (0..<Int.random(in: 0...11, using: &generator)).map { _ in number(-30...60) }
                }
                annotation.segmentation = .polygons(rings)
            } else if chance(0.5) {
                let own = dataset.images.first { $0.id == annotation.imageID }?.size
                let size = own.flatMap { $0.width > 0 && !chance(0.2) ? $0 : nil } ?? ImageSize(width: 9, height: 7)
                var pixels = [UInt8](repeating: 0, count: size.area)
                if !chance(0.2) {
                    for index in pixels.indices where chance(0.3) { pixels[index] = 1 }
                }
                annotation.segmentation = .runLengths(
                    try RunLengthMask(bitmap: pixels, size: size), isCompressed: chance(0.5))
            }
            dataset.annotations.append(annotation)
        }
        return dataset
    }

    @Test func mendingLeavesNothingMendable() throws {
        for seed in 0..<3000 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let dataset = try broken(&generator)
            let found = faults(dataset)
            let once = mended(dataset)
            let rest = faults(once.dataset).filter(\.isMendable)
            #expect(rest.isEmpty, "seed \(seed): \(rest)")
            let twice = mended(once.dataset)
            #expect(twice.repairs.isEmpty, "seed \(seed): \(twice.repairs)")
            // What is repaired was found, or follows from what was.
            #expect(once.repairs.isEmpty || found.contains(where: \.isMendable), "seed \(seed): \(once.repairs)")
            if !rest.isEmpty || !twice.repairs.isEmpty { return }
        }
    }

    /// The check must not depend on how the work is divided.
    @Test func threadsMakeNoDifference() throws {
        var generator = SeededGenerator(seed: 5)
        var dataset = try broken(&generator)
        let annotation = soundAnnotation()
        dataset.annotations += (0..<5000).map { index in
            var copy = annotation
            copy.id = index
            copy.box?.x = Double(index % 90)
            return copy
        }
        var options = DatasetCheck.Options()
        options.threads = 1
        let source = DatasetCheck.Source(name: "x.json", dataset: dataset)
        #expect(DatasetCheck([source], options: options).faults == DatasetCheck([source]).faults)
    }
}
