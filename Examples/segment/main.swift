// Segments a photograph: the README's five lines made a program.
//
//   swift run segment WEIGHTS PHOTO OUTPUT.png

import Foundation
import Imaging
import MaskRCNN

let arguments = CommandLine.arguments
guard arguments.count == 4 else {
    print("usage: segment WEIGHTS PHOTO OUTPUT.png")
    exit(64)
}
do {
    let detector = try await Detector(weights: arguments[1])
    let image = try Image(contentsOfFile: arguments[2])
    let detections = try await detector.detections(in: image)
    try Overlay().drawing(detections, on: image).write(toFile: arguments[3])
    for detection in detections {
        print("\(detection.category): score \(detection.score), \(detection.area ?? 0) pixels")
    }
} catch {
    FileHandle.standardError.write(Data("segment: \(error)\n".utf8))
    exit(1)
}
