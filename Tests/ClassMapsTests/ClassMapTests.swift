import ClassMaps
import Geometry
import Imaging
import Testing

@Suite struct ClassMapTests {
    @Test func aMapHasOneLabelAPixel() throws {
        let map = try map([[0, 1, 255], [1, 1, 7]])
        #expect(map.size == ImageSize(width: 3, height: 2))
        #expect(map[2, 0] == 255)
        #expect(map[2, 1] == 7)
        #expect(map.pixelCounts[1] == 3)
        #expect(map.pixelCounts[255] == 1)
        #expect(map.pixelCounts.reduce(0, +) == 6)
    }

    @Test(arguments: [(3, 2, 5), (-1, -6, 6), (.max, .max, 1), (2, 0, 1)])
    func sizesThatAreNoneAreRefused(width: Int, height: Int, count: Int) {
        let size = ImageSize(width: width, height: height)
        #expect(throws: ClassMapError.wrongLabelCount(size: size, found: count)) {
            try ClassMap(size: size, labels: [UInt8](repeating: 0, count: count))
        }
    }

    @Test func colorsAreThoseOfPascalVOC() {
        // 1 = 001₂ sets red's highest bit, 2 green's, 4 blue's; 20 = 010 100₂ has blue's highest and green's second.
        #expect(Color(vocClass: 0) == .black)
        #expect(Color(vocClass: 1) == Color(red: 128, green: 0, blue: 0))
        #expect(Color(vocClass: 2) == Color(red: 0, green: 128, blue: 0))
        #expect(Color(vocClass: 15) == Color(red: 192, green: 128, blue: 128))
        #expect(Color(vocClass: 20) == Color(red: 0, green: 64, blue: 128))
        #expect(Color(vocClass: 255) == Color(red: 224, green: 224, blue: 192))
        #expect(Set((0..<256).map { Color(vocClass: $0) }).count == 256)
        #expect(ClassPalette.voc.colors[15] == Color(red: 192, green: 128, blue: 128))
        #expect(ClassPalette.voc.count == 21)
        #expect(ClassPalette.voc.names[15] == "person")
    }

    @Test func aPaletteHasUpTo255NamesOfTheirOwn() throws {
        #expect(try ClassPalette.numbered(255).count == 255)
        for names in [[], (0..<256).map(String.init), ["a", "b", "a"], ["a", ""]] {
            #expect { try ClassPalette(names: names) } throws: {
                if case .classes = $0 as? ClassMapError { true } else { false }
            }
        }
        #expect { try ClassPalette(names: ["a", "b"], colors: [.black]) } throws: {
            "\($0)" == "the list of classes: expected a color for each of 2 classes, found 1"
        }
        #expect(try ClassPalette(names: ["__background__", "a"]).hasBackground)
        #expect(try !ClassPalette(names: ["road", "background"]).hasBackground)
    }
}
