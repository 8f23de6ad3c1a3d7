/// An 8-bit sRGB colour.
public struct Color: Sendable, Hashable, Codable {
    /// The red component.
    public var red: UInt8
    /// The green component.
    public var green: UInt8
    /// The blue component.
    public var blue: UInt8

    /// Creates a colour from its components.
    public init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// Creates a colour from a number such as 0xE69F00.
    public init(hex: UInt32) {
        self.init(
            red: UInt8(truncatingIfNeeded: hex >> 16), green: UInt8(truncatingIfNeeded: hex >> 8),
            blue: UInt8(truncatingIfNeeded: hex))
    }

    /// White.
    public static let white = Color(hex: 0xffffff)
    /// Black.
    public static let black = Color(hex: 0x000000)

    /// The colour on the straight way to another, at 0 this one and at 1 the other.
    public func mixed(with other: Color, at fraction: Double) -> Color {
        func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
            UInt8(min(max(Double(a) + (Double(b) - Double(a)) * fraction, 0), 255).rounded())
        }
        return Color(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
    }

    /// The relative luminance, from 0 for black to 1 for white.
    ///
    /// Source: WCAG 2.2, with sRGB's transfer curve.
    public var luminance: Double {
        func linear(_ value: UInt8) -> Double {
            let share = Double(value) / 255
            return share <= 0.04045 ? share / 12.92 : power((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// The colour, as far as needed lighter or darker, so that it is seen on a ground of this luminance.
    func apart(from ground: Double) -> Color {
        func contrast(_ color: Color) -> Double {
            let (a, b) = (color.luminance + 0.05, ground + 0.05)
            return max(a, b) / min(a, b)
        }
        // On a ground above this, black has more contrast than white.
        let end = ground > 0.179 ? Color.black : .white
        for share in stride(from: 0, through: 0.8, by: 0.1) {
            let color = mixed(with: end, at: share)
            if contrast(color) >= Color.leastContrast { return color }
        }
        return mixed(with: end, at: 0.9)
    }

    /// Of a line a few pixels wide, which is to keep its hue.
    private static let leastContrast = 2.2

    /// Black or white, whichever is read better on this colour.
    ///
    /// Source: WCAG 2.2's contrast ratio, (lighter + 0.05) / (darker + 0.05).
    public var contrastingText: Color {
        let onBlack = (luminance + 0.05) / 0.05
        let onWhite = 1.05 / (luminance + 0.05)
        return onBlack >= onWhite ? .black : .white
    }
}
