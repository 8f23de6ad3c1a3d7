internal import Files
public import Geometry
internal import Imaging

/// Reads class maps from PNG files as people have them, and guesses nothing.
///
/// A palette's numbers are the classes, whatever its colours (Pascal VOC), and so are the values of grey of 8 or 16 bits, of 1 bit as
/// Pillow reads it: white is class 1. Pictures in colour (RGB, 8 bits) have the colours of ``palette``. Grey of 2 and 4 bits is
/// refused: decoders spread its levels over 0 to 255, and who wrote it may have meant the one or the other. Transparency is
/// dropped, and EXIF orientation not applied.
public struct ClassMapReader: Sendable, Hashable {
    /// The classes that files may have.
    public let palette: ClassPalette
    /// The value of pixels without a class in files with a palette or in grey; nil where every pixel has a class.
    ///
    /// In files in colour these pixels have the palette's ``ClassPalette/ignoredColor``.
    public let ignoreIndex: Int?
    /// The most pixels that a map may have; larger ones are refused before they are decoded.
    public var maximumPixels = DecodingOptions.defaultMaximumPixels

    /// Creates a reader.
    /// - Throws: `ClassMapError.setting` for an `ignoreIndex` that no file can have.
    public init(palette: ClassPalette, ignoreIndex: Int? = Int(ClassMap.ignored)) throws(ClassMapError) {
        if let ignoreIndex, !(0...Int(UInt16.max)).contains(ignoreIndex) {
            throw .setting(key: "ignoreIndex", expected: "a value from 0 to \(UInt16.max)", found: "\(ignoreIndex)")
        }
        self.palette = palette
        self.ignoreIndex = ignoreIndex
    }

    /// Reads a map.
    /// - Parameters:
    ///   - path: The PNG file.
    ///   - size: The size of the picture that it belongs to; nil where any will do.
    /// - Throws: `ClassMapError.value` or `.color` where a pixel's value or colour is no class's, with the first such pixel;
    ///   `.sizesDiffer` where it is not as large as its picture; `.kind` for pictures that hold no classes; `.imaging` and
    ///   `.unreadable` where the file cannot be read.
    public func map(contentsOfFile path: String, size: ImageSize? = nil) throws(ClassMapError) -> ClassMap {
        let bytes: [UInt8]
        do {
            bytes = try RegularFile(path: path).rest()
        } catch {
            throw .unreadable(file: path, reason: error.reason)
        }
        return try map(encoded: bytes, name: path, size: size)
    }

    /// Reads a map from the bytes of a file.
    /// - Parameters:
    ///   - bytes: The whole PNG file.
    ///   - name: What errors call the file.
    ///   - size: The size of the picture that it belongs to; nil where any will do.
    /// - Throws: `ClassMapError` as ``map(contentsOfFile:size:)`` does.
    public func map(encoded bytes: [UInt8], name: String, size: ImageSize? = nil) throws(ClassMapError) -> ClassMap {
        let kind = try PNGKind(bytes, name: name)
        let map =
            switch kind {
            case .numbers: try numbered(bytes, name: name)
            case .bits: try numbered(bytes, name: name) { min($0, 1) }
            case .colors: try colored(bytes, name: name)
            }
        if let size { try map.requireSize(size, name: name) }
        return map
    }

    /// The map of a file whose values are classes.
    private func numbered(
        _ bytes: [UInt8], name: String, value: (UInt32) -> UInt32 = { $0 }
    ) throws(ClassMapError) -> ClassMap {
        let picture: LabelImage
        do {
            picture = try bytes.withUnsafeBytes { bytes in
                Result { () throws(ImagingError) in
                    try LabelImage(encoded: bytes, name: name, maximumPixels: maximumPixels)
                }
            }.get()
        } catch {
            throw .imaging(error)
        }
        var table = [UInt8?](repeating: nil, count: Int(UInt16.max) + 1)
        for index in 0..<palette.count { table[index] = UInt8(index) }
        if let ignoreIndex { table[ignoreIndex] = ClassMap.ignored }
        func label(_ stored: UInt32) -> UInt8? {
            let value = Int(value(stored))
            return value < table.count ? table[value] : nil
        }
        var labels: [UInt8] = []
        labels.reserveCapacity(picture.values.count)
        for (place, stored) in picture.values.enumerated() {
            guard let label = label(stored) else {
                throw .value(
                    file: name, x: place % picture.size.width, y: place / picture.size.width, value: Int(value(stored)),
                    count: picture.values[place...].count { label($0) == nil }, classes: explanation(of: Int(stored)))
            }
            labels.append(label)
        }
        return ClassMap(size: picture.size, checked: labels)
    }

    /// Which values there are, and why a greater one cannot be a class.
    private func explanation(of value: Int) -> String {
        let ignored = ignoreIndex.map { ", and \($0) is ignored" } ?? ""
        let limit =
            value > ClassPalette.mostClasses
            ? "; a map tells at most \(ClassPalette.mostClasses) classes apart, so that greater numbers, as of instances, "
                + "must be mapped to classes first" : ""
        return palette.words + ignored + limit
    }

    /// The map of a file whose colours are classes.
    private func colored(_ bytes: [UInt8], name: String) throws(ClassMapError) -> ClassMap {
        let image: Image
        do {
            let options = DecodingOptions(appliesOrientation: false, maximumPixels: maximumPixels)
            image = try Image(encoded: bytes, name: name, options: options)
        } catch {
            throw .imaging(error)
        }
        let classes = try ClassColors(palette, name: name)
        let count = image.size.area
        var labels: [UInt8] = []
        labels.reserveCapacity(count)
        var stranger: (place: Int, count: Int)?
        image.pixels.withUnsafeBufferPointer { pixels in
            var last = (color: UInt32.max, label: nil as UInt8?)
            for place in 0..<count {
                let color = ClassColors.key(pixels[3 * place], pixels[3 * place + 1], pixels[3 * place + 2])
                if color != last.color { last = (color, classes[color]) }
                if last.label == nil { stranger = (stranger?.place ?? place, (stranger?.count ?? 0) + 1) }
                labels.append(last.label ?? ClassMap.ignored)
            }
        }
        if let stranger {
            let (x, y) = (stranger.place % image.size.width, stranger.place / image.size.width)
            throw .color(
                file: name, x: x, y: y, color: image[x, y], count: stranger.count,
                hint: "each of the \(palette.count) classes has one color exactly"
                    + (image.isGrey
                        ? "; all pixels are grey: saved with one channel, their values are the classes" : ""))
        }
        return ClassMap(size: image.size, checked: labels)
    }
}

extension Image {
    /// Whether no pixel has a hue.
    fileprivate var isGrey: Bool {
        pixels.withUnsafeBufferPointer { pixels in
            for start in stride(from: 0, to: pixels.count, by: 3) {
                let (red, green, blue) = (pixels[start], pixels[start + 1], pixels[start + 2])
                if red != green || green != blue { return false }
            }
            return true
        }
    }
}
