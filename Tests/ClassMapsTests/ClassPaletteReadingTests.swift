import ClassMaps
import COCO
import Imaging
import TestSupport
import Testing

@Suite struct ClassPaletteReadingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func palette(_ text: String) throws -> ClassPalette {
        try ClassPalette(contentsOfFile: folder.add("classes.txt", Array(text.utf8)))
    }

    @Test func namesCountFromZero() throws {
        let palette = try palette("road\r\n\n  side walk \n# not one\ntraffic: light\n")
        #expect(palette.names == ["road", "side walk", "traffic: light"])
        #expect(palette.colors[2] == Color(vocClass: 2))
    }

    @Test func labelMapsHaveColors() throws {
        let palette = try palette(
            "# label:color_rgb:parts:actions\nbackground:0,0,0::\ncat: 1, 2 ,255 :a,b:\ndog:::\nsky:9,8,7")
        #expect(palette.names == ["background", "cat", "dog", "sky"])
        #expect(
            palette.colors == [.black, Color(red: 1, green: 2, blue: 255), Color(vocClass: 2), Color(hex: 0x090807)])
    }

    @Test(arguments: [
        ("", "expected a name a line, found no names"), ("\n#a\n", "expected a name a line, found no names"),
        (
            "a\nb:1,2,256",
            "classes.txt:2: expected a color of three numbers from 0 to 255 after the name, found \"1,2,256\""
        ),
        ("a\nb:1,2:x", "classes.txt:2: expected a color of three numbers"), ("[\"a\"]", "found a JSON list"),
        ("a\nb\na", "expected a name of its own for each class, found \"a\" for 0 and 2"),
        ("{\"images\": []}", "the data set's categories: expected at least one, found none"),
    ])
    func textsThatAreNoneSayWhere(text: String, message: String) {
        #expect { try palette(text) } throws: { "\($0)".contains(message) }
    }

    @Test func aDataSetsCategoriesFollowTheBackgroundByTheirIds() throws {
        let dataset = Dataset(categories: [
            ObjectCategory(id: 90, name: "zebra"), ObjectCategory(id: 3, name: "cat"),
            ObjectCategory(id: 44, name: "bus"),
        ])
        try dataset.write(toFile: folder.path + "/data.json")
        let palette = try ClassPalette(contentsOfFile: folder.path + "/data.json")
        #expect(palette.names == ["background", "cat", "bus", "zebra"])
        let many = Dataset(categories: (1...255).map { ObjectCategory(id: $0, name: "\($0)") })
        #expect { try ClassPalette(categoriesOf: many) } throws: {
            "\($0)".contains("at most 254 beside the background, since a pixel has one byte, found 255")
        }
    }
}
