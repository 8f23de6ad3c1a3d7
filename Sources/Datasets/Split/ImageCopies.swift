internal import Files

/// Which images are copies of one source, as far as the names of their files tell.
///
/// Programs that augment data name copies after their source: `a.jpg.rf.0c1d….jpg` (Roboflow), `a_flip`, `a_aug3`, `a_rot90`,
/// `a-1` and `a (2)` beside `a`. What is trained on must not be tested on, and a copy shows the same objects.
public struct ImageCopies: Sendable {
    /// The places of images that are copies of one source, the source among them where it is there: two or more in each group.
    public let groups: [[Int]]

    /// Compares names, folders included; images without one are copies of nothing.
    ///
    /// Copies are looked for in the folder of their source first, and then in others.
    /// Complexity: O(*n*) in the names.
    public init(names: [String?]) {
        let parts = names.map { $0.map(CopyName.init) }
        var plain: [String: Set<String>] = [:]
        for case let part? in parts where part.kind == .none { plain[part.base, default: []].insert(part.folder) }
        var members: [String: [(place: Int, kind: CopyName.Kind)]] = [:]
        for (place, part) in parts.enumerated() {
            guard let part else { continue }
            let (key, kind) = Self.key(of: part, plain: plain)
            members[key, default: []].append((place, kind))
        }
        groups = members.values.compactMap { group in
            let isExport = group.contains { $0.kind == .export }
            let numbered = group.count { $0.kind == .numbered }
            // Pictures that are merely numbered are many; copies of one are few.
            let kept = group.filter { $0.kind != .numbered || numbered <= Self.mostNumbered }
            guard kept.count > 1, isExport || kept.count <= Self.mostCopies else { return nil }
            return kept.map(\.place).sorted()
        }.sorted { $0[0] < $1[0] }
    }

    private static let mostNumbered = 12
    private static let mostCopies = 64

    /// What copies of one source have in common.
    private static func key(of part: CopyName, plain: [String: Set<String>]) -> (String, CopyName.Kind) {
        let own = part.folder + "/"
        switch part.kind {
        case .export: return ("\u{0}" + part.base, .export)
        case .none:
            // A number or a word makes a copy only of what is there without it.
            for base in part.doubtfulBases where plain[base]?.contains(part.folder) ?? false {
                return (own + base, .numbered)
            }
            return (own + part.base, .none)
        case .augmented, .numbered:
            let folders = plain[part.base] ?? []
            guard !folders.contains(part.folder), folders.count == 1, let folder = folders.first else {
                return (own + part.base, part.kind)
            }
            return (Path.joined(folder, part.base), part.kind)
        }
    }
}

/// A file's name, taken apart into that of its source and what a program added.
private struct CopyName {
    enum Kind {
        /// Nothing was added.
        case none
        /// What Roboflow adds, which is unmistakable.
        case export
        /// A word of augmentation.
        case augmented
        /// A number or a word that can be part of a picture's own name.
        case numbered
    }

    let folder: String
    private(set) var base: String
    private(set) var kind = Kind.none
    /// What the source would be called if a number at the end, or a word at the beginning, were an addition.
    private(set) var doubtfulBases: [String] = []

    init(_ name: String) {
        folder = Path.folder(of: name)
        base = Path.stem(of: name)
        if let source = Self.exported(base) { (base, kind) = (source, .export) }
        // A file's name has at most 255 bytes, and nobody puts sixteen words for changes into it.
        for _ in 0..<16 {
            guard let shorter = Self.withoutWord(base) else { break }
            base = shorter
            if kind == .none { kind = .augmented }
        }
        if kind == .none { doubtfulBases = Self.doubtful(base) }
        // Roboflow names copies of a name `a-1-`; its hash says already that it is one.
        if kind == .export { base = Self.trimmed(base) }
    }

    /// Words that programs add, alone or with a number.
    private static let words: Set<Substring> = [
        "aug", "augm", "augmented", "augmentation", "flip", "flipped", "hflip", "vflip", "fliph", "flipv", "fliplr",
        "flipud",
        "lr", "ud", "mirror", "mirrored", "rot", "rotate", "rotated", "rotation", "bright", "brighter", "brightness",
        "dark",
        "darker", "darkened", "brightened", "contrast", "blur", "blurred", "noise", "noisy", "gaussian", "crop",
        "cropped",
        "scaled", "zoom", "zoomed", "shear", "sheared", "hue", "saturation", "gray", "grey", "grayscale", "greyscale",
        "elastic", "cutout", "jitter", "colorjitter", "copy",
    ]

    private static let separators: Set<Character> = ["_", "-", ".", " "]

    /// The source's name of `SOURCE.rf.HASH`, whose extension Roboflow has made part of the name.
    private static func exported(_ stem: String) -> String? {
        guard let range = stem.ranges(of: ".rf.").last, range.lowerBound > stem.startIndex else { return nil }
        let hash = stem[range.upperBound...]
        guard hash.count >= 8, hash.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else { return nil }
        let source = stem[..<range.lowerBound]
        for ending in ["_jpg", "_jpeg", "_png", "_bmp", "_webp", "_tif", "_tiff"]
        where source.lowercased().hasSuffix(ending) {
            return String(source.dropLast(ending.count))
        }
        return String(source)
    }

    /// A name without a last word of augmentation, and without a number after it; nil where there is none.
    private static func withoutWord(_ name: String) -> String? {
        var rest = trimmed(name)[...]
        var last = lastPart(of: rest)
        if last.allSatisfy(\.isNumber), !last.isEmpty {
            // A number of its own belongs to the word before it; a long one counts pictures.
            guard last.count <= 3 else { return nil }
            rest = trimmed(String(rest.dropLast(last.count)))[...]
            last = lastPart(of: rest)
        }
        let word = last.lowercased()[...]
        let letters = word.prefix { !$0.isNumber }
        let digits = word.dropFirst(letters.count)
        guard words.contains(letters), digits.allSatisfy(\.isNumber), digits.count <= 3 else { return nil }
        let source = trimmed(String(rest.dropLast(last.count)))
        return source.isEmpty ? nil : source
    }

    private static func doubtful(_ name: String) -> [String] {
        var bases: [String] = []
        let whole = trimmed(name)
        let last = lastPart(of: whole[...])
        let number = last.hasPrefix("(") && last.hasSuffix(")") ? last.dropFirst().dropLast() : last
        if !number.isEmpty, number.count <= 3, number.allSatisfy(\.isNumber), last.count < whole.count {
            bases.append(trimmed(String(whole.dropLast(last.count))))
        }
        let first = whole.prefix { !separators.contains($0) }
        if words.contains(first.lowercased().prefix { !$0.isNumber }), first.count < whole.count {
            bases.append(String(whole.dropFirst(first.count + 1)))
        }
        return bases.filter { !$0.isEmpty }
    }

    private static func lastPart(of name: Substring) -> Substring {
        name.lastIndex(where: separators.contains).map { name[name.index(after: $0)...] } ?? name
    }

    /// Without separators at the end.
    private static func trimmed(_ name: String) -> String {
        var name = name
        while let last = name.last, separators.contains(last) { name.removeLast() }
        return name
    }
}
