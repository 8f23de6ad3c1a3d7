/// How far a run is: a line that changes on a terminal, a line now and then in a log.
struct Progress {
    private let total: Int
    private let unit: String
    private let isQuiet: Bool
    private var done = 0
    private var begin = ContinuousClock.now
    private var lastLine = ContinuousClock.now

    /// Creates the progress of so many things, called `unit` one by one.
    init(total: Int, unit: String, isQuiet: Bool) {
        self.total = total
        self.unit = unit
        self.isQuiet = isQuiet
    }

    /// Time counts from now.
    mutating func start() {
        begin = .now
        lastLine = begin
        if !isQuiet && total > 1 { show() }
    }

    /// So many more things are done.
    mutating func advance(by count: Int) {
        done += count
        guard !isQuiet && total > 1 else { return }
        if Console.standard.isInteractive {
            show()
        } else if ContinuousClock.now - lastLine > .seconds(10) {
            lastLine = .now
            Console.standard.note(text)
        }
    }

    /// Wipes the line.
    func stop() {
        Console.standard.clearStatus()
    }

    private func show() {
        Console.standard.showStatus(Self.bar(Double(done) / Double(max(total, 1))) + " " + text)
    }

    private var text: String {
        let counted = "\(done)/\(total) \(unit)s"
        let elapsed = (ContinuousClock.now - begin).seconds
        guard done > 0, elapsed > 0 else { return counted }
        let rate = Double(done) / elapsed
        let left = Double(total - done) / rate
        return "\(counted)  \(Quantity.decimal(rate, places: 2)) \(unit)s/s  \(Quantity.seconds(left)) left"
    }

    /// A bar of 24 characters, filled to a fraction.
    static func bar(_ fraction: Double) -> String {
        let width = 24
        let filled = min(width, max(0, Int(fraction * Double(width))))
        return "[" + String(repeating: "=", count: filled) + String(repeating: " ", count: width - filled) + "]"
    }
}
