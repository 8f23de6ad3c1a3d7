import COCO
import ClassMaps
import Foundation
import Geometry
import Imaging
import TestSupport
import Testing
import TrainingData

/// Samples with class maps.
struct ClassMapSampleTests {
    private let folder: TemporaryFolder
    private let palette: ClassPalette
    /// Each class has a colour of its own, so that a sample's map can be told from its picture.
    private static let colors = [Color(hex: 0x101010), Color(hex: 0xe04030), Color(hex: 0x3040e0)]

    init() throws {
        folder = try TemporaryFolder()
        palette = try ClassPalette(names: ["background", "left", "corner"])
        for name in ["images", "maps"] {
            try FileManager.default.createDirectory(atPath: folder(name), withIntermediateDirectories: true)
        }
        try write("a", ImageSize(width: 40, height: 30))
        try write("b", ImageSize(width: 24, height: 60))
    }

    /// A left third of class 1, and a corner of class 2.
    private func write(_ name: String, _ size: ImageSize) throws {
        var image = try Image(size: size, filledWith: Self.colors[0])
        var labels = [UInt8](repeating: 0, count: size.area)
        for y in 0..<size.height {
            for x in 0..<size.width {
                let label = x < size.width / 3 ? 1 : x > size.width / 2 && y > size.height / 2 ? 2 : 0
                image[x, y] = Self.colors[label]
                labels[y * size.width + x] = UInt8(label)
            }
        }
        try Data(image.encoded(as: .png)).write(to: URL(fileURLWithPath: folder("images/\(name).png")))
        try ClassMap(size: size, labels: labels).write(toFile: folder("maps/\(name).png"), palette: palette)
    }

    private func set(ignoring value: Int? = 255) throws -> TrainingSet {
        var rules = ClassMapRules()
        rules.classes = palette
        rules.ignoredValue = value
        return try TrainingSet(
            classMapsOf: [TrainingSet.Source(pictures: folder("images"), classMaps: folder("maps"))], rules: rules)
    }

    @Test func whatIsChangedAtRandomStaysTogether() throws {
        var augmentation = Augmentation.semantic
        augmentation.verticalFlip = 0.5
        augmentation.quarterTurns = 0.5
        augmentation.scale = .shortSideCrop(shortSide: 40, ratio: Augmentation.Interval(0.5, 2), cropSide: 48)
        let maker = try SampleMaker(set(), augmentation: augmentation, seed: 7)
        var filled = 0
        for epoch in 0..<30 {
            for index in 0..<2 {
                let sample = try maker.sample(ofImage: index, epoch: epoch)
                let map = try #require(sample.classMap)
                #expect(sample.image.size == ImageSize(width: 48, height: 48) && map.size == sample.image.size)
                #expect(sample.inputSize == sample.image.size)
                var wrong = 0
                for y in 0..<48 {
                    for x in 0..<48 {
                        let color = sample.image[x, y]
                        if map[x, y] == ClassMap.ignored {
                            filled += 1
                            #expect(color == Color(hex: 0))
                            continue
                        }
                        // Edges are blurred by scaling.
                        let nearest = Self.colors.indices.min { distance(color, $0) < distance(color, $1) }
                        if nearest != Int(map[x, y]) { wrong += 1 }
                    }
                }
                #expect(wrong < 48 * 48 / 20, "epoch \(epoch), image \(index): \(wrong)")
            }
        }
        // Small ones are filled up.
        #expect(filled > 1000)
    }

    private func distance(_ color: Color, _ label: Int) -> Int {
        let other = Self.colors[label]
        return abs(Int(color.red) - Int(other.red)) + abs(Int(color.green) - Int(other.green))
            + abs(Int(color.blue) - Int(other.blue))
    }

    @Test func theSameSampleComesAgain() throws {
        let maker = try SampleMaker(set(), augmentation: .semantic, seed: 7)
        let (first, second) = (try maker.sample(ofImage: 1, epoch: 3), try maker.sample(ofImage: 1, epoch: 3))
        #expect(first.image == second.image && first.classMap == second.classMap)
        let later = try maker.sample(ofImage: 1, epoch: 4)
        #expect(first.classMap != later.classMap)
    }

