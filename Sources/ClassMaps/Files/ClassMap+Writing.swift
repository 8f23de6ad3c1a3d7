internal import Imaging

extension ClassMap {
    /// The map as the bytes of a PNG file of 8 bits with a palette, as Pascal VOC has them: a pixel's number is its class, 255
    /// where it has none.
    ///
    /// The file's palette has 256 colours: the classes', black for numbers that are none, and ``ClassPalette/ignoredColor`` last.
    /// - Throws: `ClassMapError.value` where a label is no class of the palette, `.imaging` for a map without pixels.
    public func encodedAsPNG(palette: ClassPalette) throws(ClassMapError) -> [UInt8] {
        let picture = try indexed(palette: palette, name: "a class map")
        do {
            return try picture.encodedAsPNG()
        } catch {
            throw .imaging(error)
        }
    }

    /// Writes the map to a PNG file, all of it or nothing, as ``encodedAsPNG(palette:)`` gives it.
    /// - Throws: `ClassMapError` as ``encodedAsPNG(palette:)`` does, and `.imaging` where the name does not end in `.png` or the file
    ///   cannot be written.
    public func write(toFile path: String, palette: ClassPalette) throws(ClassMapError) {
        let picture = try indexed(palette: palette, name: path)
        do {
            try picture.write(toFile: path)
        } catch {
            throw .imaging(error)
        }
    }

    private func indexed(palette: ClassPalette, name: String) throws(ClassMapError) -> IndexedImage {
        if let pixel = firstStranger(classCount: palette.count) {
            throw .value(
                file: name, x: pixel.x, y: pixel.y, value: Int(pixel.label), count: pixel.count, classes: palette.words)
        }
        do {
            return try IndexedImage(
                size: size, indices: labels, colors: (0...255).map { palette.color(of: UInt8($0)) })
        } catch {
            throw .imaging(error)
        }
    }
}
