/// The colours in which objects are told apart.
public struct Palette: Sendable, Hashable {
    /// The colours, in the order in which they are given out.
    public let colors: [Color]

    /// Creates a palette of at least one colour.
    public init(_ colors: [Color]) {
        precondition(!colors.isEmpty, "a palette has at least one colour")
        self.colors = colors
    }

    /// The colour of an index; after the last the first comes again.
    public subscript(index: Int) -> Color {
        let remainder = index % colors.count
        return colors[remainder < 0 ? remainder + colors.count : remainder]
    }

    /// Seven hues that people with any kind of colour vision tell apart, then lighter and darker shades of them.
    ///
    /// Source: Okabe and Ito, "Color Universal Design" (2008), without black, in another order.
    public static let standard = Palette(
        hues.map { Color(hex: $0) }
            + hues.map { Color(hex: $0).mixed(with: .white, at: 0.45) }
            + hues.map { Color(hex: $0).mixed(with: .black, at: 0.3) }
            + hues.map { Color(hex: $0).mixed(with: .white, at: 0.7) }
            + hues.map { Color(hex: $0).mixed(with: .black, at: 0.5) })

    private static let hues: [UInt32] = [0xe69f00, 0x56b4e9, 0x009e73, 0xf0e442, 0xcc79a7, 0xd55e00, 0x0072b2]
}
