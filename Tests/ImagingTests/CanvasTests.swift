import Geometry
import Imaging
import Testing

@Suite struct CanvasTests {
    private let size = ImageSize(width: 40, height: 30)
    private let red = Color(red: 255, green: 0, blue: 0)

    private func canvas() throws -> Canvas {
        try Canvas(size: size, background: .solid(.white))
    }

    /// How much of the picture is red, in pixels, smooth borders counted by their share.
    private func redArea(of canvas: Canvas) -> Double {
        canvas.image.colors.reduce(0) { $0 + Double(255 - ($1 & 255)) / 255 }
    }

    @Test func shapesHaveTheirAreas() throws {
        var rectangle = try canvas()
        rectangle.fillRectangle(Box(x1: 5, y1: 5, x2: 15.5, y2: 15), with: .solid(red))
        #expect(abs(redArea(of: rectangle) - 105) < 1)
        var ellipse = try canvas()
        ellipse.fillEllipse(in: Box(x1: 5, y1: 5, x2: 35, y2: 25), with: .solid(red))
        #expect(abs(redArea(of: ellipse) - 15 * 10 * Double.pi) < 3)
        var triangle = try canvas()
        let corners = [(5.0, 5.0), (35, 5), (5, 25)].map { Point(x: $0.0, y: $0.1) }
        triangle.fillPolygon(Polygon(outline: corners), with: .solid(red))
        #expect(abs(redArea(of: triangle) - 300) < 2)
    }

    @Test func polygonsHaveHoles() throws {
        let mask = try RunLengthMask(
            bitmap: (0..<size.area).map { (10..<20).contains($0 % 40) && $0 / 40 < 20 && $0 % 40 != 15 ? 1 : 0 },
            size: size)
        var drawn = try canvas()
        for polygon in mask.polygons() { drawn.fillPolygon(polygon, with: .solid(red)) }
        #expect(abs(redArea(of: drawn) - Double(mask.area)) < 1)
    }

    @Test func paintRunsFromColorToColor() throws {
        let linear = try Canvas(
            size: size, background: .linear(from: Point(x: 0, y: 0), .black, to: Point(x: 40, y: 0), .white)
        ).image
        #expect(linear[0, 0].red < 8)
        #expect(linear[39, 29].red > 247)
        #expect(linear[20, 3] == linear[20, 20])
        let center = Point(x: 20, y: 15)
        let radial = try Canvas(size: size, background: .radial(center: center, .white, radius: 10, .black)).image
        #expect(radial[20, 15].red > 230)
        #expect(radial[35, 15] == .black)
    }

    @Test func noiseIsTheSameForTheSameSeed() throws {
        func noisy(_ seed: UInt64) throws -> Image {
            var canvas = try Canvas(size: size, background: .solid(Color(red: 128, green: 128, blue: 128)))
            canvas.addNoise(amplitude: 9, seed: seed)
            return canvas.image
        }
        #expect(try noisy(1) == noisy(1))
        #expect(try noisy(1) != noisy(2))
        #expect(try noisy(1).pixels.allSatisfy { (119...137).contains($0) })
    }

    @Test func strangeShapesAreNotDrawn() throws {
        var drawn = try canvas()
        let blank = drawn.image
        for box in [
            Box(x1: .nan, y1: 0, x2: 1, y2: 1), Box(x1: 0, y1: 0, x2: .infinity, y2: 1),
            Box(x1: 9, y1: 9, x2: 1, y2: 1),
        ] {
            drawn.fillEllipse(in: box, with: .solid(red))
            drawn.fillRectangle(box, with: .solid(red))
        }
        drawn.fillPolygon(Polygon(outline: []), with: .solid(red))
        #expect(drawn.image == blank)
    }
}
