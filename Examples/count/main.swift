// Counts the objects of each category in a folder of photographs, and prints one line of JSON a photograph.
//
//   swift run count WEIGHTS FOLDER [SCORE]
//
// {"counts":{"cup":2,"person":1},"file":"breakfast.jpg"}

import Foundation
import Imaging
import MaskRCNN

struct Line: Encodable {
    let file: String
    let counts: [String: Int]
}

func warn(_ message: String) {
    FileHandle.standardError.write(Data("count: \(message)\n".utf8))
}

let arguments = CommandLine.arguments
guard arguments.count == 3 || arguments.count == 4 else {
    print("usage: count WEIGHTS FOLDER [SCORE]")
    exit(64)
}
let folder = arguments[2]
let encoder = JSONEncoder()
encoder.outputFormatting = .sortedKeys
var failures = 0

do {
    var options = DetectorOptions()
    options.scoreThreshold = arguments.count == 4 ? Double(arguments[3]) : 0.5
    let detector = try await Detector(weights: arguments[1], options: options)

    for file in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
        do {
            let image = try Image(contentsOfFile: folder + "/" + file)
            let detections = try await detector.detections(in: image)
            let counts = Dictionary(grouping: detections, by: \.category).mapValues(\.count)
            print(String(decoding: try encoder.encode(Line(file: file, counts: counts)), as: UTF8.self))
        } catch let error as ImagingError {
            // One file that is no picture does not stop the others.
            warn("\(error)")
            failures += 1
        }
    }
} catch {
    warn("\(error)")
    exit(1)
}
exit(failures == 0 ? 0 : 1)
