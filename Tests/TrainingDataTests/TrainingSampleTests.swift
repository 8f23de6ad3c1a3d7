import Geometry
import Imaging
import Testing
import TrainingData

@Suite struct TrainingSampleTests {
    @Test func objectsAreEqualWhereBoxLabelAndMaskAre() throws {
        let mask = try RunLengthMask(size: ImageSize(width: 2, height: 2), counts: [1, 3])
        let object = TrainingObject(box: Box(x1: 0, y1: 0, x2: 2, y2: 2), label: 1, mask: mask)
        var other = object
        #expect(object == other)
        other.label = 2
        #expect(object != other)
    }
}
