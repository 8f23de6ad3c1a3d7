import Geometry
import Imaging
import MaskRCNN

/// What has come out of a run so far; says so on the terminal as it goes.
struct RunReport {
    /// What is kept of an image once its results are written.
    struct Entry {
        let name: String
        let imageID: Int
        let size: ImageSize
        /// How many instances of each category are kept, or pixels of each class of a class map, the most frequent first.
        let categories: [(name: String, count: Int)]
        /// How many of them are drawn; all where nothing is drawn.
        let drawn: [(name: String, count: Int)]
        let seconds: Double
        let files: [String]

        var count: Int { categories.reduce(0) { $0 + $1.count } }
        var drawnCount: Int { drawn.reduce(0) { $0 + $1.count } }
    }

    private(set) var entries: [Entry] = []
    private(set) var failures: [InputFailure]
    /// Files that could not be written, while others of their inputs were.
    private(set) var failedOutputs: [InputFailure] = []
    /// Files that belong to no single image.
    private(set) var files: [String] = []
    /// What is to be known of how images were read.
    var notes = DecodingNotes()
    /// Instances that are not among the COCO results.
    var leftOutCount = 0
    /// Instances that others cover wholly in label images.
    var hiddenCount = 0
    let total: Int
    /// Instances that score more than this are drawn; nil where none are.
    let drawScore: Double?
    private let failuresBefore: Int
    private var progress: Progress

    /// Starts a report with the inputs that failed before any image was read.
    init(messages: MessageOptions, total: Int, failures: [InputFailure], drawScore: Double?) {
        self.drawScore = drawScore
        self.failures = failures
        failuresBefore = failures.count
        self.total = total
        progress = Progress(total: total, unit: "image", isQuiet: messages.quiet)
    }

    /// Whether Ctrl-C ended the run before all images had come through.
    var isInterrupted: Bool {
        Interruption.isRequested && entries.count + failures.count - failuresBefore < total
    }

    /// The model is ready: from now on time counts.
    mutating func start() {
        progress.start()
    }

    /// Wipes the progress line.
    func stop() {
        progress.stop()
    }

    /// Adds an input that gave nothing, and says so.
    mutating func add(_ failure: InputFailure) {
        failures.append(failure)
        Console.standard.report(CommandFailure(.someInputsFailed, failure.description))
        progress.advance(by: 1)
    }

    /// Adds a file that could not be written although its input was read, and says so.
    mutating func addFailedOutput(_ failure: InputFailure) {
        failedOutputs.append(failure)
        Console.standard.report(CommandFailure(.someInputsFailed, failure.description))
    }

    /// Adds an image.
    mutating func add(
        _ item: InputItem, id: Int, _ size: ImageSize, _ found: [Detection], seconds: Double, files: [String]
    ) {
        let categories = found.map { ($0.category, 1) }
        let drawn = drawScore.map { score in found.filter { $0.score > Float(score) }.map { ($0.category, 1) } }
        add(item, id: id, size, counts: categories, drawn: drawn, seconds: seconds, files: files)
    }

    /// Adds an image with how much of each category is in it.
    ///
    /// - Parameter drawn: How much is drawn; nil for all.
    mutating func add(
        _ item: InputItem, id: Int, _ size: ImageSize, counts: [(String, Int)], drawn: [(String, Int)]? = nil,
        seconds: Double, files: [String]
    ) {
        entries.append(
            Entry(
                name: item.name, imageID: id, size: size, categories: Self.counts(counts),
                drawn: Self.counts(drawn ?? counts), seconds: seconds, files: files))
        progress.advance(by: 1)
    }

    /// Adds files that belong to no single image.
    mutating func addFiles(_ paths: [String]) {
        files += paths
    }

    /// The failure that ends the run, with how far it came.
    func stopped(by failure: CommandFailure) -> CommandFailure {
        var failure = failure
        if total > 1, failure.hint == nil {
            failure.hint = "Stopped after \(entries.count) of \(total) images; what was written of them is whole."
        }
        return failure
    }

    /// How many instances, or pixels, of each category the run has kept, the most frequent first.
    var categories: [(name: String, count: Int)] {
        Self.counts(entries.flatMap(\.categories).map { ($0.name, $0.count) })
    }

    /// How many instances of each category the run has drawn, the most frequent first.
    var drawn: [(name: String, count: Int)] {
        Self.counts(entries.flatMap(\.drawn).map { ($0.name, $0.count) })
    }

    private static func counts(_ pairs: [(String, Int)]) -> [(name: String, count: Int)] {
        Dictionary(pairs, uniquingKeysWith: +)
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { (name: $0.key, count: $0.value) }
    }
}
