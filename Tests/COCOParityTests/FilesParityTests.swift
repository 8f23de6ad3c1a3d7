import COCO
import Foundation
import TestSupport
import Testing

@Suite(
    .enabled(if: Peer.isAvailable, "\(Peer.skipReason)"),
    .enabled(if: testData != nil, "MASKRCNN_TEST_DATA is not set"))
struct FilesParityTests {
    /// Python finds every value of a real file in what this package writes of it.
    @Test(arguments: [
        "photos/instances.json", "nuclei/train.json", "nuclei/val.json", "cocoeval/instances_val2014_100.json",
    ])
    func dataSetsKeepTheirValues(name: String) throws {
        let file = try #require(testData).appendingPathComponent(name).path
        try Scratch.with { folder in
            let copy = folder.appendingPathComponent("copy.json").path
            try Dataset(contentsOfFile: file).write(toFile: copy)
            try Peer.run("same_json.py", [file, copy])
        }
    }

    @Test(arguments: ["fakebbox100", "fakesegm100"])
    func resultsKeepTheirValues(name: String) throws {
        let file = try #require(testData).appendingPathComponent("cocoeval/instances_val2014_\(name)_results.json").path
        try Scratch.with { folder in
            let copy = folder.appendingPathComponent("copy.json").path
            try [DetectionResult](contentsOfFile: file).write(toFile: copy)
            try Peer.run("same_json.py", [file, copy])
        }
    }
}
