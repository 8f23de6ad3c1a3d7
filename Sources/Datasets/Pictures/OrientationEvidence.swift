internal import Files
public import Geometry
internal import Imaging

/// What pictures that EXIF data turn tell of the way round that a data set is annotated.
///
/// A picture that lies on its side tells it by its size: the data set has that of the stored picture, or of the turned one.
public struct OrientationEvidence: Sendable, Hashable {
    /// Pictures of which the data set has the stored size.
    public private(set) var stored: [String] = []
    /// Pictures of which it has the turned one.
    public private(set) var turned: [String] = []
    /// Turned or mirrored pictures whose size does not tell it.
    public private(set) var undecided: [String] = []

    /// Reads the heads of pictures; those that cannot be read tell nothing.
    /// - Parameters:
    ///   - pictures: What messages call each, its file, and its size in the data set.
    ///   - threads: How many threads read; nil takes one a core.
    public init(_ pictures: [(name: String, path: String, size: ImageSize?)], threads: Int? = nil) {
        let headers = inParallel(pictures.count, chunk: 16, threads: threads) { range in
            range.map { try? ImageHeader(contentsOfFile: pictures[$0].path) }
        }.flatMap(\.self)
        for (picture, header) in zip(pictures, headers) {
            if let header { add(picture.name, header, recordedSize: picture.size) }
        }
    }

    /// No evidence yet.
    init() {}

    mutating func add(_ name: String, _ header: ImageHeader, recordedSize size: ImageSize?) {
        guard header.orientation != 1 else { return }
        if header.size != header.uprightSize, size == header.size {
            stored.append(name)
        } else if header.size != header.uprightSize, size == header.uprightSize {
            turned.append(name)
        } else {
            undecided.append(name)
        }
    }

    /// Whether pictures that tell nothing are best read turned: as most of the others are, and where there are none.
    public var turns: Bool { turned.count >= stored.count }

    /// Whether some pictures are annotated as stored, and others as turned.
    public var isContradictory: Bool { !stored.isEmpty && !turned.isEmpty }

    /// What the reader of a data set should know.
    /// - Parameter turning: Whether pictures that tell nothing are read turned.
    public func notes(turning: Bool) -> [String] {
        var notes: [String] = []
        if isContradictory {
            notes.append(
                "of pictures that EXIF data turn, the data set has the stored size of \(OrientationEvidence.count(stored)) "
                    + "and the turned size of \(OrientationEvidence.count(turned)): each is read as its own size says")
        }
        if !undecided.isEmpty {
            let reason =
                isContradictory
                ? "" : stored.isEmpty && turned.isEmpty ? "" : ", as of the others whose size tells it"
            notes.append(
                "the size of \(OrientationEvidence.count(undecided)) does not tell whether the annotations follow the picture "
                    + "as it is stored or as EXIF data turn it: it is read as \(turning ? "turned" : "stored")\(reason)"
                    + (turning ? "; --no-exif reads it as stored" : ""))
        }
        return notes
    }

    private static func count(_ names: [String]) -> String {
        let first = names.first ?? ""
        return names.count == 1 ? "1 picture (\(first))" : "\(names.count) pictures (\(first) …)"
    }
}
