import COCO
import Foundation
import Geometry
import Imaging
import TestSupport
import TrainingData

/// Drawn stick figures: pictures with objects, boxes, masks and keypoints that a small network learns within seconds.
enum StickFigures {
    /// A head, two hands and two feet, each of a colour of its own.
    static let names = ["head", "left_hand", "right_hand", "left_foot", "right_foot"]
    /// What joins them.
    static let skeleton = [
        SkeletonEdge(start: 1, end: 2), SkeletonEdge(start: 1, end: 3), SkeletonEdge(start: 1, end: 4),
        SkeletonEdge(start: 1, end: 5),
    ]
    private static let colors = [
        Color(red: 250, green: 250, blue: 250), Color(red: 250, green: 40, blue: 40),
        Color(red: 40, green: 250, blue: 40), Color(red: 60, green: 60, blue: 250),
        Color(red: 250, green: 250, blue: 30),
    ]

    /// Writes pictures of 96 × 96 pixels, each with a figure or two, and gives the data set.
    static func write(to folder: String, count: Int, seed: UInt64 = 1) throws -> TrainingSet.Source {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var generator = SeededGenerator(seed: seed)
        var dataset = Dataset()
        dataset.categories = [ObjectCategory(id: 1, name: "figure", keypoints: names, skeleton: skeleton)]
        let size = ImageSize(width: 96, height: 96)
        for index in 0..<count {
            var image = try Image(size: size, filledWith: Color(red: 25, green: 35, blue: 45))
            for place in 0..<(1 + index % 2) {
                let points = figure(left: 2 + 48 * place, &generator)
                draw(points, on: &image)
                add(points, image: index + 1, to: &dataset)
            }
            let name = "\(index).png"
            try Data(image.encoded(as: .png)).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
            dataset.images.append(DatasetImage(id: index + 1, fileName: name, size: size))
        }
        return TrainingSet.Source(dataset, imageFolder: folder, name: "figures")
    }

    /// Where the keypoints of a figure are: within 44 pixels from the left, and 90 from above.
    private static func figure(left: Int, _ generator: inout SeededGenerator) -> [(x: Int, y: Int)] {
        let height = Int.random(in: 40...76, using: &generator)
        let top = Int.random(in: 5...(90 - height), using: &generator)
        let middle = left + 22
        let hands = top + height / 2
        func spread() -> Int { Int.random(in: 9...18, using: &generator) }
        return [
            (middle, top), (middle - spread(), hands + Int.random(in: -8...8, using: &generator)),
            (middle + spread(), hands + Int.random(in: -8...8, using: &generator)), (middle - spread(), top + height),
            (middle + spread(), top + height),
        ]
    }

    /// Limbs of grey, and a disc of its colour at each keypoint.
    private static func draw(_ points: [(x: Int, y: Int)], on image: inout Image) {
        for point in points {
            for step in 0...40 {
                let x = points[0].x + (point.x - points[0].x) * step / 40
                let y = points[0].y + (point.y - points[0].y) * step / 40
                disc(x, y, radius: 1, Color(red: 130, green: 130, blue: 130), on: &image)
            }
        }
        for (point, color) in zip(points, colors) { disc(point.x, point.y, radius: 4, color, on: &image) }
    }

    private static func disc(_ x: Int, _ y: Int, radius: Int, _ color: Color, on image: inout Image) {
        for row in max(0, y - radius)...min(95, y + radius) {
            for column in max(0, x - radius)...min(95, x + radius)
            where (row - y) * (row - y) + (column - x) * (column - x) <= radius * radius + 1 {
                image[column, row] = color
            }
        }
    }

    private static func add(_ points: [(x: Int, y: Int)], image: Int, to dataset: inout Dataset) {
        let (xs, ys) = (points.map { Double($0.x) + 0.5 }, points.map { Double($0.y) + 0.5 })
        let (left, top) = ((xs.min() ?? 0) - 4.5, (ys.min() ?? 0) - 4.5)
        let (width, height) = ((xs.max() ?? 0) + 4.5 - left, (ys.max() ?? 0) + 4.5 - top)
        let (right, bottom) = (left + width, top + height)
        dataset.annotations.append(
            Annotation(
                id: dataset.annotations.count + 1, imageID: image, categoryID: 1,
                box: AnnotationBox(x: left, y: top, width: width, height: height), area: width * height,
                segmentation: .polygons([[left, top, right, top, right, bottom, left, bottom]]),
                keypoints: zip(xs, ys).map { Keypoint(x: $0, y: $1, visibility: .visible) },
                labelledKeypointCount: points.count))
    }
}
