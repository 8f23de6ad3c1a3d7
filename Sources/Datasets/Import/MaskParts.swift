internal import Geometry

extension RunLengthMask {
    /// Into how many regions of connected pixels a mask falls, those aside that are specks beside the largest.
    func largeRegionCount(_ connectivity: Connectivity) -> Int {
        guard let regions = try? connectedRegions(connectivity), regions.count > 1 else { return 1 }
        let areas = regions.map(\.area)
        let largest = areas.max() ?? 0
        return areas.count { $0 * 10 >= largest }
    }
}

/// What is said of masks whose numbers may be classes, or but object and background, rather than objects.
struct MaskParts {
    /// Pictures whose only object is in several regions.
    private var single: [String] = []
    /// Objects in several regions among others of their picture, and a picture of one.
    private var others = 0
    private var example = ""

    init(_ images: [ImportedImage]) {
        for image in images {
            let parts = image.objects.count { $0.isInParts }
            if parts > 0, image.objects.count == 1 {
                single.append(image.path)
            } else if parts > 0 {
                if others == 0 { example = image.path }
                others += parts
            }
        }
    }

    /// - Parameter folder: What the notes are of.
    func notes(_ folder: String) -> [ConversionProblem] {
        var found: [String] = []
        if let first = single.first {
            let count = single.count == 1 ? "1 image" : "\(single.count) images"
            found.append("one number alone, in several regions, in the mask of \(count) (\(first)): it is one object")
        }
        if others > 0 {
            let count = others == 1 ? "1 object is" : "\(others) objects are"
            found.append("\(count) in several regions (\(example))")
        }
        return found.map { found in
            ConversionProblem(
                .content(
                    file: folder, line: nil, expected: "a number for each object in masks",
                    found: "\(found); --components makes every region an object"),
                effect: .note)
        }
    }
}
