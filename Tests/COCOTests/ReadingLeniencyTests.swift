import COCO
import Geometry
import Testing

/// What other tools write that is not COCO's format to the letter, and has one meaning.
@Suite struct ReadingLeniencyTests {
    private func annotations(_ json: String) throws -> Dataset {
        try Dataset(json: Array("{\"annotations\": [\(json)]}".utf8), name: "a")
    }

    @Test func annotationsWithoutIDAreNumberedAfterTheOthers() throws {
        let dataset = try annotations(
            """
            {"image_id": 1, "category_id": 1}, {"id": 7, "image_id": 1, "category_id": 1},
            {"id": null, "image_id": 1, "category_id": 1}
            """)
        #expect(dataset.annotations.map(\.id) == [8, 7, 9])
        #expect(dataset.numberedAnnotationIDs == [8, 9])
        let again = try Dataset(json: try dataset.jsonBytes(), name: "a")
        #expect(again.annotations == dataset.annotations)
        #expect(again.numberedAnnotationIDs.isEmpty)
    }

    @Test func afterTheGreatestIntegerNumbersBeginAgain() throws {
        let dataset = try annotations(
            "{\"id\": \(Int.max), \"image_id\": 1, \"category_id\": 1}, {\"image_id\": 1, \"category_id\": 1}, {\"id\": 1, \"image_id\": 1, \"category_id\": 1}"
        )
        #expect(dataset.annotations.map(\.id) == [.max, 2, 1])
    }

    private static let outline = "\"exterior\": [[0, 0], [10, 0], [10, 10], [0, 10]]"

    private func mask(_ segmentation: String) throws -> RunLengthMask {
        let dataset = try annotations(
            "{\"id\": 1, \"image_id\": 1, \"category_id\": 1, \"segmentation\": \(segmentation)}")
        guard case .polygons(let rings)? = dataset.annotations[0].segmentation else {
            Issue.record("no polygons")
            return try RunLengthMask(emptyOfSize: ImageSize(width: 20, height: 20))
        }
        return try RunLengthMask(cocoPolygons: rings, size: ImageSize(width: 20, height: 20))
    }

    /// kwcoco's polygons: a square of 10 × 10 pixels, less a hole of 4 × 4, whichever way it runs.
    @Test(arguments: ["[[3, 3], [7, 3], [7, 7], [3, 7]]", "[[3, 3], [3, 7], [7, 7], [7, 3]]"])
    func polygonsWithHolesKeepThem(hole: String) throws {
        #expect(try mask("{\(Self.outline)}").area == 100)
        let holed = try mask("{\(Self.outline), \"interiors\": [\(hole)]}")
        #expect(holed.area == 84)
        let row = Array(holed.bitmap()[(5 * 20)..<(6 * 20)])
        #expect(row == [1, 1, 1, 0, 0, 0, 0, 1, 1, 1] + [UInt8](repeating: 0, count: 10))
    }

    @Test func severalPolygonsWithHolesAreOneObject() throws {
        let other = "{\"interiors\": [], \"exterior\": [[12, 12], [16, 12], [16, 16], [12, 16]]}"
        #expect(try mask("[{\(Self.outline)}, \(other)]").area == 116)
        #expect(try mask("[\(other), [0, 0, 4, 0, 4, 4, 0, 4]]").area == 32)
    }

    @Test(arguments: [
        (
            "{\"exterior\": [[0, 0, 0]]}",
            "segmentation.exterior[0] should be a point, which is a list of x and y, but is a list of more"
        ),
        (
            "{\"exterior\": [[0]]}",
            "segmentation.exterior[0] should be a point, which is a list of x and y, but is a list of fewer"
        ),
        ("[{\"interiors\": []}]", "segmentation[0].exterior should be a list of points, but is missing"),
        ("{\"interiors\": []}", "segmentation.size should be the mask's [height, width], but is missing"),
    ])
    func brokenPolygonsAreNamed(segmentation: String, message: String) {
        #expect {
            try annotations("{\"id\": 1, \"segmentation\": \(segmentation)}")
        } throws: {
            "\($0)".hasSuffix(message)
        }
    }
}
