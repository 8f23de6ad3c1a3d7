internal import Imaging

/// The classes by their colours.
struct ClassColors {
    private var labels: [UInt32: UInt8] = [:]

    /// - Throws: `ClassMapError.classes` where two classes have one colour, so that a picture in colour cannot say which is meant.
    init(_ palette: ClassPalette, name: String) throws(ClassMapError) {
        for (index, color) in palette.colors.enumerated() {
            let key = Self.key(color.red, color.green, color.blue)
            if let other = labels[key] {
                throw .classes(
                    subject: name, expected: "a color of its own for each class, since the picture is in color",
                    found: "one for \(palette.names[Int(other)]) and \(palette.names[index])")
            }
            labels[key] = UInt8(index)
        }
        let ignored = palette.ignoredColor
        let key = Self.key(ignored.red, ignored.green, ignored.blue)
        if labels[key] == nil { labels[key] = ClassMap.ignored }
    }

    subscript(key: UInt32) -> UInt8? { labels[key] }

    static func key(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt32 {
        UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
    }
}
