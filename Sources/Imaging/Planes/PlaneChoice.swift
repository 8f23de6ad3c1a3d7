/// Which planes of a file with several make the picture.
///
/// Microscopes write one picture a channel, a depth and a time. Here a *page* is what a depth and a time are, or a page of a file that
/// says no more of its pages; it has all *channels*. Both count from 0, in the file's order.
public struct PlaneChoice: Sendable, Hashable {
    /// Which pages are read.
    public enum Pages: Sendable, Hashable {
        /// The first, and a note where there are others.
        case unsaid
        /// One of them, from 0 on.
        case page(Int)
        /// All of them, pixel by pixel.
        case projected(Projection)
    }

    /// What becomes of the values that pages have at a pixel.
    public enum Projection: String, Sendable, Hashable, Codable, CaseIterable {
        /// The largest.
        case max
        /// The mean; of whole numbers rounded, halves to the even one, as NumPy's `rint` does.
        case mean
    }

    /// A channel, as it is asked for.
    public enum Channel: Sendable, Hashable {
        /// Its number, from 0 on.
        case number(Int)
        /// Its name in the file, capitals or not.
        case name(String)
    }

    /// Which pages are read.
    public var pages = Pages.unsaid

    /// One channel to be read as grey, two as red and green, or three as red, green and blue; nil for the colours that the file
    /// says it has, or the first channel, with a note where there are others.
    public var channels: [Channel]?

    /// Creates a choice; without one of its own it takes what a file says that its picture is.
    public init(pages: Pages = .unsaid, channels: [Channel]? = nil) {
        self.pages = pages
        self.channels = channels
    }

    /// Whether nothing is chosen.
    public var isUnsaid: Bool { pages == .unsaid && channels == nil }

    /// Channels as they are typed: numbers or names with commas between, such as `2,1,0` or `DAPI,GFP`; nil for none, more than
    /// three, or an empty one.
    public static func channels(_ text: String) -> [Channel]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        guard (1...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        return parts.map { part in
            part.allSatisfy { $0.isASCII && $0.isNumber } ? Int(part).map(Channel.number) ?? .name(part) : .name(part)
        }
    }
}

extension PlaneChoice.Channel: CustomStringConvertible {
    /// The channel as it is typed.
    public var description: String {
        switch self {
        case .number(let number): "\(number)"
        case .name(let name): name
        }
    }
}
