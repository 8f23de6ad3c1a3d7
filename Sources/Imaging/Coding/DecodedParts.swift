internal import Geometry

/// The values of a picture before they are red, green and blue: all colours together, or one channel for each that was chosen.
struct DecodedParts {
    /// One set of values with the file's colours, or one to three of a single channel.
    var parts: [Samples]
    /// Whether the parts are channels that were chosen.
    var areChannels: Bool

    var size: ImageSize { parts[0].size }

    /// The picture.
    /// - Parameter ranges: The range of each part.
    /// - Throws: `ImagingError.noFullRange` where the values have none and it is asked for.
    func image(_ options: DecodingOptions, ranges: [ValueRange], name: String) throws(ImagingError) -> Image {
        var options = options
        guard areChannels else {
            options.range = ranges[0]
            return Image(size: size, checked: try parts[0].rgb(options, name: name))
        }
        var bytes: [[UInt8]] = []
        for (part, range) in zip(parts, ranges) { bytes.append(try part.bytes(range, name: name)) }
        let area = size.area
        let black = bytes.count == 2 ? [UInt8](repeating: 0, count: area) : []
        let channels = bytes.count == 1 ? [bytes[0], bytes[0], bytes[0]] : bytes.count == 2 ? bytes + [black] : bytes
        let pixels = [UInt8](unsafeUninitializedCapacity: area * 3) { target, filled in
            for (channel, values) in channels.enumerated() {
                for (index, value) in values.enumerated() { target[3 * index + channel] = value }
            }
            filled = area * 3
        }
        return Image(size: size, checked: pixels)
    }

    /// What is to be said of values that use a small part of what their bits have room for.
    func notes(_ range: ValueRange) -> [DecodingNote] {
        guard range == .full else { return [] }
        return parts.compactMap(\.lowValues).prefix(1).map { $0 }
    }
}

extension Samples {
    /// The note on words of which the largest is low; nil for others.
    var lowValues: DecodingNote? {
        guard case .words = values, let largest = largestLevel, largest > 0, largest < 1 << (bits - 2) else {
            return nil
        }
        return .lowValues(largest: largest, bits: bits)
    }

    /// Each of the channels that were chosen by number.
    /// - Throws: `ImagingError.notInFile` for one that there is not.
    func channels(_ wanted: [PlaneChoice.Channel], name: String) throws(ImagingError) -> [Samples] {
        var parts: [Samples] = []
        for channel in wanted {
            guard case .number(let number) = channel, number < bands else {
                throw .noChannel(channel, of: bands, names: [], file: name)
            }
            var part = self
            part.values = values.channel(number, of: bands)
            (part.bands, part.colors, part.opacity) = (1, .grey, nil)
            parts.append(part)
        }
        return parts
    }
}
