import COCO
import Testing

@Suite struct JSONValueTests {
    private func document(_ text: String) throws -> JSONDocument {
        try JSONDocument(json: Array(text.utf8), name: "a.json")
    }

    @Test func everyKindOfValueIsRead() throws {
        let value = try document(
            #" {"a": [1, -2.5e1, true, false, null], "b": {"": "x\n\u00e9\ud83d\ude00"}, "a": []} "#
        ).value
        #expect(value == .object([("a", .array([])), ("b", .object([("", .string("x\né😀"))]))]))
        #expect(
            try document("[1, -2.5e1, true, false, null]").value
                == .array([.number(1), .number(-25), .bool(true), .bool(false), .null]))
        #expect(try document("\u{feff}3").value == .number(3))
    }

    @Test func errorsSayWhereAValueStands() throws {
        // The second point of the second shape: line 2, of which "{"points": [[1, 2], " has 20 characters.
        let shapes = try document("{\"shapes\": [{},\n{\"points\": [[1, 2], [3]]}]}").root.required("shapes").elements()
        let point = try shapes[1].required("points").elements()[1]
        #expect(
            point.error(expected: "a list of two numbers")
                == .value(
                    file: "a.json", line: 2, column: 21, field: "shapes[1].points[1]",
                    expected: "a list of two numbers",
                    found: "a list of 1"))
        #expect(
            throws: COCOError.value(
                file: "a.json", line: 1, column: 13, field: "shapes[0].label", expected: "a string", found: "missing")
        ) { try shapes[0].required("label", expected: "a string") }
        #expect(
            throws: COCOError.value(
                file: "a.json", line: 2, column: 22, field: "shapes[1].points[1][0]", expected: "a string",
                found: "the number 3.0")
        ) { try point.elements()[0].string() }
    }

    @Test func writtenValuesAreReadBack() throws {
        let value = JSONValue.object([
            ("q\"\\/\u{1}\u{1f}\n\r\t", .array([.number(1), .number(0.1), .number(-3e300), .number(0x1p60)])),
            ("é", .object([])), ("n", .null), ("b", .bool(true)), ("l", .array([])),
        ])
        for indentation in [nil, 2] {
            let text = value.jsonBytes(indentation: indentation)
            #expect(try JSONDocument(json: text, name: "").value == value)
        }
        #expect(
            String(
                decoding: JSONValue.object([("a", .array([.integer(1), .null]))]).jsonBytes(indentation: 2),
                as: UTF8.self)
                == "{\n  \"a\": [\n    1,\n    null\n  ]\n}")
    }

    @Test func depthIsLimited() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try document(nested(512))
        #expect(throws: COCOError.self) { try document(nested(513)) }
        #expect(throws: COCOError.self) { try document(String(repeating: "{\"a\":", count: 100_000)) }
    }
}
