extension EvaluationOptions {
    /// 0.50, 0.55 … 0.95, to the last bit those of pycocotools (numpy's `linspace`).
    public static let cocoIoUThresholds = linearSpace(from: 0.5, to: 0.95, count: 10)

    /// 0, 0.01 … 1, to the last bit those of pycocotools (numpy's `linspace`).
    public static let cocoRecallThresholds = linearSpace(from: 0, to: 1, count: 101)

    /// Evenly spaced numbers, both ends included, rounded as numpy's `linspace` rounds.
    public static func linearSpace(from start: Double, to end: Double, count: Int) -> [Double] {
        guard count > 1 else { return count == 1 ? [start] : [] }
        let step = (end - start) / Double(count - 1)
        return (0..<count).map { $0 == count - 1 ? end : Double($0) * step + start }
    }
}
