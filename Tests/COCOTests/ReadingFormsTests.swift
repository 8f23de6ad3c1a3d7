import COCO
import Geometry
import Testing

/// The forms that files give their fields, beside COCO's own.
@Suite struct ReadingFormsTests {
    private func dataset(_ text: String) throws -> Dataset { try Dataset(json: Array(text.utf8)) }

    private func annotation(_ fields: String) throws -> Annotation {
        let text = "{\"annotations\":[{\"id\":1,\"image_id\":2,\"category_id\":3,\(fields)}]}"
        return try #require(try dataset(text).annotations.first)
    }

    @Test(arguments: ["{}", "\u{feff}{ }\n", "{\"images\": null, \"annotations\": [], \"categories\": null}"])
    func partsMayBeAbsent(text: String) throws {
        #expect(try dataset(text) == Dataset())
    }

    @Test func fieldsMayBeAbsentOrNull() throws {
        let plain = Annotation(id: 1, imageID: 2, categoryID: 3, box: nil, area: nil, segmentation: nil)
        #expect(try annotation("\"a\":0").box == nil)
        for fields in [
            "\"bbox\":null,\"area\":null,\"segmentation\":null,\"iscrowd\":null", "\"segmentation\":[]", "\"bbox\":[]",
            "\"iscrowd\":false", "\"iscrowd\":0.0",
        ] {
            #expect(try annotation(fields) == plain, "\(fields)")
        }
        #expect(try annotation("\"iscrowd\":true").isCrowd)
        #expect(try annotation("\"iscrowd\":1").isCrowd)
        #expect(
            try dataset("{\"images\":[{\"id\":1,\"file_name\":null,\"width\":null,\"height\":null}]}").images
                == [DatasetImage(id: 1, fileName: nil, size: nil)])
    }

    @Test func aSideAloneIsKept() throws {
        let image = try #require(try dataset("{\"images\":[{\"id\":1,\"width\":640}]}").images.first)
        #expect(image.size == nil)
        #expect(image.otherFields == [OtherField(name: "width", json: "640")])
    }

    @Test func theLastOfAFieldCounts() throws {
        let text = """
            {"images":[{"id":1}],"a":1,"b":2,"a":3,
             "images":[{"id":4,"id":5,"file_name":"x","file_name":"y","z":[],"z":{}}]}
            """
        let dataset = try dataset(text)
        #expect(
            dataset.images == [
                DatasetImage(id: 5, fileName: "y", size: nil, otherFields: [OtherField(name: "z", json: "{}")])
            ])
        #expect(dataset.otherFields == [OtherField(name: "a", json: "3"), OtherField(name: "b", json: "2")])
    }

    @Test func lvisFieldsAreRead() throws {
        let text = """
            {"images":[{"id":1,"coco_url":"http://a/1.jpg","neg_category_ids":[5,6],"not_exhaustive_category_ids":[]}],
             "categories":[{"id":5,"name":"aerosol_can","frequency":"c","synset":"aerosol.n.02"},
              {"id":6,"name":"b","frequency":"often"},{"id":7,"name":"c","frequency":"f"},
              {"id":8,"name":"d","frequency":"\\u0072"}]}
            """
        let dataset = try dataset(text)
        #expect(
            dataset.images == [
                DatasetImage(
                    id: 1, fileName: nil, size: nil, negativeCategoryIDs: [5, 6], notExhaustiveCategoryIDs: [],
                    otherFields: [OtherField(name: "coco_url", json: "\"http://a/1.jpg\"")])
            ])
        #expect(dataset.categories.map(\.frequency) == [.common, nil, .frequent, .rare])
        #expect(dataset.categories[0].otherFields == [OtherField(name: "synset", json: "\"aerosol.n.02\"")])
        #expect(dataset.categories[1].otherFields == [OtherField(name: "frequency", json: "\"often\"")])
    }

    /// 2 rows and 3 columns, of which pixels 1 and 2 are set, counted down the columns: 1 not, 2 set, 3 not.
    @Test func masksComeInThreeForms() throws {
        let mask = try RunLengthMask(size: ImageSize(width: 3, height: 2), counts: [1, 2, 3])
        for (json, isCompressed) in [
            ("{\"size\":[2,3],\"counts\":[1,2,3]}", false),
            ("{\"counts\":[1.0,2,3e0],\"x\":[{}],\"size\":[2.0,3]}", false),
            ("{\"size\":[2,3],\"counts\":\"123\"}", true), ("{\"counts\":\"\\u0031\\u00323\",\"size\":[2,3]}", true),
            ("{\"counts\":[7],\"counts\":\"123\",\"size\":[1,1],\"size\":[2,3]}", true),
        ] {
            #expect(
                try annotation("\"segmentation\":\(json)").segmentation
                    == .runLengths(mask, isCompressed: isCompressed), "\(json)")
        }
        // A backslash, 44 past "0", is 12 with more to come; "0" adds 0 × 32. So 12 of 24 pixels and 12 more: ";" is 11.
        let long = try RunLengthMask(size: ImageSize(width: 6, height: 4), counts: [1, 12, 11])
        #expect(
            try annotation("\"segmentation\":{\"size\":[4,6],\"counts\":\"1\\\\0;\"}").segmentation
                == .runLengths(long, isCompressed: true))
    }

    @Test func namesMayBeEscaped() throws {
        #expect(try dataset("{\"\\u0069mages\":[{\"i\\u0064\":3}]}").images.map(\.id) == [3])
    }

    @Test func textIsUnescaped() throws {
        let image = try dataset(
            #"{"images":[{"id":1,"file_name":"\"\\\/\b\f\n\r\t\u00e9\u4e2d\ud83d\ude00é中😀"}]}"#
        ).images.first
        #expect(image?.fileName == "\"\\/\u{8}\u{c}\n\r\té中😀é中😀")
    }

    @Test func idsMayBeLarge() throws {
        #expect(
            try dataset(
                """
                {"images":[{"id":9223372036854775807},{"id":-9223372036854775808},{"id":9007199254740993},{"id":-0},
                 {"id":12.0},{"id":1.2e1},{"id":581739000000}]}
                """
            ).images.map(\.id) == [.max, .min, 9_007_199_254_740_993, 0, 12, 12, 581_739_000_000])
    }

    /// What Python writes and JSON lacks is kept where nobody computes with it.
    @Test func otherFieldsMayHoldNaN() throws {
        #expect(
            try annotation("\"depth\":[NaN,-Infinity,Infinity]").otherFields
                == [OtherField(name: "depth", json: "[NaN,-Infinity,Infinity]")])
    }

    @Test func resultsMayHaveBoxesMasksOrBoth() throws {
        let text = """
            [{"image_id":1,"category_id":2,"score":1,"bbox":[1,2,3,4]},
             {"score":0.5,"image_id":1,"segmentation":{"size":[1,2],"counts":"11"},"category_id":2},
             {"image_id":1,"category_id":2,"score":-1e-3,"bbox":[1,2,3,4],"segmentation":[[0,0,1,0,1,1]],"id":7}]
            """
        let mask = try RunLengthMask(size: ImageSize(width: 2, height: 1), counts: [1, 1])
        let box = AnnotationBox(x: 1, y: 2, width: 3, height: 4)
        #expect(
            try [DetectionResult](json: Array(text.utf8)) == [
                DetectionResult(imageID: 1, categoryID: 2, score: 1, box: box, segmentation: nil),
                DetectionResult(
                    imageID: 1, categoryID: 2, score: 0.5, box: nil, segmentation: .runLengths(mask, isCompressed: true)
                ),
                DetectionResult(
                    imageID: 1, categoryID: 2, score: -0.001, box: box,
                    segmentation: .polygons([[0, 0, 1, 0, 1, 1]]), otherFields: [OtherField(name: "id", json: "7")]),
            ])
        #expect(try [DetectionResult](json: Array(" [ ] ".utf8)).isEmpty)
    }
}
