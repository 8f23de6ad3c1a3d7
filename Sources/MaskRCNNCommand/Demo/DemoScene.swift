import Geometry
import Imaging

/// A still life on a table by a window, for a program that has no photograph.
struct DemoScene {
    let seed: UInt64

    /// Its size.
    static let size = ImageSize(width: 640, height: 480)

    /// Draws it.
    func picture() throws(ImagingError) -> Image {
        var canvas = try Canvas(
            size: Self.size,
            background: .linear(from: point(0, 0), Color(hex: 0xEADFCB), to: point(640, 330), Color(hex: 0xB9A78D)))
        drawWindow(on: &canvas)
        drawTable(on: &canvas)
        drawBottle(on: &canvas)
        drawBowl(on: &canvas)
        drawBook(on: &canvas)
        drawCup(on: &canvas)
        drawFruit(Color(hex: 0xE8862A), at: (520, 392), radius: 34, on: &canvas)
        // What a camera adds.
        canvas.addNoise(amplitude: 5, seed: seed)
        return canvas.image
    }

    private func drawWindow(on canvas: inout Canvas) {
        canvas.fillRectangle(box(36, 30, 236, 230), cornerRadius: 4, with: .solid(Color(hex: 0xF7F3EA)))
        let sky = Paint.linear(from: point(0, 40), Color(hex: 0x6FA8DC), to: point(0, 220), Color(hex: 0xD8ECF7))
        for (x, y) in [(46, 40), (141, 40), (46, 135), (141, 135)] as [(Float, Float)] {
            canvas.fillRectangle(box(x, y, x + 85, y + 85), with: sky)
        }
        canvas.fillEllipse(in: box(60, 150, 118, 180), with: .solid(.white), opacity: 0.7)
        canvas.fillEllipse(in: box(92, 140, 130, 172), with: .solid(.white), opacity: 0.7)
    }

    private func drawTable(on canvas: inout Canvas) {
        let wood = Paint.linear(from: point(0, 320), Color(hex: 0x9C6B3F), to: point(0, 480), Color(hex: 0x5E3B20))
        canvas.fillRectangle(box(0, 318, 640, 480), with: wood)
        for line in 0..<5 {
            let y = Float(340 + 30 * line)
            canvas.fillRectangle(box(0, y, 640, y + 1.5), with: .solid(Color(hex: 0x3F2613)), opacity: 0.35)
        }
    }

    private func drawBottle(on canvas: inout Canvas) {
        shadow(box(276, 368, 366, 388), on: &canvas)
        let glass = Paint.linear(from: point(282, 0), Color(hex: 0x1F5B3A), to: point(352, 0), Color(hex: 0x4FA06F))
        canvas.fillRectangle(box(304, 120, 330, 210), cornerRadius: 6, with: glass)
        canvas.fillRectangle(box(282, 190, 352, 380), cornerRadius: 22, with: glass)
        canvas.fillRectangle(box(306, 108, 328, 132), cornerRadius: 3, with: .solid(Color(hex: 0xA23B2A)))
        canvas.fillRectangle(box(282, 252, 352, 322), with: .solid(Color(hex: 0xF1E6CC)))
        canvas.fillRectangle(box(292, 204, 299, 366), cornerRadius: 3, with: .solid(.white), opacity: 0.35)
    }

    private func drawBowl(on canvas: inout Canvas) {
        shadow(box(64, 400, 270, 432), on: &canvas)
        drawFruit(Color(hex: 0xC93A32), at: (128, 322), radius: 36, on: &canvas)
        drawFruit(Color(hex: 0xE6B422), at: (206, 326), radius: 34, on: &canvas)
        drawFruit(Color(hex: 0x7FA63B), at: (166, 304), radius: 35, on: &canvas)
        let china = Paint.linear(from: point(70, 330), Color(hex: 0xFDFDFB), to: point(260, 420), Color(hex: 0x8FA3B5))
        let rim = [point(70, 334), point(262, 334), point(248, 372), point(212, 412), point(120, 412), point(84, 372)]
        canvas.fillPolygon(Polygon(outline: rim), with: china)
        canvas.fillRectangle(box(80, 352, 252, 359), with: .solid(Color(hex: 0x2F5D8A)), opacity: 0.8)
    }

    private func drawBook(on canvas: inout Canvas) {
        shadow(box(388, 352, 610, 366), on: &canvas)
        let books: [(Float, Float, Float, UInt32)] = [
            (396, 600, 332, 0x7A2E3A), (408, 588, 308, 0x2C4C6E), (402, 580, 286, 0xC9A24B),
        ]
        for (left, right, top, hex) in books {
            canvas.fillRectangle(box(left, top, right, top + 24), cornerRadius: 3, with: .solid(Color(hex: hex)))
            canvas.fillRectangle(box(right - 14, top + 4, right, top + 20), with: .solid(Color(hex: 0xF3ECDB)))
        }
    }

    private func drawCup(on canvas: inout Canvas) {
        let china = Paint.linear(from: point(440, 0), Color(hex: 0xFFFFFF), to: point(520, 0), Color(hex: 0xAEB7C0))
        canvas.fillEllipse(in: box(500, 224, 540, 268), with: china)
        canvas.fillEllipse(in: box(508, 233, 531, 259), with: .solid(Color(hex: 0xC2B197)))
        canvas.fillRectangle(box(440, 212, 520, 286), cornerRadius: 12, with: china)
        canvas.fillEllipse(in: box(442, 206, 518, 226), with: .solid(Color(hex: 0x4A2C18)))
    }

    private func drawFruit(_ color: Color, at center: (x: Float, y: Float), radius: Float, on canvas: inout Canvas) {
        let (x, y) = center
        shadow(box(x - radius, y + radius - 8, x + radius + 8, y + radius + 8), on: &canvas)
        let light = point(Double(x - radius * 0.4), Double(y - radius * 0.4))
        let paint = Paint.radial(
            center: light, color.mixed(with: .white, at: 0.55), radius: Double(radius) * 1.6,
            color.mixed(with: .black, at: 0.3))
        canvas.fillEllipse(in: box(x - radius, y - radius, x + radius, y + radius), with: paint)
        canvas.fillRectangle(box(x - 2, y - radius - 8, x + 2, y - radius + 4), with: .solid(Color(hex: 0x4A3420)))
    }

    private func shadow(_ place: Box, on canvas: inout Canvas) {
        canvas.fillEllipse(in: place, with: .solid(.black), opacity: 0.25)
    }

    private func box(_ x1: Float, _ y1: Float, _ x2: Float, _ y2: Float) -> Box {
        Box(x1: x1, y1: y1, x2: x2, y2: y2)
    }

    private func point(_ x: Double, _ y: Double) -> Point {
        Point(x: x, y: y)
    }
}