    @Test func aSetKnowsItsClasses() throws {
        let set = try set()
        #expect(set.classNames == [0: "background", 1: "left", 2: "corner"] && set.networkClassCount == 3)
        #expect(set.images.map(\.labels) == [[1, 2], [1, 2]])
        #expect(set.images.map(\.size) == [ImageSize(width: 40, height: 30), ImageSize(width: 24, height: 60)])
        #expect(set.objectCount == 0 && set.messages == [])
    }

    @Test func aClassWithoutPixelsIsTold() throws {
        var rules = ClassMapRules()
        rules.classes = try ClassPalette(names: ["background", "left", "corner", "nowhere"])
        let source = try TrainingSet.Source(pictures: folder("images"), classMaps: folder("maps"))
        let set = try TrainingSet(classMapsOf: [source], rules: rules)
        #expect(set.messages == ["no pixel has the class nowhere, which cannot be learnt"])
        rules.classes = try ClassPalette(names: ["background", "left", "corner"])
        rules.ignoredValue = 1
        let ignoring = try TrainingSet(classMapsOf: [source], rules: rules)
        #expect(ignoring.images.map(\.labels) == [[2], [2]])
    }

    @Test func foldersThatDoNotBelongTogetherAreAnError() throws {
        #expect {
            try TrainingSet.Source(pictures: folder("maps"), classMaps: folder("nothing"))
        } throws: { "\($0)".contains("nothing: cannot be read") }
        try FileManager.default.createDirectory(atPath: folder("other"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: folder("images/a.png"), toPath: folder("other/z.png"))
        #expect {
            try TrainingSet.Source(pictures: folder("other"), classMaps: folder("maps"))
        } throws: { "\($0)".contains("none of the 1 pictures of") && "\($0)".contains("the 2 class maps of") }
        let source = try TrainingSet.Source(pictures: folder("images"), classMaps: folder("maps"))
        #expect {
            try TrainingSet(classMapsOf: [source], rules: ClassMapRules())
        } throws: { "\($0)".contains("a file that names the classes") }
    }

    @Test func whatCannotBePaintedIsIgnored() throws {
        var dataset = Dataset()
        dataset.categories = [ObjectCategory(id: 3, name: "cat")]
        dataset.images = [DatasetImage(id: 1, fileName: "a.png", size: ImageSize(width: 40, height: 30))]
        func annotation(_ id: Int, _ box: AnnotationBox, _ segmentation: Segmentation?) -> Annotation {
            Annotation(id: id, imageID: 1, categoryID: 3, box: box, area: 16, segmentation: segmentation)
        }
        dataset.annotations = [
            annotation(
                1, AnnotationBox(x: 0, y: 0, width: 4, height: 4), .polygons([[0, 0, 4, 0, 4, 4, 0, 4]])),
            annotation(2, AnnotationBox(x: 10, y: 10, width: 5, height: 3), nil),
        ]
        let source = TrainingSet.Source(dataset, imageFolder: folder("images"), name: "cats")
        let set = try TrainingSet(classMapsOf: [source], rules: ClassMapRules())
        #expect(set.classNames == [0: "background", 1: "cat"])
        #expect(set.messages.contains { $0.contains("annotation 2") }, "\(set.messages)")
        let maker = try SampleMaker(
            set, augmentation: Augmentation(scale: .fixed(shortSide: 30, maximumSide: 100)), seed: 0)
        let map = try #require(try maker.sample(ofImage: 0, epoch: 0).classMap)
        #expect(map.pixelCounts[1] == 16 && map.pixelCounts[255] == 15 && map.pixelCounts[0] == 1200 - 31)
        #expect(map[3, 3] == 1 && map[12, 11] == 255 && map[4, 4] == 0)
    }
}
