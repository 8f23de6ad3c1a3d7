import COCO
import Datasets
import Geometry
import Imaging
import TestSupport
import Testing

@Suite struct PictureReadingTests {
    /// A TIFF file with an orientation: pixels 1, 2, 3 … row by row.
    private func add(_ name: String, _ width: Int, _ height: Int, orientation: Int, to folder: SampleFolder) throws {
        var file = TIFFWriter(width: width, height: height, values: (1...(width * height)).map { UInt64($0) })
        file.fields = [(274, 3, [orientation])]
        try folder.add(name, file.bytes)
    }

    private func first(_ reading: PictureReading, _ path: String, _ size: ImageSize?) throws -> UInt8 {
        try reading.picture(path, recordedSize: size).image.pixels[0]
    }

    private let wide = ImageSize(width: 3, height: 2)
    private let high = ImageSize(width: 2, height: 3)

    @Test func whereTheSizeTellsItDecidesWhateverElseIsSaid() throws {
        try SampleFolder.with { folder in
            // Rows 123 and 456; turned by a quarter to the right the first is 4.
            try add("a.tif", 3, 2, orientation: 6, to: folder)
            for choice in [nil, true, false] {
                let reading = PictureReading(appliesOrientation: choice)
                #expect(try first(reading, folder("a.tif"), wide) == 1)
                #expect(try first(reading, folder("a.tif"), high) == 4)
            }
        }
    }

    @Test(arguments: [2, 3, 4])
    func whereTheSizeStaysTheOthersDecide(orientation: Int) throws {
        try SampleFolder.with { folder in
            try add("side.tif", 3, 2, orientation: 6, to: folder)
            try add("same.tif", 3, 2, orientation: orientation, to: folder)
            // Mirrored, upside down, and flipped.
            let turned: UInt8 = [2: 3, 3: 6, 4: 4][orientation] ?? 0
            for (size, expected) in [(wide, 1), (high, turned)] as [(ImageSize, UInt8)] {
                let dataset = Dataset(images: [
                    DatasetImage(id: 1, fileName: "side.tif", size: size),
                    DatasetImage(id: 2, fileName: "same.tif", size: wide),
                ])
                let (reading, notes) = PictureReading().resolved(for: dataset, imageFolder: folder.path)
                #expect(try first(reading, folder("same.tif"), wide) == expected)
                #expect(notes.count == 1)
                #expect(notes[0].contains("same.tif") && notes[0].contains("as of the others"), "\(notes)")
            }
            // Nothing tells it: turned, unless someone says otherwise.
            let dataset = Dataset(images: [DatasetImage(id: 2, fileName: "same.tif", size: wide)])
            let (reading, notes) = PictureReading().resolved(for: dataset, imageFolder: folder.path)
            #expect(try first(reading, folder("same.tif"), wide) == turned)
            #expect(notes[0].hasSuffix("--no-exif reads it as stored"))
            let chosen = PictureReading(appliesOrientation: false).resolved(for: dataset, imageFolder: folder.path)
            #expect(try first(chosen.reading, folder("same.tif"), wide) == 1)
        }
    }

    @Test func contradictionsAreSaid() throws {
        try SampleFolder.with { folder in
            for name in ["a.tif", "b.tif", "c.tif"] { try add(name, 3, 2, orientation: 8, to: folder) }
            try add("plain.tif", 3, 2, orientation: 1, to: folder)
            let dataset = Dataset(
                images: zip(["a.tif", "b.tif", "c.tif", "plain.tif"], [wide, wide, high, wide]).enumerated().map {
                    DatasetImage(id: $0 + 1, fileName: $1.0, size: $1.1)
                })
            let (reading, notes) = PictureReading().resolved(for: dataset, imageFolder: folder.path)
            #expect(notes.count == 1)
            #expect(notes[0].contains("stored size of 2 pictures (a.tif …)"), "\(notes)")
            #expect(notes[0].contains("turned size of 1 picture (c.tif)"), "\(notes)")
            #expect(reading.appliesOrientation == false)
            let check = DatasetCheck([.init(name: "d", dataset: dataset, imageFolder: folder.path)])
            #expect(check.faults.contains { $0.kind == .imageRotationsDiffer && $0.message == notes[0] })
        }
    }

    @Test func previewsAreReadAlike() throws {
        try SampleFolder.with { folder in
            try add("side.tif", 3, 2, orientation: 6, to: folder)
            try add("same.tif", 3, 2, orientation: 3, to: folder)
            let dataset = Dataset(images: [
                DatasetImage(id: 1, fileName: "side.tif", size: wide),
                DatasetImage(id: 2, fileName: "same.tif", size: wide),
            ])
            var preview = DatasetPreview(dataset, imageFolder: folder.path)
            preview.reading = PictureReading().resolved(for: dataset, imageFolder: folder.path).reading
            #expect(try preview.picture(ofImage: 2).pixels[0] == 1)
        }
    }
}
