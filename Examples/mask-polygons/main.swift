// Turns the masks of a photograph into polygons: an SVG drawing to lay over it, its outlines true to a pixel.
//
//   swift run mask-polygons WEIGHTS PHOTO OUTPUT.svg

import Foundation
import Geometry
import Imaging
import MaskRCNN

/// A polygon as the data of an SVG path; its holes are rings too, which `fill-rule="evenodd"` leaves open.
func pathData(_ polygon: Polygon) -> String {
    polygon.rings.map { ring in
        "M" + ring.map { "\($0.x) \($0.y)" }.joined(separator: "L") + "Z"
    }.joined()
}

func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
}

func svg(_ detections: [Detection], size: ImageSize) -> String {
    let paths = detections.enumerated().map { index, detection in
        let color = Palette.standard[index]
        let data = detection.mask?.polygons(simplifiedTo: 1).map(pathData).joined() ?? ""
        let fill = "rgb(\(color.red) \(color.green) \(color.blue))"
        return """
            <path fill="\(fill)" fill-opacity="0.5" fill-rule="evenodd" d="\(data)">
            <title>\(escaped(detection.category)) \(detection.score)</title></path>
            """
    }
    let box = "0 0 \(size.width) \(size.height)"
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"\(box)\">\n\(paths.joined(separator: "\n"))\n</svg>\n"
}

let arguments = CommandLine.arguments
guard arguments.count == 4 else {
    print("usage: mask-polygons WEIGHTS PHOTO OUTPUT.svg")
    exit(64)
}
do {
    let detector = try await Detector(weights: arguments[1])
    let image = try Image(contentsOfFile: arguments[2])
    let detections = try await detector.detections(in: image)
    try svg(detections, size: image.size).write(toFile: arguments[3], atomically: true, encoding: .utf8)
} catch {
    FileHandle.standardError.write(Data("mask-polygons: \(error)\n".utf8))
    exit(1)
}
