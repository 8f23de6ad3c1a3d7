import COCO
import Foundation
import TestSupport
import Testing

@Suite struct ReadingErrorTests {
    /// Each text is read as a data set named `a`; the message is what `description` gives.
    @Test(arguments: [
        ("", "a:1:1: this is not JSON: expected a data set, found an empty file"),
        (" \n ", "a:2:2: this is not JSON: expected a data set, found the end of the file"),
        ("<!DOCTYPE html>", "a:1:1: this is not JSON: expected a data set, found \"<\", as in a page of HTML or XML"),
        (
            "PK\u{3}\u{4}",
            "a:1:1: this is not JSON: expected a data set, found a zip archive, which must be unpacked first"
        ),
        ("hello", "a:1:1: this is not JSON: expected a data set, found \"h\""),
        ("{} x", "a:1:4: this is not JSON: expected the end of the file, found \"x\""),
        (
            "{\"images\": [",
            "a:1:13: this is not JSON: expected an image, which is an object, found the end of the file"
        ),
        ("{\"images\": [{\"id\": 1}", "a:1:22: this is not JSON: expected \",\" or \"]\", found the end of the file"),
        (
            "{\"images\": [{\"id\": 1},]}",
            "a:1:23: this is not JSON: expected an image, which is an object, found \"]\""
        ),
        ("{\"a\": 1,}", "a:1:9: this is not JSON: expected a field's name in quotes, found \"}\""),
        ("{\"a\" 1}", "a:1:6: this is not JSON: expected \":\", found \"1\""),
        ("{\"a\": tru}", "a:1:7: this is not JSON: expected a value, found \"t\""),
        ("{\"a\": 01}", "a:1:8: this is not JSON: expected \",\" or \"}\", found \"1\""),
        ("{\"a\": 1.}", "a:1:9: this is not JSON: expected a digit, found \"}\""),
        ("{\"a\": -}", "a:1:8: this is not JSON: expected a digit, found \"}\""),
        ("{\"a\": 1e+}", "a:1:10: this is not JSON: expected a digit, found \"}\""),
        ("{\"a\": .5}", "a:1:7: this is not JSON: expected a value, found \".\""),
        ("{\"a\": 'b'}", "a:1:7: this is not JSON: expected a value, found \"'\""),
        (
            "{\"é\",\n\"ab",
            "a:1:5: this is not JSON: expected \":\", found \",\""
        ),
        (
            "{\"a\":\n  \"bc",
            "a:2:3: this is not JSON: expected a closing quote for the string that begins here, found the end of the file"
        ),
        ("{\"a\": \"b\nc\"}", "a:1:9: this is not JSON: expected no control character in a string, found the byte 0xa"),
        ("{\"a\": \"\\x\"}", "a:1:9: this is not JSON: expected one of \"\\/bfnrtu after a backslash, found \"x\""),
        ("{\"a\": \"\\u12g4\"}", "a:1:12: this is not JSON: expected four hexadecimal digits after \\u, found \"g\""),
        ("[]", "a:1:1: the file should be a data set, which is an object, but is a list, as files of results are"),
        ("3", "a:1:1: the file should be a data set, but is the number 3"),
        ("{\"images\": {}}", "a:1:12: images should be a list of images, but is an object"),
        ("{\"images\": [7]}", "a:1:13: images[0] should be an image, which is an object, but is the number 7"),
        ("{\"images\": [{}]}", "a:1:13: images[0].id should be an integer, the image's id, but is missing"),
        (
            "{\"images\": [{\"id\": 1}, {\"id\": \"one\"}]}",
            "a:1:31: images[1].id should be an integer, the image's id, but is the string \"one\""
        ),
        (
            "{\"images\": [{\"id\": 1.5}]}",
            "a:1:20: images[0].id should be an integer, the image's id, but is the number 1.5"
        ),
        (
            "{\"images\": [{\"id\": 9223372036854775808}]}",
            "a:1:20: images[0].id should be an integer, the image's id, but is the number 9223372036854775808"
        ),
        (
            "{\"images\": [{\"id\": 1e300}]}",
            "a:1:20: images[0].id should be an integer, the image's id, but is the number 1e300"
        ),
        (
            "{\"images\": [{\"id\": 1, \"width\": -4}]}",
            "a:1:32: images[0].width should be a number of pixels from 0 to 2147483647, but is the number -4"
        ),
        (
            "{\"images\": [{\"id\": 1, \"file_name\": \"\\ud800\"}]}",
            "a:1:36: images[0].file_name should be Unicode text, but is a string with half of a surrogate pair"
        ),
        (
            "{\"categories\": [{\"id\": 1}]}",
            "a:1:17: categories[0].name should be a string, the category's name, but is missing"
        ),
    ])
    func dataSets(text: String, message: String) {
        expect(message) { try Dataset(json: Array(text.utf8), name: "a") }
    }

