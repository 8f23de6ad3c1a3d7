import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

@Suite struct TextTests {
    /// In a process of its own, since fonts are looked for once a process.
    @Test func aSystemWithoutFontsIsAnError() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let settings =
                "<fontconfig><dir>\(folder("fonts"))</dir><cachedir>\(folder("cache"))</cachedir></fontconfig>"
            let path = try folder.add("fonts.conf", Array(settings.utf8))
            setenv("FONTCONFIG_FILE", path, 1)
            #expect {
                try Overlay.prepare()
            } throws: {
                "\($0)".hasPrefix("labels cannot be drawn: the system has no font; install one")
            }
            let size = ImageSize(width: 40, height: 30)
            let image = try Image(size: size, filledWith: .white)
            let object = OverlayInstance(
                box: Box(x1: 5, y1: 5, x2: 20, y2: 20), mask: nil, label: "cat", score: 1, classIndex: 0)
            var copy = image
            #expect(throws: ImagingError.self) { try Overlay().draw([object], on: &copy) }
            #expect(copy == image)
            // What needs no text is drawn all the same.
            var style = OverlayStyle()
            style.drawsLabels = false
            #expect(try Overlay(style: style).drawing([object], on: image) != image)
        }
    }

    @Test func theSameTextIsDrawnTheSame() throws {
        let panel = try Mosaic.Panel(Image.gradient(120, 20), caption: "a caption")
        #expect(try Mosaic().compose([panel]) == Mosaic().compose([panel]))
    }
}
