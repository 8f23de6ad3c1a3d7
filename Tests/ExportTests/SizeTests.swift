import Export
import Geometry
import Models
import TestSupport
import Testing

/// The sizes that a graph computes in whole numbers beside those that the network computes in double precision.
struct SizeTests {
    /// The graph, and what it resizes images to.
    private static func sizes(_ model: ExportedModel) throws -> (ImageSize) throws -> ImageSize {
        let resize = try #require(model.graph.node.first { $0.opType == "Resize" && $0.name.hasPrefix("transform.") })
        let evaluator = SizeEvaluator(model.graph)
        return { size in
            let value = try evaluator.value(resize.input[3], height: size.height, width: size.width)
            #expect(value.values[..<2] == [1, 3])
            return ImageSize(width: value.values[3], height: value.values[2])
        }
    }

    @Test(arguments: [(800, 1333), (320, 640), (512, 1024), (1, 7), (333, 333)], [17, 26])
    func sidesAreThoseOfDoublePrecision(_ sides: (Int, Int), opset: Int) throws {
        var configuration = SmallNetworks.faster
        configuration.transform.minimumSide = sides.0
        configuration.transform.maximumSide = sides.1
        var options = ExportOptions()
        options.opset = opset
        let size = try Self.sizes(ExportedModel(configuration, options))
        let transform = ImageTransform(configuration: configuration.transform)
        func check(_ width: Int, _ height: Int) throws {
            let image = ImageSize(width: width, height: height)
            #expect(try size(image) == transform.resizedSize(image), "\(width)×\(height)")
        }
        // 97 and 375 are sides of which 800 / side · side is below 800 in double precision.
        #expect(sides != (800, 1333) || transform.resizedSize(ImageSize(width: 97, height: 97)).width == 799)
        for side in 1...2000 where opset == 17 && sides == (800, 1333) || side % 9 == 4 {
            try check(side, side)
            try check(side, 2 * side)
            try check(side, 375)
        }
        var random = SeededGenerator(seed: 5)
        for _ in 0..<500 { try check(.random(in: 1...2000, using: &random), .random(in: 1...2000, using: &random)) }
        // Sizes of which a product would not fit into 32 bits if it were made carelessly.
        for (width, height) in [(65_536, 65_536), (65_535, 1), (1, 60_000), (40_000, 30_001)] {
            try check(width, height)
        }
    }
}
