import Geometry
import MaskRCNN
import Models
import Testing

/// Tiles of a picture whose objects are known, as a network would see them that makes no mistake.
@Suite struct SeamMergerTests {
    /// An object of a picture: its class and its pixels.
    struct Object {
        let label: Int
        let mask: RunLengthMask
    }

    static let size = ImageSize(width: 700, height: 530)

    /// Discs and bars of all sizes that do not overlap.
    static func picture(seed: UInt64, largest: Int) throws -> [Object] {
        var random = SplitMix64(seed: seed)
        var objects: [Object] = []
        var taken = try RunLengthMask(emptyOfSize: size)
        for _ in 0..<400 where objects.count < 120 {
            let (width, height) = (
                Int.random(in: 5...largest, using: &random), Int.random(in: 5...largest, using: &random)
            )
            let x = Int.random(in: 0...size.width - width, using: &random)
            let y = Int.random(in: 0...size.height - height, using: &random)
            var builder = try RunLengthMask.Builder(size: size)
            for column in 0..<width {
                let across = (2 * Double(column) + 1) / Double(width) - 1
                let half = Double(height) / 2 * (1 - across * across).squareRoot()
                let rows = Int((Double(height) / 2 - half).rounded())..<Int((Double(height) / 2 + half).rounded())
                try builder.append(column: x + column, rows: y + rows.lowerBound..<y + rows.upperBound)
            }
            let mask = builder.finish()
            guard try mask.area > 12 && taken.intersectionArea(with: mask) == 0 else { continue }
            taken = try taken.union(mask)
            objects.append(Object(label: Int.random(in: 1...3, using: &random), mask: mask))
        }
        return objects
    }

    /// What is found where each tile has what is seen of every object.
    ///
    /// - Parameter sees: Whether a tile finds an object of so many pixels of which it has so many.
    static func found(
        _ objects: [Object], _ tiling: Tiling, size: ImageSize = size,
        sees: (_ tile: Int, _ object: Int, _ visible: Int) -> Bool = { _, _, _ in true }
    ) throws -> [PlacedDetection] {
        let grid = TileGrid(size, tiling)
        var merger = SeamMerger(grid)
        var found: [PlacedDetection] = []
        for tile in 0..<grid.count {
            let region = grid[tile]
            let pieces = objects.enumerated().compactMap { index, object -> TilePiece? in
                let mask = object.mask.cropped(
                    columns: region.x..<region.x + region.width, rows: region.y..<region.y + region.height)
                guard let box = mask.boundingBox, sees(tile, index, mask.area) else { return nil }
                let detection = Detection(
                    box: box, label: object.label, category: "\(object.label)", score: 0.9 - Float(index) / 1000,
                    mask: mask)
                return TilePiece(detection, tile: tile, of: grid, rim: 1)
            }
            found += try merger.add(pieces, of: tile)
        }
        return found
    }

