import COCO
import Geometry
import Imaging
import TestSupport
import Testing
import TrainingData

/// Every object has a colour of its own, so that where its pixels went can be seen in the picture.
@Suite struct PixelConsistencyTests {
    static let settings: [(String, Augmentation)] = {
        func made(_ scale: Augmentation.Scale, _ change: (inout Augmentation) -> Void = { _ in }) -> Augmentation {
            var result = Augmentation(scale: scale)
            change(&result)
            return result
        }
        let multiScale = Augmentation.Scale.multiScale(shortSides: [40, 55, 90], maximumSide: 120)
        return [
            ("none", .none),
            ("horizontal", made(multiScale) { $0.horizontalFlip = 1 }),
            ("vertical", made(multiScale) { $0.verticalFlip = 1 }),
            ("turns", made(multiScale) { $0.quarterTurns = 1 }),
            (
                "all turns",
                made(.fixed(shortSide: 50, maximumSide: 200)) {
                    $0.horizontalFlip = 0.5
                    $0.verticalFlip = 0.5
                    $0.quarterTurns = 0.75
                }
            ),
            (
                "jitter",
                made(.largeScaleJitter(range: .init(0.3, 3), cropSide: 48)) {
                    $0.horizontalFlip = 0.5
                    $0.quarterTurns = 0.5
                }
            ),
            ("crop", made(.multiScaleCrop(shortSides: [80, 160], maximumSide: 400, cropSide: 50))),
            ("ratio", made(.ratioCrop(ratio: .init(0.5, 4), cropSide: 40)) { $0.minimumVisibleShare = 0.4 }),
            (
                "paste",
                made(.ratioCrop(ratio: .init(1, 2), cropSide: 64)) {
                    $0.quarterTurns = 0.5
                    $0.verticalFlip = 0.5
                    $0.copyPaste = .init()
                    $0.copyPaste?.probability = 1
                    $0.copyPaste?.scale = .init(1, 1)
                }
            ),
        ]
    }()

    @Test(arguments: settings.indices) func masksFollowPixels(_ index: Int) throws {
        let (name, augmentation) = Self.settings[index]
        let seed = UInt64(41 + index)
        let sizes = [(60, 40), (33, 71), (50, 50)].map { ImageSize(width: $0.0, height: $0.1) }
        let set = try ColoredScenes(sizes: sizes, objects: 7, seed: seed).keep { try $0.set() }
        let maker = try SampleMaker(set.value, augmentation: augmentation, seed: seed)
        var objects = 0
        for image in sizes.indices {
            for epoch in 0..<12 {
                let sample = try maker.sample(ofImage: image, epoch: epoch)
                objects += sample.objects.count
                expectConsistent(sample, "\(name), seed \(seed), image \(image), epoch \(epoch)")
            }
        }
        #expect(objects > 40, "\(name), seed \(seed)")
    }

    private func expectConsistent(_ sample: TrainingSample, _ comment: String) {
        let size = sample.image.size
        var owners = [Int](repeating: 0, count: size.area)
        // Counted, since one mistake is seen in thousands of pixels.
        var (doubles, strangers, orphans) = (0, 0, 0)
        for object in sample.objects {
            #expect(object.mask.size == size, "\(comment)")
            #expect(object.mask.boundingBox == object.box, "\(comment)")
            object.mask.forEachRun { column, rows in
                for row in rows {
                    if owners[row * size.width + column] > 0 { doubles += 1 }
                    owners[row * size.width + column] = object.label
                }
            }
        }
        for row in 0..<size.height {
            for column in 0..<size.width {
                let color = sample.image[column, row]
                let owner = owners[row * size.width + column]
                if owner > 0 {
                    if color != ColoredScenes.color(owner) { strangers += 1 }
                } else if color != .black {
                    // An object of which too little is seen: it must not count as background.
                    let isIgnored = sample.ignoredRegions.contains { region in
                        Int(region.x1) <= column && column < Int(region.x2.rounded(.up)) && Int(region.y1) <= row
                            && row < Int(region.y2.rounded(.up))
                    }
                    if !isIgnored { orphans += 1 }
                }
            }
        }
        #expect(doubles == 0, "pixels of two objects; \(comment)")
        #expect(strangers == 0, "pixels of a mask that are not its object's; \(comment)")
        #expect(orphans == 0, "pixels of objects that belong to nothing; \(comment)")
    }
}

/// A value together with the files that it needs.
struct Kept<Value> {
    let value: Value
    let scenes: ColoredScenes
}

extension ColoredScenes {
    func keep<Value>(_ body: (ColoredScenes) throws -> Value) rethrows -> Kept<Value> {
        Kept(value: try body(self), scenes: self)
    }
}
