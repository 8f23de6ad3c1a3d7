/// The memory of a run over time, and whether it is flat.
struct MemoryCurve {
    struct Sample {
        var seconds: Double
        var bytes: Int
    }

    let name: String
    let samples: [Sample]

    /// What is left after the first quarter, in which caches fill and models load.
    private var settled: ArraySlice<Sample> {
        let end = samples.last?.seconds ?? 0
        return samples.drop { $0.seconds < end / 4 }
    }

    /// How many bytes the line through the last three quarters rises over them.
    var growth: Double {
        let points = settled
        guard points.count > 1, let first = points.first, let last = points.last else { return 0 }
        let count = Double(points.count)
        let meanTime = points.reduce(0) { $0 + $1.seconds } / count
        let meanBytes = points.reduce(0) { $0 + Double($1.bytes) } / count
        var (above, below) = (0.0, 0.0)
        for point in points {
            above += (point.seconds - meanTime) * (Double(point.bytes) - meanBytes)
            below += (point.seconds - meanTime) * (point.seconds - meanTime)
        }
        return below > 0 ? above / below * (last.seconds - first.seconds) : 0
    }

    /// The most of the first half, and of the second.
    var peaks: (early: Int, late: Int) {
        let half = samples.count / 2
        return (samples[..<half].map(\.bytes).max() ?? 0, samples[half...].map(\.bytes).max() ?? 0)
    }

    /// What may come and go: the allocator's gaps, a list of what was done, and a twentieth of all.
    private var tolerance: Double { max(16 * 1_048_576, Double(peaks.early) / 20) }

    /// Whether the memory neither rises nor has a higher peak late than early. A run that was hardly seen is not flat.
    var isFlat: Bool {
        samples.count >= 20 && growth < tolerance && Double(peaks.late - peaks.early) < tolerance
    }

    var verdict: String {
        func megabytes(_ bytes: Double) -> String { "\((bytes / 104_857.6).rounded() / 10) MiB" }
        let (early, late) = peaks
        let seconds = (samples.last?.seconds ?? 0).rounded()
        return
            "\(name): \(isFlat ? "flat" : "GROWS"), \(Int(seconds)) s, \(samples.count) samples; most \(megabytes(Double(early))) in the first half, "
            + "\(megabytes(Double(late))) in the second; \(megabytes(growth)) over the last three quarters"
    }
}
