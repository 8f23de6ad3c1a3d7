/// An EXIF block, as after `Exif\0\0` in a JPEG or in PNG's `eXIf`, that holds nothing but an orientation.
func exif(orientation: UInt16) -> [UInt8] {
    // Big-endian TIFF, one directory at 8 with one entry: tag 0x0112, type 3 (short), count 1.
    [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1]
        + [UInt8(orientation >> 8), UInt8(orientation & 255), 0, 0, 0, 0, 0, 0]
}