    /// Each text is the first field of the second annotation, which begins line 3; the offset is its value's in the text.
    @Test(arguments: [
        ("\"bbox\":[1,2,NaN,4]", 12, "bbox[2] should be a number, but is NaN"),
        ("\"bbox\":[1,2,-Infinity,4]", 12, "bbox[2] should be a number, but is -Infinity"),
        ("\"bbox\":[1,2,3,1e999]", 14, "bbox[3] should be a number that a double can hold, but is the number 1e999"),
        ("\"bbox\":[1,2,3]", 7, "bbox should be a list of four numbers: x, y, width, height, but is a list of 3"),
        ("\"bbox\":{}", 7, "bbox should be a list of four numbers: x, y, width, height, but is an object"),
        ("\"area\":\"3\"", 7, "area should be a number, but is the string \"3\""),
        ("\"iscrowd\":2", 10, "iscrowd should be 0 or 1, but is the number 2"),
        (
            "\"segmentation\":[1,2,3,4]", 16,
            "segmentation[0] should be a polygon, which is a list of numbers, but is the number 1"
        ),
        ("\"segmentation\":[[1,null]]", 19, "segmentation[0][1] should be a number, but is null"),
        (
            "\"segmentation\":\"x\"", 15,
            "segmentation should be a list of polygons or an object with size and counts, but is the string \"x\""
        ),
        (
            "\"segmentation\":{\"counts\":[6]}", 15,
            "segmentation.size should be the mask's [height, width], but is missing"
        ),
        (
            "\"segmentation\":{\"size\":[2,3]}", 15,
            "segmentation.counts should be the mask's run lengths, but is missing"
        ),
        (
            "\"segmentation\":{\"size\":[2,3],\"counts\":[5]}", 38,
            "segmentation.counts should be run lengths that add up to the mask's 6 pixels, but is lengths that add up to 5"
        ),
        (
            "\"segmentation\":{\"counts\":[-1,7],\"size\":[2,3]}", 26,
            "segmentation.counts[0] should be a run length from 0 to 4294967295, but is the number -1"
        ),
        (
            "\"segmentation\":{\"counts\":[1],\"size\":[-2,3]}", 37,
            "segmentation.size[0] should be a number of pixels from 0 to 2147483647, but is the number -2"
        ),
        (
            "\"segmentation\":{\"counts\":[1],\"size\":[65536,65536]}", 36,
            "segmentation.size should be a size whose area fits 32 bits, but is 65536 × 65536"
        ),
        (
            "\"segmentation\":{\"counts\":[1],\"size\":[1]}", 36,
            "segmentation.size should be a list of two numbers: height, width, but is a list of fewer"
        ),
        (
            "\"segmentation\":{\"size\":[2,3],\"counts\":\"1z\"}", 38,
            "segmentation.counts should be run lengths compressed to characters from 0 to o, but is a string whose byte 1 is 122"
        ),
        (
            "\"segmentation\":{\"size\":[2,3],\"counts\":\"13P\"}", 38,
            "segmentation.counts should be compressed run lengths, but is a string that ends inside a number, at byte 3"
        ),
        ("\"image_id\":\"a\"", 11, "image_id should be an integer, an image's id, but is the string \"a\""),
    ])
    func annotations(text: String, offset: Int, message: String) {
        let fields = "\"id\":1,\"image_id\":2,\"category_id\":3"
        let before = "{\"annotations\": [\n{\(fields)},\n{"
        expect("a:3:\(2 + offset): annotations[1].\(message)") {
            try Dataset(json: Array("\(before)\(text),\(fields)}]}".utf8), name: "a")
        }
    }

    @Test func anAnnotationNeedsItsIDs() {
        expect("a:1:24: annotations[0].id should be an integer, the annotation's id, but is the string \"1\"") {
            try Dataset(json: Array("{\"annotations\": [{\"id\":\"1\",\"image_id\":1}]}".utf8), name: "a")
        }
        expect("a:1:18: annotations[0].category_id should be an integer, a category's id, but is missing") {
            try Dataset(json: Array("{\"annotations\": [{\"image_id\":1,\"id\":1}]}".utf8), name: "a")
        }
    }

    @Test(arguments: [
        ("{\"images\": []}", "a:1:1: the file should be results, which are a list, but is an object, as data sets are"),
        ("[3]", "a:1:2: [0] should be a result, which is an object, but is the number 3"),
        ("[[", "a:1:2: [0] should be a result, which is an object, but is a list"),
        ("[{\"image_id\":1,\"category_id\":1}]", "a:1:2: [0].score should be a number, but is missing"),
        ("[{\"score\":NaN}]", "a:1:11: [0].score should be a number, but is NaN"),
        ("null", "a:1:1: the file should be results, but is null"),
    ])
    func results(text: String, message: String) {
        expect(message) { try [DetectionResult](json: Array(text.utf8), name: "a") }
    }

    @Test(
        arguments: [
            // A lone continuation byte, a cut sequence, an overlong slash, a surrogate, a scalar above U+10FFFF.
            [0x80], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0xff],
        ] as [[UInt8]])
    func textMustBeUTF8(bytes: [UInt8]) {
        for padding in 0..<9 {
            let text = Array("{\"a\": \"".utf8) + Array(repeating: 0x62, count: padding) + bytes + Array("\"}".utf8)
            #expect(throws: COCOError.self) { try Dataset(json: text) }
        }
    }

    @Test func absentFilesAndFoldersAreErrors() {
        expect("/no/such/file: cannot be read: No such file or directory") {
            try Dataset(contentsOfFile: "/no/such/file")
        }
        expect("/: cannot be read: it is a folder") { try [DetectionResult](contentsOfFile: "/") }
    }

    @Test func gzipIsNamed() {
        expect(
            "a:1:1: this is not JSON: expected a data set, found a gzip file, which must be decompressed first"
        ) { try Dataset(json: [0x1f, 0x8b, 8, 0], name: "a") }
    }

    private func expect<Value>(
        _ message: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Value
    ) {
        do {
            _ = try body()
            Issue.record("read without an error; expected: \(message)", sourceLocation: sourceLocation)
        } catch {
            #expect("\(error)" == message, sourceLocation: sourceLocation)
        }
    }
}
