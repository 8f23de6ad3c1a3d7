import Geometry
import Testing

@Suite struct BoxTests {
    @Test func iouOfOverlappingBoxes() {
        // Intersection 1 × 1, union 4 + 4 − 1.
        let a = Box(x1: 0, y1: 0, x2: 2, y2: 2)
        let b = Box(x1: 1, y1: 1, x2: 3, y2: 3)
        #expect(a.iou(with: b) == Float(1) / 7)
        #expect(b.iou(with: a) == Float(1) / 7)
    }

    @Test func emptyBoxesHaveNoOverlap() {
        let empty = Box(x1: 1, y1: 1, x2: 1, y2: 1)
        #expect(empty.iou(with: empty) == 0)
    }
}
