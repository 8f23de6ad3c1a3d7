extension Color {
    /// The colour that Pascal VOC gives a class: the bits of its number, three at a time, spread over the high bits of red, green
    /// and blue. 0 is black, 1 a dark red, 255 a light grey.
    /// - Parameter number: The class, from 0 to 255; of greater numbers the low bits alone count.
    /// Source: the VOC 2012 development kit, `VOClabelcolormap.m`.
    public init(vocClass number: Int) {
        var channels = [0, 0, 0]
        for bit in 0..<8 {
            for channel in 0..<3 { channels[channel] |= ((number >> (3 * bit + channel)) & 1) << (7 - bit) }
        }
        self.init(red: UInt8(channels[0]), green: UInt8(channels[1]), blue: UInt8(channels[2]))
    }
}
