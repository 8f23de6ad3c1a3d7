import COCO
import Geometry
import TestSupport
import Testing

/// Time grows with the number of categories and fields, not with its square.
@Suite struct COCOGrowthTests {
    @Test func classesByTheNamesOfCategories() throws {
        let names = { (count: Int) -> (classes: [Int: String], dataset: Dataset) in
            let categories = (1...count).map { ObjectCategory(id: $0, name: "Class number \($0)") }
            // All are alike but for case and spaces, which is looked for where no name is the same.
            let classes = Dictionary(uniqueKeysWithValues: (1...count).map { ($0, "class  NUMBER \($0)") })
            return (classes, Dataset(categories: categories))
        }
        let growth = try Growth.ofFourTimes(1_000, names) { input in
            _ = try CategoryAssignment(of: input.classes, areNamed: true, to: input.dataset, name: "model")
        }
        #expect(growth < Growth.limit)
    }

    @Test func fieldsThatComeAgain() throws {
        let text = { (count: Int) -> [UInt8] in
            let fields = (0..<count).map { "\"frequency\":\"x\",\"f\($0)\":1" }.joined(separator: ",")
            return Array("{\"categories\":[{\"id\":1,\"name\":\"a\",\(fields)}]}".utf8)
        }
        #expect(try Growth.ofFourTimes(2_000, text) { _ = try Dataset(json: $0) } < Growth.limit)
    }
}
