import COCO
import Testing

/// Keypoints and skeletons in files.
@Suite struct KeypointReadingTests {
    private func read(_ annotation: String, category: String = "") throws -> Dataset {
        let text = """
            {"images":[{"id":1}],
            "annotations":[{"id":1,"image_id":1,"category_id":1,"iscrowd":0\(annotation)}],
            "categories":[{"id":1,"name":"person"\(category)}]}
            """
        return try Dataset(json: Array(text.utf8), name: "a")
    }

    @Test func keypointsAndSkeletonsAreReadAndWrittenAsCOCOHasThem() throws {
        let dataset = try read(
            ",\"num_keypoints\":2,\"keypoints\":[229,256.25,2,0,0,0,-1.5e1,1e16,1.0]",
            category: ",\"skeleton\":[[1,3],[3,2]],\"keypoints\":[\"nose\",\"left ear\",\"right ear\"]")
        let annotation = dataset.annotations[0]
        #expect(
            annotation.keypoints == [
                Keypoint(x: 229, y: 256.25, visibility: .visible), .unlabelled,
                Keypoint(x: -15, y: 1e16, visibility: .hidden),
            ])
        #expect(annotation.labelledKeypointCount == 2)
        #expect(annotation.otherFields.isEmpty)
        #expect(dataset.categories[0].keypoints == ["nose", "left ear", "right ear"])
        #expect(dataset.categories[0].skeleton == [SkeletonEdge(start: 1, end: 3), SkeletonEdge(start: 3, end: 2)])
        #expect(dataset.categories[0].otherFields.isEmpty)
        // Whole numbers without a point, as COCO's own files have them.
        let text = String(decoding: try dataset.jsonBytes(), as: UTF8.self)
        #expect(text.contains("\"keypoints\":[229,256.25,2,0,0,0,-15,1e+16,1],\"num_keypoints\":2}"))
        #expect(
            text.contains("\"keypoints\":[\"nose\",\"left ear\",\"right ear\"],\"skeleton\":[[1,3],[3,2]]}"))
    }

    @Test func resultsHaveAnyThirdNumber() throws {
        let text =
            "[\n{\"image_id\":1,\"category_id\":1,\"keypoints\":[1.5,-2,0.25,3,4,2,-0.0,0,-7.5],\"score\":0.5}\n]\n"
        let results = try [DetectionResult](json: Array(text.utf8))
        #expect(
            results[0].keypoints == [
                DetectedKeypoint(x: 1.5, y: -2, score: 0.25), DetectedKeypoint(x: 3, y: 4, score: 2),
                DetectedKeypoint(x: 0, y: 0, score: -7.5),
            ])
        #expect(results[0].otherFields.isEmpty)
        #expect(String(decoding: try results.jsonBytes(), as: UTF8.self) == text)
    }

    /// What says nothing of keypoints stays as it stands: tools write empty lists for categories without any.
    @Test(arguments: [
        ",\"keypoints\":[ ],\"a\":1,\"num_keypoints\":0", ",\"keypoints\":null", ",\"num_keypoints\":\"none\",\"b\":[]",
    ])
    func emptyListsAreKeptByteForByte(fields: String) throws {
        let dataset = try read(fields)
        #expect(dataset.annotations[0].keypoints == nil)
        #expect(dataset.annotations[0].labelledKeypointCount == nil)
        #expect(String(decoding: try dataset.jsonBytes(), as: UTF8.self).contains("\"iscrowd\":0\(fields)}"))
        let category = ",\"skeleton\":[[0,9]],\"keypoints\":[ ]"
        let named = try read("", category: category)
        #expect(named.categories[0].keypoints.isEmpty)
        #expect(named.categories[0].skeleton.isEmpty)
        #expect(String(decoding: try named.jsonBytes(), as: UTF8.self).contains("\"name\":\"person\"\(category)}"))
    }

    @Test func ofAFieldThatComesTwiceTheLastCounts() throws {
        let last = try read(",\"keypoints\":null,\"keypoints\":[1,2,2],\"num_keypoints\":7,\"num_keypoints\":1")
        #expect(last.annotations[0].keypoints == [Keypoint(x: 1, y: 2, visibility: .visible)])
        #expect(last.annotations[0].labelledKeypointCount == 1)
        #expect(last.annotations[0].otherFields.isEmpty)
        let none = try read(",\"keypoints\":[1,2,2],\"keypoints\":[]")
        #expect(none.annotations[0].keypoints == nil)
        #expect(none.annotations[0].otherFields == [OtherField(name: "keypoints", json: "[]")])
    }

    /// Each text ends the annotation; the column is where the wrong value begins.
    @Test(arguments: [
        (
            ",\"keypoints\":[1,2,2,3]", 77,
            "keypoints should be a list of three numbers a keypoint: x, y, v, but is a list of 4"
        ),
        (
            ",\"keypoints\":[1,2]", 77,
            "keypoints should be a list of three numbers a keypoint: x, y, v, but is a list of 2"
        ),
        (
            ",\"keypoints\":[1,2,3]", 82,
            "keypoints[2] should be 0, 1 or 2: whether the keypoint is labelled, and can be seen, but is the number 3"
        ),
        (
            ",\"keypoints\":[1,2,0.5]", 82,
            "keypoints[2] should be 0, 1 or 2: whether the keypoint is labelled, and can be seen, but is the number 0.5"
        ),
        (",\"keypoints\":[NaN,2,2]", 78, "keypoints[0] should be a number, but is NaN"),
        (
            ",\"keypoints\":[1,1e999,2]", 80,
            "keypoints[1] should be a number that a double can hold, but is the number 1e999"
        ),
        (",\"keypoints\":[[1,2,2]]", 78, "keypoints[0] should be a number, but is a list"),
        (
            ",\"keypoints\":{}", 77,
            "keypoints should be a list of keypoints: x, y, v, x, y, v …, but is an object"
        ),
        (
            ",\"keypoints\":[1,2,2],\"num_keypoints\":-1", 101,
            "num_keypoints should be the number of labelled keypoints, 0 or more, but is the number -1"
        ),
    ])
    func faultsOfAnnotationsAreExplained(fields: String, column: Int, message: String) {
        do {
            _ = try read(fields)
            Issue.record("\(fields) was read")
        } catch {
            #expect("\(error)" == "a:2:\(column): annotations[0].\(message)")
        }
    }

    @Test(arguments: [
        (
            ",\"keypoints\":[\"nose\"],\"skeleton\":[[1,2]]",
            "skeleton[0][1] should be the number of a keypoint, from 1 to 1, but is the number 2"
        ),
        (
            ",\"skeleton\":[[0,1]],\"keypoints\":[\"nose\"]",
            "skeleton[0][0] should be the number of a keypoint, from 1 to 1, but is the number 0"
        ),
        (
            ",\"skeleton\":[[1,1,1]],\"keypoints\":[\"nose\"]",
            "skeleton[0] should be a pair of keypoints by their numbers, but is a list of more"
        ),
        (
            ",\"skeleton\":[1],\"keypoints\":[\"nose\"]",
            "skeleton[0] should be a pair of keypoints by their numbers, but is the number 1"
        ),
        (",\"keypoints\":[7]", "keypoints[0] should be a string, but is the number 7"),
        (",\"keypoints\":17", "keypoints should be a list of the keypoints' names, but is the number 17"),
    ])
    func faultsOfCategoriesAreExplained(fields: String, message: String) {
        do {
            _ = try read("", category: fields)
            Issue.record("\(fields) was read")
        } catch {
            #expect("\(error)".hasSuffix("categories[0].\(message)"), "\(error)")
        }
    }

    @Test func faultsOfResultsAreExplained() {
        for (keypoints, message) in [
            ("[1,2]", "keypoints should be a list of three numbers a keypoint: x, y, score, but is a list of 2"),
            ("[1,2,null]", "keypoints[2] should be a number, but is null"),
        ] {
            do {
                _ = try [DetectionResult](
                    json: Array(
                        "[{\"image_id\":1,\"category_id\":1,\"score\":1,\"keypoints\":\(keypoints)}]".utf8), name: "r")
                Issue.record("\(keypoints) was read")
            } catch {
                #expect("\(error)".hasSuffix("[0].\(message)"), "\(error)")
            }
        }
    }

    @Test func numbersThatJSONCannotHoldAreNotWritten() {
        let annotation = Annotation(
            id: 3, imageID: 1, categoryID: 1, box: nil, area: nil, segmentation: nil,
            keypoints: [Keypoint(x: .infinity, y: 0, visibility: .visible)])
        #expect(
            throws: COCOError.mismatch(
                subject: "the keypoints of annotation 3", expected: "a finite number", found: "inf")
        ) { try Dataset(annotations: [annotation]).jsonBytes() }
    }
}
