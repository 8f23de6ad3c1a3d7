import Geometry
import Testing

@Suite struct BoxTests {
    @Test func iouOfOverlappingBoxes() {
        // Intersection 1 × 1, union 4 + 4 − 1.
        let a = Box(x1: 0, y1: 0, x2: 2, y2: 2)
        let b = Box(x1: 1, y1: 1, x2: 3, y2: 3)
        #expect(a.intersectionArea(with: b) == 1)
        #expect(a.iou(with: b) == Float(1) / 7)
        #expect(b.iou(with: a) == Float(1) / 7)
    }

    @Test func emptyBoxesHaveNoOverlap() {
        let empty = Box(x1: 1, y1: 1, x2: 1, y2: 1)
        #expect(empty.iou(with: empty) == 0)
    }

    @Test func cornersAndSides() {
        let box = Box(x: 2, y: 3, width: 4, height: 5)
        #expect(box == Box(x1: 2, y1: 3, x2: 6, y2: 8))
        #expect(box.xywh == [2, 3, 4, 5])
        #expect(box.center == Point(x: 4, y: 5.5))
        #expect(box.scaled(x: 2, y: 10) == Box(x1: 4, y1: 30, x2: 12, y2: 80))
    }

    @Test func clippingMovesEdgesOntoTheBorder() {
        let size = ImageSize(width: 10, height: 5)
        #expect(Box(x1: -3, y1: 2, x2: 12, y2: 9).clipped(to: size) == Box(x1: 0, y1: 2, x2: 10, y2: 5))
        #expect(Box(x1: 20, y1: -9, x2: 30, y2: -1).clipped(to: size).area == 0)
    }
}
