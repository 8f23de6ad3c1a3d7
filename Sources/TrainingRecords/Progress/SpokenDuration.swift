/// A length of time as people say it: `45 s`, `3 min 20 s`, `2 h 05 min`, `3 d 04 h`.
public struct SpokenDuration: Sendable, Hashable, CustomStringConvertible {
    /// The length in seconds.
    public var seconds: Double

    /// Creates a length of time.
    public init(seconds: Double) {
        self.seconds = seconds
    }

    /// The two largest units, rounded; `–` where the number is negative, not finite or more than ten thousand days.
    public var description: String {
        guard seconds >= 0, seconds <= 864_000_000 else { return "–" }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return two(whole, 60, "min", "s") }
        // Rounded to what is said, so that 59.6 minutes are an hour.
        let minutes = Int((seconds / 60).rounded())
        if minutes < 24 * 60 { return two(minutes, 60, "h", "min") }
        return two(Int((seconds / 3600).rounded()), 24, "d", "h")
    }

    private func two(_ count: Int, _ ratio: Int, _ large: String, _ small: String) -> String {
        let rest = count % ratio
        return "\(count / ratio) \(large) \(rest < 10 ? "0" : "")\(rest) \(small)"
    }
}
