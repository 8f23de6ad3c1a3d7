internal import Geometry
internal import Imaging

/// What red, green and blue count in a grey, in 65,536ths.
///
/// Source: ITU-R BT.601, as torchvision's `rgb_to_grayscale` and PIL's `L`.
private let grayShares = (red: UInt32(19_595), green: UInt32(38_470), blue: UInt32(7_471))

extension Image {
    /// Sends every value through a curve.
    mutating func apply(_ curve: ToneCurve) {
        let table = curve.table
        withUnsafeMutablePixels { pixels in
            table.withUnsafeBufferPointer { table in
                for index in pixels.indices { pixels[index] = table[Int(pixels[index])] }
            }
        }
    }

    /// The mean of the pixels' grey after a curve; 0 for a picture without pixels.
    func meanGray(_ curve: ToneCurve) -> Float {
        guard size.area > 0 else { return 0 }
        let table = curve.table
        var sum: UInt64 = 0
        pixels.withUnsafeBufferPointer { pixels in
            table.withUnsafeBufferPointer { table in
                for index in stride(from: 0, to: pixels.count - 2, by: 3) {
                    let gray =
                        UInt32(table[Int(pixels[index])]) &* grayShares.red
                        &+ UInt32(table[Int(pixels[index + 1])]) &* grayShares.green
                        &+ UInt32(table[Int(pixels[index + 2])]) &* grayShares.blue
                    sum &+= UInt64(gray)
                }
            }
        }
        return Float(Double(sum) / 65_536 / Double(size.area))
    }

    /// Multiplies the pixels' distances from their grey, and turns their hues by a share of the circle.
    mutating func turnColors(saturation: Float, hue: Float) {
        withUnsafeMutablePixels { pixels in
            for index in stride(from: 0, to: pixels.count - 2, by: 3) {
                var color = SIMD3(Float(pixels[index]), Float(pixels[index + 1]), Float(pixels[index + 2]))
                if saturation != 1 {
                    let gray = 0.299 * color.x + 0.587 * color.y + 0.114 * color.z
                    color = (SIMD3(repeating: gray) + (color - gray) * saturation)
                        .clamped(lowerBound: SIMD3(repeating: 0), upperBound: SIMD3(repeating: 255))
                }
                if hue != 0 { color = hueTurned(color, by: hue) }
                pixels[index] = UInt8(color.x + 0.5)
                pixels[index + 1] = UInt8(color.y + 0.5)
                pixels[index + 2] = UInt8(color.z + 0.5)
            }
        }
    }

    /// Gives the channels other places: red becomes the channel that the order names first, and so on.
    mutating func reorderChannels(_ order: [Int]) {
        guard order.sorted() == [0, 1, 2] else { return }
        let (red, green, blue) = (order[0], order[1], order[2])
        withUnsafeMutablePixels { pixels in
            for index in stride(from: 0, to: pixels.count - 2, by: 3) {
                let color = (pixels[index + red], pixels[index + green], pixels[index + blue])
                (pixels[index], pixels[index + 1], pixels[index + 2]) = color
            }
        }
    }

    /// Gives all channels the pixel's grey.
    mutating func loseColors() {
        withUnsafeMutablePixels { pixels in
            for index in stride(from: 0, to: pixels.count - 2, by: 3) {
                let gray =
                    (UInt32(pixels[index]) * grayShares.red + UInt32(pixels[index + 1]) * grayShares.green
                        + UInt32(pixels[index + 2]) * grayShares.blue + 32_768) >> 16
                pixels[index] = UInt8(truncatingIfNeeded: gray)
                pixels[index + 1] = UInt8(truncatingIfNeeded: gray)
                pixels[index + 2] = UInt8(truncatingIfNeeded: gray)
            }
        }
    }
}

/// A colour with its hue turned, its saturation and value in HSV kept.
@inline(__always)
private func hueTurned(_ color: SIMD3<Float>, by share: Float) -> SIMD3<Float> {
    let value = max(color.x, color.y, color.z)
    let chroma = value - min(color.x, color.y, color.z)
    guard chroma > 0 else { return color }
    var hue: Float
    if value == color.x {
        hue = (color.y - color.z) / chroma
    } else if value == color.y {
        hue = 2 + (color.z - color.x) / chroma
    } else {
        hue = 4 + (color.x - color.y) / chroma
    }
    hue += 6 * share
    if hue < 0 { hue += 6 }
    if hue >= 6 { hue -= 6 }
    // Each channel is a trapezium over the circle: full for two of six parts, none for two, and a slope between.
    let distances = SIMD3(abs(hue - 3) - 1, 2 - abs(hue - 2), 2 - abs(hue - 4))
        .clamped(lowerBound: SIMD3(repeating: 0), upperBound: SIMD3(repeating: 1))
    return SIMD3(repeating: value - chroma) + distances * chroma
}
