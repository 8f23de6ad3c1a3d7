/// What a reader of a picture should know of how it was read.
public enum DecodingNote: Sendable, Hashable {
    /// The file has so many pages or frames, of which the first was taken.
    case pages(Int)
    /// A pixel has so many values, of which the first `taken` were: one of grey, three of RGB, or four of CMYK. The names are those
    /// that the file has for its channels.
    case channels(Int, taken: Int, names: [String] = [])
    /// The largest value is `largest`, a small part of what `bits` bits have room for, so that the picture is dark.
    case lowValues(largest: Int, bits: Int)
    /// What the file says of its pages is damaged, for a reason, and was not needed.
    case damagedMetadata(String)
    /// The picture is black: no byte of it is above `largest`.
    case black(largest: Int)
}

extension DecodingNote {
    /// Up to which level of 255 a picture is called black: 12 bits in the low ones of 16 come to 15.
    private static let blackest = 15

    /// What is to be said of a picture in which nothing was found; nil where it is not black.
    public init?(nothingFoundIn image: Image) {
        guard let largest = image.pixels.max(), largest <= DecodingNote.blackest else { return nil }
        self = .black(largest: Int(largest))
    }
}

/// Collects what is to be known of many pictures, to say each thing once.
public struct DecodingNotes: Sendable {
    private enum Kind: Int {
        case pages
        case channels
        case lowValues
        case damagedMetadata
        case black
    }

    private struct Group {
        var file: String
        var note: DecodingNote
        var count: Int
    }

    private var groups: [Kind: Group] = [:]

    /// Creates an empty collection.
    public init() {}

    /// Adds what is to be known of a file.
    /// - Returns: Whether something of its kind is said for the first time.
    @discardableResult
    public mutating func add(_ notes: [DecodingNote], of file: String) -> Bool {
        var isNew = false
        for note in notes {
            let kind: Kind
            switch note {
            case .pages: kind = .pages
            case .channels: kind = .channels
            case .lowValues: kind = .lowValues
            case .damagedMetadata: kind = .damagedMetadata
            case .black: kind = .black
            }
            guard var group = groups[kind] else {
                groups[kind] = Group(file: file, note: note, count: 1)
                isNew = true
                continue
            }
            group.count += 1
            // Of dark ones, the brightest says most.
            if case (.lowValues(let largest, _), .lowValues(let most, _)) = (note, group.note), largest > most {
                (group.file, group.note) = (file, note)
            }
            groups[kind] = group
        }
        return isNew
    }

    /// A sentence for each kind, which names one file and tells how many more there are.
    public var sentences: [String] {
        groups.sorted { $0.key.rawValue < $1.key.rawValue }.map { _, group in
            let others = group.count - 1
            let more =
                switch others {
                case 0: ""
                case 1: " (1 other file is like it)"
                default: " (\(others) other files are like it)"
                }
            return "\(group.file) \(group.note.sentence)\(more)"
        }
    }
}

extension DecodingNote {
    /// The end of a sentence that begins with the file's name.
    fileprivate var sentence: String {
        switch self {
        case .pages(let count):
            "has \(count) pages or frames, of which the first is read; --page 0 to --page \(count - 1) take one, "
                + "--projection max or mean all"
        case .channels(let count, let taken, let names):
            (taken == 1
                ? "has \(count) grey channels\(DecodingNote.words(names)), of which the first is read"
                : "has \(count) channels\(DecodingNote.words(names)), of which the first \(taken) are read as \(taken == 3 ? "RGB" : "CMYK")")
                + "; --channels takes others, as --channels \(count - 1)"
        case .damagedMetadata(let reason):
            "is read as one page, since what it says of its pages is damaged: \(reason)"
        case .lowValues(let largest, let bits):
            "has \(bits) bits, but its largest value is \(largest) of \((1 << bits) - 1), so that it is read as dark; "
                + "--range percentile, or --range 0,\(largest), reads it as bright as others"
        case .black(let largest):
            "is black as it is read, and nothing was found in it: no value is above \(largest) of 255"
        }
    }

    private static func words(_ names: [String]) -> String { names.isEmpty ? "" : " (\(list(names)))" }

    /// Up to eight words with commas between.
    static func list(_ words: [String]) -> String {
        let shown = words.prefix(8).map { $0.isEmpty ? "without a name" : $0 }.joined(separator: ", ")
        return words.count > 8 ? "\(shown) and \(words.count - 8) more" : shown
    }
}
