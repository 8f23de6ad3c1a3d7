import Foundation
import Geometry
import TestSupport
import Testing

/// Shapes in numbers, as scikit-image has them.
@Suite struct ShapeMeasurementsTests {
    private struct Fixture: Decodable {
        struct Case: Decodable {
            var mask: RunLengthMask
            var spacing: [Double]
            var values: [String: Double]
        }
        var cases: [Case]
    }

    private func fixture() throws -> Fixture {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/regionprops.json")
        return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: path))
    }

    /// Eighty masks of blobs, bars, rings, parts and noise, of scikit-image 0.26.
    @Test func agreeWithScikitImage() throws {
        let cases = try fixture().cases
        #expect(cases.count == 80)
        for (index, item) in cases.enumerated() {
            let spacing = PixelSpacing(x: item.spacing[1], y: item.spacing[0])
            let found = try #require(ShapeMeasurements(item.mask, spacing: spacing))
            let values: [String: Double?] = [
                "area": found.area, "area_filled": found.filledArea, "area_convex": found.convexArea,
                "perimeter": found.perimeter, "equivalent_diameter_area": found.equivalentDiameter,
                "axis_major_length": found.majorAxis, "axis_minor_length": found.minorAxis,
                "orientation": found.orientation, "eccentricity": found.eccentricity, "solidity": found.solidity,
                "extent": found.extent, "feret_diameter_max": found.maximumFeretDiameter,
                "euler_number": Double(found.eulerNumber), "bbox-0": Double(found.rows.lowerBound),
                "bbox-1": Double(found.columns.lowerBound), "bbox-2": Double(found.rows.upperBound),
                "bbox-3": Double(found.columns.upperBound), "centroid-0": found.centroid.y - 0.5 * spacing.y,
                "centroid-1": found.centroid.x - 0.5 * spacing.x,
            ]
            #expect(item.values.count == (spacing.isSquare ? values.count : values.count - 1))
            let isRound = found.majorAxis - found.minorAxis < 1e-6
            for (name, expected) in item.values where !(name == "orientation" && isRound) {
                let value = try #require(values[name] ?? nil, "\(name) of case \(index)")
                // What is a root of a difference has half the digits.
                let tolerance = ["eccentricity", "axis_minor_length"].contains(name) ? 1e-6 : 1e-9
                #expect(abs(value - expected) <= tolerance * max(1, abs(expected)), "\(name) of case \(index)")
            }
        }
    }

    /// What a good guess would have otherwise: no term for the extent of a pixel, no outline of a single one, and no part of a hole.
    @Test func smallShapesAreAsThere() throws {
        let pixel = try #require(ShapeMeasurements(try mask("...", ".#.", "...")))
        #expect(pixel.majorAxis == 0 && pixel.minorAxis == 0 && pixel.eccentricity == 0 && pixel.perimeter == 0)
        #expect(pixel.orientation == -.pi / 4 && pixel.maximumFeretDiameter == 1 && pixel.solidity == 1)
        #expect(pixel.centroid == Point(x: 1.5, y: 1.5) && pixel.eulerNumber == 1)
        let row = try #require(ShapeMeasurements(try mask("##########")))
        // √(4² · (10² − 1) / 12) = 11.489.
        #expect(abs(row.majorAxis - 11.489) < 1e-3 && row.minorAxis == 0 && row.eccentricity == 1)
        #expect(row.perimeter == 8 && row.maximumFeretDiameter == 10 && row.orientation == .pi / 2)
        let column = try #require(ShapeMeasurements(try mask("#", "#", "#")))
        #expect(column.orientation == 0)
        let falling = try #require(ShapeMeasurements(try mask("#..", ".#.", "..#")))
        #expect(falling.orientation == .pi / 4 && falling.solidity == 1 && falling.eulerNumber == 1)
        let rising = try #require(ShapeMeasurements(try mask("..#", ".#.", "#..")))
        #expect(rising.orientation == -.pi / 4)
        let square = try #require(ShapeMeasurements(try mask("#####", "#####", "##.##", "#####", "#####")))
        #expect(square.perimeter == 16 && square.filledArea == 25 && square.area == 24 && square.eulerNumber == 0)
    }

    /// Four pixels around one: the hole leaks through the corners, and is one for Euler's number all the same.
    @Test func holesLeakThroughCorners() throws {
        let ring = try #require(ShapeMeasurements(try mask(".#.", "#.#", ".#.")))
        #expect(ring.filledArea == 4 && ring.eulerNumber == 0 && ring.convexArea == 5)
    }

    @Test func anEmptyMaskHasNone() throws {
        #expect(ShapeMeasurements(try mask("...")) == nil)
        #expect(ShapeMeasurements.measure(try mask("..."), spacing: PixelSpacing(2)) == nil)
    }

    /// Parts less holes by the runs, and by filling the background of all small bitmaps.
    @Test func countsPartsAndHolesOfAllSmallMasks() throws {
        for bitmap in allSmallBitmaps().dropFirst() {
            let mask = try RunLengthMask(bitmap: bitmap, size: smallSize)
            let found = try #require(ShapeMeasurements(mask))
            let parts = regions(bitmap, of: 1, diagonal: true)
            let holes = regions(bitmap, of: 0, diagonal: false).filter { !$0.touchesBorder }
            #expect(found.eulerNumber == parts.count - holes.count)
            let leaking = regions(bitmap, of: 0, diagonal: true).filter { !$0.touchesBorder }
            #expect(found.filledArea == found.area + Double(leaking.reduce(0) { $0 + $1.count }))
        }
    }

    /// The regions of a value, of which those of background at the border of the picture belong to the outside.
    private func regions(_ bitmap: [UInt8], of value: UInt8, diagonal: Bool) -> [(count: Int, touchesBorder: Bool)] {
        let (width, height) = (smallSize.width, smallSize.height)
        var isSeen = [Bool](repeating: false, count: bitmap.count)
        var found: [(count: Int, touchesBorder: Bool)] = []
        for start in bitmap.indices where bitmap[start] == value && !isSeen[start] {
            var (open, region) = ([start], (count: 0, touchesBorder: false))
            isSeen[start] = true
            while let place = open.popLast() {
                let (x, y) = (place % width, place / width)
                region.count += 1
                if x == 0 || y == 0 || x == width - 1 || y == height - 1 { region.touchesBorder = true }
                for (dx, dy) in [(0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)] {
                    if !diagonal, dx != 0, dy != 0 { continue }
                    guard (0..<width).contains(x + dx), (0..<height).contains(y + dy) else { continue }
                    let next = (y + dy) * width + x + dx
                    guard bitmap[next] == value, !isSeen[next] else { continue }
                    isSeen[next] = true
                    open.append(next)
                }
            }
            found.append(region)
        }
        return found
    }
}