    @Test(arguments: [(100, 12), (100, 50), (100, 0), (256, 40), (512, 64), (4096, 500)], [UInt64(1), 2, 3])
    func everyObjectIsFoundOnceAndWhole(_ tiling: (side: Int, overlap: Int), _ seed: UInt64) throws {
        let objects = try Self.picture(seed: seed, largest: 90)
        try #require(objects.count > 60)
        let found = try Self.found(objects, Tiling(side: tiling.side, overlap: tiling.overlap))
        let expected = objects.map(\.mask).sorted { $0.counts.lexicographicallyPrecedes($1.counts) }
        let masks = try found.map { try #require($0.mask).placed(in: Self.size) }
            .sorted { $0.counts.lexicographicallyPrecedes($1.counts) }
        if tiling.overlap > 0 {
            #expect(masks == expected)
            #expect(found.allSatisfy { !$0.isCut })
        } else {
            // Tiles that share nothing cannot tell what goes on beyond: it is said of each piece.
            #expect(masks.count > expected.count)
            let cut = found.filter(\.isCut)
            #expect(cut.count > 0 && found.count - cut.count < objects.count)
        }
        for object in found {
            let box = try #require(object.mask).placed(in: Self.size).boundingBox
            #expect(box == object.box)
        }
    }

    /// A worm through many tiles is one.
    @Test func whatNoTileHasWholeIsJoined() throws {
        var builder = try RunLengthMask.Builder(size: Self.size)
        for column in 10..<690 { try builder.append(column: column, rows: 20 + column / 2..<40 + column / 2) }
        let worm = Object(label: 2, mask: builder.finish())
        let found = try Self.found([worm], Tiling(side: 128, overlap: 32))
        try #require(found.count == 1)
        #expect(try found[0].mask?.placed(in: Self.size) == worm.mask)
        #expect(found[0].pieceCount > 5 && !found[0].isCut && found[0].label == 2)
    }

    /// Two objects whose boxes overlap, and one inside a hole of the other, are not one.
    @Test func boxesDecideNothing() throws {
        let size = Self.size
        func mask(_ isInside: (Int, Int) -> Bool) throws -> RunLengthMask {
            try RunLengthMask(
                bitmap: (0..<size.area).map { isInside($0 % size.width, $0 / size.width) ? 1 : 0 }, size: size)
        }
        let objects = try [
            // An angle around another, across a seam.
            mask { x, y in
                (60..<70).contains(x) && (50..<140).contains(y) || (130..<140).contains(y) && (60..<150).contains(x)
            },
            mask { x, y in (75..<145).contains(x) && (55..<125).contains(y) },
            // A ring around a disc.
            mask { x, y in (2500..<3600).contains((x - 380) * (x - 380) + (y - 260) * (y - 260)) },
            mask { x, y in (x - 380) * (x - 380) + (y - 260) * (y - 260) < 1600 },
        ].map { Object(label: 1, mask: $0) }
        for side in [100, 150, 200, 400] {
            let found = try Self.found(objects, Tiling(side: side, overlap: 40))
            let masks = try Set(found.map { try #require($0.mask).placed(in: size) })
            #expect(found.count == 4 && masks == Set(objects.map(\.mask)), "tiles of \(side)")
        }
    }

    /// What a tile finds at its rim counts where another tile that has more of it found nothing.
    @Test func theTileThatSeesMostDecides() throws {
        let objects = try Self.picture(seed: 4, largest: 40)
        let tiling = Tiling(side: 200, overlap: 60)
        let grid = TileGrid(Self.size, tiling)
        func best(_ object: Int) throws -> Int? {
            let box = try #require(objects[object].mask.boundingBox)
            return (0..<grid.count).filter {
                let region = grid[$0]
                return Float(region.x) <= box.x1 && Float(region.y) <= box.y1
                    && box.x2 <= Float(region.x + region.width) && box.y2 <= Float(region.y + region.height)
            }.max { grid.margin(of: box, in: $0) < grid.margin(of: box, in: $1) }
        }
        let blind = try Set(
            objects.indices.filter { $0 % 3 == 0 }.map { ($0, try best($0)) }.map { "\($0.0) \($0.1 ?? -1)" })
        let found = try Self.found(objects, tiling) { tile, object, _ in !blind.contains("\(object) \(tile)") }
        let masks = try Set(found.map { try #require($0.mask).placed(in: Self.size) })
        let expected = Set(objects.enumerated().filter { $0.offset % 3 != 0 }.map(\.element.mask))
        #expect(expected.count > 20 && masks == expected)
    }

    @Test func objectsComeFromTheTopDownAndAsSoonAsTheyCan() throws {
        let objects = try Self.picture(seed: 5, largest: 40)
        let grid = TileGrid(Self.size, Tiling(side: 128, overlap: 48))
        var merger = SeamMerger(grid)
        var rows: [Int] = []
        for tile in 0..<grid.count {
            let region = grid[tile]
            let pieces = objects.compactMap { object -> TilePiece? in
                let mask = object.mask.cropped(
                    columns: region.x..<region.x + region.width, rows: region.y..<region.y + region.height)
                guard let box = mask.boundingBox else { return nil }
                return TilePiece(
                    Detection(box: box, label: 1, category: "1", score: 1, mask: mask), tile: tile, of: grid, rim: 1)
            }
            let ready = try merger.add(pieces, of: tile)
            let last = tile + 1 == grid.count || grid[tile + 1].y > region.y
            #expect(ready.isEmpty || last)
            #expect(ready.map(\.box.y1) == ready.map(\.box.y1).sorted())
            if last { rows.append(ready.count) }
        }
        #expect(rows.count > 4 && rows.reduce(0, +) == objects.count && rows.dropLast().contains { $0 > 0 })
    }

    @Test(arguments: [(1, 1), (64, 64), (65, 300), (1000, 63), (20_000, 20_000)])
    func tilesCoverAllPixels(_ width: Int, _ height: Int) {
        let size = ImageSize(width: width, height: height)
        for (side, overlap) in [(64, 0), (64, 32), (100, 17), (1024, 128)] {
            let grid = TileGrid(size, Tiling(side: side, overlap: overlap))
            var (columns, rows) = (Set<Int>(), Set<Int>())
            for tile in 0..<grid.count {
                let region = grid[tile]
                #expect(region.isInside(size) && region.size == grid.tile)
                columns.insert(region.x)
                rows.insert(region.y)
            }
            for (starts, length, extent) in [(columns, width, grid.tile.width), (rows, height, grid.tile.height)] {
                let sorted = starts.sorted()
                #expect(sorted.first == 0 && (sorted.last ?? 0) + extent == length)
                #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $1 - $0 <= extent - overlap && $1 > $0 })
            }
        }
    }

    @Test func numbersThatMakeNoSenseAreNamed() {
        for tiling in [Tiling(side: 10), Tiling(side: 512, overlap: 300), Tiling(side: 512, overlap: -1)] {
            #expect(throws: MaskRCNNError.self) { try tiling.validate() }
        }
        #expect(throws: Never.self) { try Tiling(side: 512, overlap: 256).validate() }
    }
}
