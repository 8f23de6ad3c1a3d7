internal import Imaging

/// What a PNG file's pixels are, as its header says.
///
/// The pixels themselves come from libvips: a palette's numbers by `LabelImage`, which gives each entry of the file's palette the
/// grey of its number before libvips sees it. So depths, interlacing and damage are a tried decoder's work, and no inflate of our own
/// is needed.
enum PNGKind {
    /// The values are the classes: a palette's numbers, or grey of 8 or 16 bits.
    case numbers
    /// Black is 0, and white 1.
    case bits
    /// The colours are the classes'.
    case colors

    /// - Throws: `ClassMapError.kind` for another file, or pixels that are no classes.
    init(_ bytes: [UInt8], name: String) throws(ClassMapError) {
        guard ImageFormat(startingWith: bytes) == .png else {
            let found = ImageFormat(startingWith: bytes)?.name ?? (bytes.isEmpty ? "an empty file" : "another file")
            throw .kind(file: name, expected: "a PNG file, which keeps each value", found: found)
        }
        // The signature, the header's length and name, width and height come before the depth and the kind of colours.
        guard bytes.count >= 26 else {
            throw .imaging(.undecodable(file: name, format: .png, reason: "the header is cut off"))
        }
        switch (bytes[25], bytes[24]) {
        case (3, _), (0, 8), (0, 16), (4, _): self = .numbers
        case (0, 1): self = .bits
        case (2, 8), (6, 8): self = .colors
        case (0, let depth):
            throw .kind(
                file: name, expected: "grey of 8 or 16 bits, or a palette",
                found: "grey of \(depth) bits, whose levels decoders spread over 0 to 255: they may not be the classes")
        case (2, let depth), (6, let depth):
            throw .kind(file: name, expected: "colors of 8 bits", found: "\(depth) bits")
        case (let kind, _):
            throw .imaging(.undecodable(file: name, format: .png, reason: "there is no kind of colors \(kind)"))
        }
    }
}
