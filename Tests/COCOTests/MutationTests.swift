import COCO
import Geometry
import TestSupport
import Testing

/// Damaged files are read or refused, and never trap; what is read can be written and read again.
@Suite struct MutationTests {
    @Test(arguments: JSONMutation.texts.indices)
    func damagedTextsNeverTrap(text: Int) throws {
        for seed in UInt64(0)..<4000 {
            var generator = SeededGenerator(seed: seed)
            var bytes = Array(JSONMutation.texts[text].utf8)
            JSONMutation.mutate(&bytes, using: &generator)
            if var dataset = try? Dataset(json: bytes) {
                // What has no id gets one when it is read, and has it when it is written.
                dataset.numberedAnnotationIDs = []
                #expect(try Dataset(json: dataset.jsonBytes()) == dataset, "text \(text), seed \(seed)")
            }
            if let results = try? [DetectionResult](json: bytes) {
                #expect(try [DetectionResult](json: results.jsonBytes()) == results, "text \(text), seed \(seed)")
            }
            if let value = try? JSONDocument(json: bytes, name: "").value {
                #expect(
                    try JSONDocument(json: value.jsonBytes(), name: "").value == value, "text \(text), seed \(seed)")
            }
        }
    }

    @Test func everyCutTextIsRefused() {
        for text in JSONMutation.texts {
            let bytes = Array(text.utf8)
            for count in bytes.indices {
                #expect(throws: COCOError.self) { try Dataset(json: Array(bytes[..<count])) }
                #expect(throws: COCOError.self) { try [DetectionResult](json: Array(bytes[..<count])) }
                #expect(throws: COCOError.self) { try JSONDocument(json: Array(bytes[..<count]), name: "") }
            }
        }
    }

    @Test func theTextsAreCorrect() throws {
        #expect(try Dataset(json: Array(JSONMutation.texts[0].utf8)).annotations.count == 3)
        #expect(try [DetectionResult](json: Array(JSONMutation.texts[1].utf8)).count == 3)
        #expect(try Dataset(json: Array(JSONMutation.texts[2].utf8)).categories.count == 1)
    }

    /// Of a field that comes twice the last counts, also where there are very many; this would take hours if each were
    /// compared with each.
    @Test func manyFieldsAreNotCompared() throws {
        let fields = (0..<200_000).map { "\"f\($0 % 100_000)\":\($0)" }.joined(separator: ",")
        let dataset = try Dataset(json: Array("{\"images\":[{\(fields),\"id\":1}]}".utf8))
        #expect(dataset.images[0].otherFields.count == 100_000)
        #expect(dataset.images[0].otherFields[7] == OtherField(name: "f7", json: "100007"))
        let value = try JSONDocument(json: Array("{\(fields)}".utf8), name: "").value
        #expect(value["f7"] == .number(100_007))
    }
}
