import Geometry
import Imaging
import TestSupport
import Testing

/// Chips are found by their colours: each label's is its own, and nothing else is drawn.
@Suite struct LabelPlacementTests {
    private func chips(
        _ boxes: [Box], size: ImageSize, change: (inout OverlayStyle) -> Void = { _ in }
    ) throws -> [Int: Int] {
        var style = OverlayStyle()
        style.drawsMasks = false
        style.drawsOutlines = false
        style.drawsBoxes = false
        // Reds far apart, on a ground without red.
        style.palette = Palette(
            (0..<boxes.count).map { Color(red: UInt8(55 + $0 * 200 / boxes.count), green: 0, blue: 0) })
        change(&style)
        let objects = boxes.enumerated().map {
            OverlayInstance(box: $1, mask: nil, label: "label", score: 1 - Float($0) / 1000, classIndex: 0)
        }
        let ground = try Image(size: size, filledWith: Color(red: 0, green: 255, blue: 0))
        let drawn = try Overlay(style: style).drawing(objects, on: ground)
        var areas: [Int: Int] = [:]
        for y in 0..<size.height {
            for x in 0..<size.width where drawn[x, y].green < 40 && drawn[x, y].blue < 10 {
                let index = style.palette.colors.indices.min {
                    abs(Int(style.palette[$0].red) * 92 / 100 - Int(drawn[x, y].red))
                        < abs(Int(style.palette[$1].red) * 92 / 100 - Int(drawn[x, y].red))
                }
                if let index { areas[index, default: 0] += 1 }
            }
        }
        return areas
    }

    @Test func labelsOfBoxesAtTheBordersAreWhole() throws {
        let size = ImageSize(width: 200, height: 150)
        let middle = try #require(try chips([Box(x1: 60, y1: 60, x2: 140, y2: 110)], size: size)[0])
        for (x, y) in [(-30, -20), (150, -20), (-30, 120), (150, 120)] as [(Float, Float)] {
            let area = try #require(try chips([Box(x: x, y: y, width: 80, height: 50)], size: size)[0])
            #expect(area == middle)
        }
    }

    @Test func labelsOfOneBoxDoNotCoverEachOther() throws {
        let box = Box(x1: 60, y1: 60, x2: 240, y2: 210)
        let size = ImageSize(width: 300, height: 260)
        let alone = try #require(try chips([box], size: size)[0])
        let areas = try chips(.init(repeating: box, count: 4), size: size)
        #expect(areas.count == 4)
        for area in areas.values { #expect(abs(area - alone) < alone / 8) }
    }

    @Test func labelsWithoutRoomAreLeftOutUnlessAskedFor() throws {
        let boxes = [Box](repeating: Box(x1: 20, y1: 20, x2: 60, y2: 40), count: 12)
        let size = ImageSize(width: 90, height: 60)
        let some = try chips(boxes, size: size)
        #expect(some[0] != nil)
        #expect(some.count < 6)
        let all = try chips(boxes, size: size) { $0.stepsBack = false }
        #expect(all.count > some.count)
    }
}
