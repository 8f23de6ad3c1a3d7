/// How large images are made for the network, where it is not to be as the model has it.
///
/// A model's own rule makes every image about equally large, which suits photographs: their objects grow with them. Under a
/// microscope a larger image has more objects, not larger ones, and `.scale(1)` keeps their size. Where an image gets more
/// pixels than by the model's own rule, the limits on its proposals and detections grow by as much.
public enum InputResizing: Sendable, Hashable {
    /// The short side gets so many pixels, unless the long side would have more than the longest. Where only one is given, the
    /// other keeps the model's ratio to it.
    case sides(short: Int?, longest: Int?)
    /// Both sides are multiplied by this, whatever the image's size.
    case scale(Double)

    /// The most pixels of a side, and of the whole input.
    static let mostOfSide = 1 << 16
    package static let mostPixels = 1 << 27
    /// The least and the largest scale.
    static let scales = 1.0 / 1024...64

    /// - Throws: ``MaskRCNNError/configuration(key:expected:)`` where a number makes no sense.
    package func validate() throws(MaskRCNNError) {
        switch self {
        case .scale(let scale):
            guard Self.scales.contains(scale) else {
                throw .configuration(key: "resizing.scale", expected: "from 1/1024 to 64")
            }
        case .sides(let short, let longest):
            for (name, side) in [("short", short), ("longest", longest)] {
                guard let side, !(1...Self.mostOfSide).contains(side) else { continue }
                throw .configuration(key: "resizing.\(name)", expected: "from 1 to \(Self.mostOfSide)")
            }
            if let short, let longest, longest < short {
                throw .configuration(key: "resizing.longest", expected: "at least the short side, \(short)")
            }
        }
    }

    /// What both sides are multiplied by; nil where sides are given.
    var factor: Double? {
        if case .scale(let scale) = self { scale } else { nil }
    }

    /// The short side that is wanted and the longest one, where the model has this rule; nil for a scale.
    func sides(model: Configuration.Transform) -> (short: Double, longest: Double)? {
        guard case .sides(let wanted, let longest) = self else { return nil }
        let ratio = Double(model.maximumSide) / Double(model.minimumSide)
        let short = wanted.map(Double.init) ?? longest.map { Double($0) / ratio } ?? Double(model.minimumSide)
        return (short, longest.map(Double.init) ?? short * ratio)
    }
}

extension Int {
    /// A limit for an image with so many times as many pixels as the model's own rule gives it.
    package func grown(by factor: Double) -> Int {
        factor > 1 ? Int(Swift.min((Double(self) * factor).rounded(.up), 1e9)) : self
    }
}
