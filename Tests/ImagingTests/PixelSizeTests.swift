import Imaging
import TestSupport
import Testing

@Suite struct PixelSizeTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func pixelSize(
        _ description: String? = nil, resolution: (Int, Int)? = nil, unit: Int? = nil
    ) throws -> PixelSize? {
        var file = TIFFWriter(width: 4, height: 3, values: .init(repeating: 0, count: 12))
        if let description { file.fields.append((270, 2, Array(description.utf8).map(Int.init) + [0])) }
        if let resolution {
            file.fields += [(282, 5, [resolution.0, resolution.1]), (283, 5, [resolution.0, resolution.1])]
        }
        if let unit { file.fields.append((296, 3, [unit])) }
        return try LargeImage(contentsOfFile: folder.add("a.tif", file.bytes)).pixelSize
    }

    private func ome(_ sizes: String) -> String {
        #"<OME><Image><Pixels DimensionOrder="XYCZT" SizeX="4" SizeY="3" SizeC="1" SizeZ="1" SizeT="1" "#
            + sizes + "><TiffData/></Pixels></Image></OME>"
    }

    @Test func fieldsOfResolution() throws {
        // 40,000 pixels a centimetre are a quarter of a micrometre each; so are 101,600 an inch.
        #expect(try pixelSize(resolution: (40_000, 1), unit: 3) == PixelSize(x: 0.25, y: 0.25, origin: .resolution))
        #expect(try pixelSize(resolution: (101_600, 1), unit: 2) == PixelSize(x: 0.25, y: 0.25, origin: .resolution))
        #expect(try pixelSize(resolution: (101_600, 1)) == PixelSize(x: 0.25, y: 0.25, origin: .resolution))
    }

    @Test(arguments: [(72, 2), (96, 2), (300, 2), (600, 2), (1, 1), (1, 2), (118, 3), (0, 2)])
    func whatPrintersAndProgramsLikeIsNoMicroscopes(dots: Int, unit: Int) throws {
        #expect(try pixelSize(resolution: (dots, 1), unit: unit) == nil)
    }

    @Test func unitsOfOME() throws {
        #expect(
            try pixelSize(ome(#"PhysicalSizeX="0.5" PhysicalSizeY="0.25""#))
                == PixelSize(x: 0.5, y: 0.25, origin: .omeXML))
        #expect(
            try pixelSize(
                ome(#"PhysicalSizeX="500" PhysicalSizeXUnit="nm" PhysicalSizeY="0.0005" PhysicalSizeYUnit="mm""#))
                == PixelSize(x: 0.5, y: 0.5, origin: .omeXML))
        // It is said before what the fields say.
        #expect(
            try pixelSize(ome(#"PhysicalSizeX="0.5" PhysicalSizeY="0.5""#), resolution: (40_000, 1), unit: 3)?.origin
                == .omeXML)
        for sizes in [
            "", #"PhysicalSizeX="0""#, #"PhysicalSizeX="nan""#, #"PhysicalSizeX="2" PhysicalSizeXUnit="pixel""#,
        ] {
            #expect(try pixelSize(ome(sizes)) == nil, "\(sizes)")
        }
    }

    @Test(arguments: ["micron", "um", "µm", "\\u00B5m", "μm"])
    func unitsOfImageJ(unit: String) throws {
        // 4 pixels a micrometre; the field of the unit says that there is none.
        #expect(
            try pixelSize("ImageJ=1.53t\nunit=\(unit)\n", resolution: (4, 1), unit: 1)
                == PixelSize(x: 0.25, y: 0.25, origin: .imageJ))
        #expect(try pixelSize("ImageJ=1.53t\nunit=pixel\n", resolution: (4, 1), unit: 1) == nil)
        #expect(try pixelSize("ImageJ=1.53t\n", resolution: (4, 1), unit: 1) == nil)
    }

    @Test func slidesOfAperio() throws {
        let text =
            "Aperio Image Library v12.0.15\r\n46000x32914 [0,100 46000x32814] (240x240) JPEG/RGB Q=70|AppMag = 20|MPP = 0.4990|Left = 25.6"
        #expect(try pixelSize(text) == PixelSize(x: 0.499, y: 0.499, origin: .aperio))
        #expect(try pixelSize("Aperio|MPP = none") == nil)
    }

    @Test func itIsSaidInMicrometres() throws {
        #expect(try #require(PixelSize(x: 0.5, y: 0.5, origin: .omeXML)).description == "0.5 µm (OME-XML)")
        #expect(PixelSize(x: 0, y: 1, origin: .omeXML) == nil)
        #expect(PixelSize(x: .nan, y: 1, origin: .omeXML) == nil)
    }
}
