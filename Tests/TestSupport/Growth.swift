import Foundation

/// How the time of some work grows with its size.
///
/// Time is the processor's for this thread, of which other tests and other programs take nothing, and the least of three
/// runs. Four times the size takes about four times as long where the work is linear, five where it is `n` log `n`, and
/// sixteen where it is a square: `limit` stands far from both.
public enum Growth {
    /// What four times the size may take, where it takes once the time for a quarter.
    public static let limit = 10.0

    /// The time for `4 * size` by that for `size`.
    /// - Parameters:
    ///   - make: The input of a size, which is not measured.
    ///   - work: What is measured.
    public static func ofFourTimes<Input>(
        _ size: Int, _ make: (Int) throws -> Input, _ work: (Input) throws -> Void
    ) rethrows -> Double {
        let (small, large) = (try make(size), try make(4 * size))
        // The first call also loads and sets up what all need.
        try work(small)
        return try least { try work(large) } / max(try least { try work(small) }, 1e-7)
    }

    private static func least(_ work: () throws -> Void) rethrows -> Double {
        var least = Double.infinity
        for _ in 0..<3 {
            let start = now()
            try work()
            least = min(least, now() - start)
        }
        return least
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
