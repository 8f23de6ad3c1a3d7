import Geometry
import Imaging
import TestSupport
import Testing

@Suite struct OMETests {
    /// Pages of the values 10, 20 and so on, described by XML.
    private func file(_ pages: Int, _ xml: String, samples: Int = 1) -> TIFFWriter {
        let all = (1...pages).map { value in
            var page = TIFFWriter(
                width: 4, height: 3, values: (0..<(12 * samples)).map { UInt64(10 * value + $0 % samples) })
            page.samples = samples
            if samples == 3 { page.photometric = .rgb }
            return page
        }
        var file = all[0]
        file.followers = Array(all.dropFirst())
        file.fields = [(270, 2, Array(xml.utf8).map(Int.init) + [0])]
        return file
    }

    private func ome(_ pixels: String, _ inside: String, root: String = "") -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?><OME xmlns="http://example.org/ome" \(root)><Image ID="Image:0">
        <Pixels ID="Pixels:0" SizeX="4" SizeY="3" Type="uint8" \(pixels)>\(inside)</Pixels></Image></OME>
        """
    }

    private func value(_ file: TIFFWriter, page: Int? = nil, channels: [PlaneChoice.Channel]? = nil) throws -> [UInt8] {
        let planes = PlaneChoice(pages: page.map { .page($0) } ?? .unsaid, channels: channels)
        return Array(try decoded(file, planes).image.pixels.prefix(3))
    }

    private func decoded(_ file: TIFFWriter, _ planes: PlaneChoice = PlaneChoice()) throws -> DecodedImage {
        try file.bytes.withUnsafeBytes {
            try DecodedImage(encoded: $0, name: "f.ome.tif", options: DecodingOptions(planes: planes))
        }
    }

    private func failure(_ file: TIFFWriter, _ planes: PlaneChoice = PlaneChoice()) -> String {
        do {
            return "\(try decoded(file, planes).image.size)"
        } catch {
            return "\(error)"
        }
    }

    private let two = #"<Channel ID="C:0" Name="DAPI"/><Channel ID="C:1" Name="GFP"/>"#

    @Test(arguments: [
        // The page of channel 1, depth 2, time 0, and of channel 0, depth 0, time 1, among 2 × 3 × 2.
        ("XYCZT", 5, 6), ("XYZCT", 5, 6), ("XYCTZ", 9, 2), ("XYTCZ", 10, 1), ("XYZTC", 8, 3), ("XYTZC", 10, 1),
    ])
    func planesByTheOrderOfAxes(order: String, second: Int, third: Int) throws {
        let all = file(12, ome("DimensionOrder=\"\(order)\" SizeC=\"2\" SizeZ=\"3\" SizeT=\"2\"", two + "<TiffData/>"))
        // Of pages, what changes faster among depths and times comes first.
        let z = order.dropFirst(2).firstIndex(of: "Z") ?? order.startIndex
        let t = order.dropFirst(2).firstIndex(of: "T") ?? order.startIndex
        let (depth2, time1) = z < t ? (2, 3) : (4, 1)
        #expect(try value(all, page: depth2, channels: [.name("gfp")])[0] == UInt8(10 * (second + 1)))
        #expect(try value(all, page: time1, channels: [.number(0)])[0] == UInt8(10 * (third + 1)))
        #expect(try decoded(all).notes == [.pages(6), .channels(2, taken: 1, names: ["DAPI", "GFP"])])
    }

    @Test func planesThatAreNamedOneByOne() throws {
        // Channel 0 is on the second page.
        let swapped = file(
            2,
            ome(
                #"DimensionOrder="XYCZT" SizeC="2" SizeZ="1" SizeT="1""#,
                two
                    + #"<TiffData IFD="1" FirstC="0" PlaneCount="1"/><TiffData IFD="0" FirstC="1" PlaneCount="1"/>"#))
        #expect(try value(swapped, channels: [.name("DAPI")])[0] == 20)
        #expect(try value(swapped, channels: [.name("GFP"), .name("DAPI")]) == [10, 20, 0])
        #expect(try value(swapped)[0] == 20)
    }

    @Test func channelsOfSamples() throws {
        let xml = ome(
            #"DimensionOrder="XYCZT" SizeC="3" SizeZ="2" SizeT="1""#,
            #"<Channel ID="C:0" SamplesPerPixel="3"/><TiffData IFD="0" PlaneCount="2"/>"#)
        let colors = file(2, xml, samples: 3)
        #expect(try value(colors) == [10, 11, 12])
        #expect(try decoded(colors).notes == [.pages(2)])
        #expect(try value(colors, page: 1) == [20, 21, 22])
        #expect(try value(colors, page: 1, channels: [.number(2), .number(0)]) == [22, 20, 0])
        // Samples that the XML does not speak of are the file's.
        let silent = ome(#"DimensionOrder="XYCZT" SizeC="3" SizeZ="2" SizeT="1""#, "<TiffData/>")
        #expect(try value(file(2, silent, samples: 3), page: 1) == [20, 21, 22])
    }

    @Test func whatIsNotThereIsSaid() throws {
        let xml = ome(#"DimensionOrder="XYCZT" SizeC="2" SizeZ="3" SizeT="1""#, two + "<TiffData/>")
        // The file has three pages of six.
        let short = file(3, xml)
        #expect(try value(short)[0] == 10)
        #expect(
            failure(short, PlaneChoice(pages: .page(2)))
                == "f.ome.tif: the plane C 0, Z 2, T 0 is not in the file: its OME-XML names no page for it that is there"
        )
        #expect(failure(short, PlaneChoice(pages: .projected(.max))).contains("the plane C 0, Z 2, T 0"))
        #expect(
            failure(short, PlaneChoice(channels: [.name("mCherry")]))
                == "f.ome.tif: channel mCherry is not in the file: its 2 channels are 0 to 1 (DAPI, GFP)")
        let elsewhere = ome(
            #"DimensionOrder="XYCZT" SizeC="2" SizeZ="1" SizeT="1""#,
            two
                + #"<TiffData IFD="0" FirstC="0" PlaneCount="1"><UUID FileName="other.ome.tif">urn:uuid:1</UUID></TiffData>"#
                + #"<TiffData IFD="0" FirstC="1" PlaneCount="1"><UUID FileName="old.ome.tif">urn:uuid:2</UUID></TiffData>"#,
            root: #"UUID="urn:uuid:2""#)
        #expect(failure(file(1, elsewhere)).contains("its OME-XML says that it is in other.ome.tif"))
        // A file that was renamed since is known by its number.
        #expect(try value(file(1, elsewhere), channels: [.name("GFP")])[0] == 10)
    }

    @Test(arguments: [
        "<OME", "<OME><Image></Image></OME>", "<OME><Image><Pixels SizeX=\"4\"/></Image></OME>",
        "<OME><Image><Pixels SizeX=\"4\" SizeY=\"3\" SizeC=\"0\" SizeZ=\"1\" SizeT=\"1\"/></Image></OME>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><OME/>", "<OME><Image><Pixels></Image></OME>",
        "<OME><Image><Pixels SizeX=\"4\" SizeY=\"3\" SizeC=\"1\" SizeZ=\"1\" SizeT=\"1\" DimensionOrder=\"XYZZZ\"/></Image></OME>",
    ])
    func damagedXMLIsAnErrorWhereItIsNeeded(xml: String) throws {
        #expect(failure(file(2, xml)).hasPrefix("f.ome.tif: cut off or damaged TIFF: its OME-XML: line 1: expected"))
        #expect(failure(file(1, xml), PlaneChoice(pages: .page(0))).contains("its OME-XML"))
        // A single page needs none.
        let one = try decoded(file(1, xml))
        #expect(one.image.pixels.first == 10)
        guard case .damagedMetadata = try #require(one.notes.first) else {
            Issue.record("\(one.notes)")
            return
        }
    }

    @Test func absurdNumbersCostNothing() throws {
        let most = "2147483647"
        let xml = ome(
            "DimensionOrder=\"XYTZC\" SizeC=\"2\" SizeZ=\"\(most)\" SizeT=\"\(most)\"",
            two + String(repeating: "<TiffData PlaneCount=\"\(most)\"/>", count: 1000))
        #expect(failure(file(2, xml)).contains("expected at most 65535 channels and"))
        // As many planes as can be counted, of which the file has two.
        let many = ome(
            "DimensionOrder=\"XYTZC\" SizeC=\"2\" SizeZ=\"1000000\" SizeT=\"1000\"",
            two + String(repeating: "<TiffData PlaneCount=\"\(most)\"/>", count: 1000))
        #expect(try value(file(2, many))[0] == 10)
        #expect(failure(file(2, many), PlaneChoice(pages: .page(999_999_999))).contains("is not in the file"))
        #expect(
            failure(file(2, many), PlaneChoice(pages: .projected(.max)))
                == "f.ome.tif: one of its 1000000000 pages is not in the file: it has no room for more than 2")
        let channels = ome("DimensionOrder=\"XYTZC\" SizeC=\"\(most)\" SizeZ=\"1\" SizeT=\"1\"", "<TiffData/>")
        #expect(failure(file(2, channels)).contains("expected at most 65535 channels"))
        for count in ["1000000000000000", "9223372036854775807"] {
            let text = "ImageJ=1\nimages=\(count)\nchannels=\(count)\n"
            #expect(failure(file(1, text)) == "4×3")
            #expect(
                failure(file(1, text), PlaneChoice(pages: .projected(.mean))).contains("it has no room for more than"))
            #expect(failure(file(1, text), PlaneChoice(channels: [.number(1)])).contains("it has one channel, 0"))
        }
    }
}
