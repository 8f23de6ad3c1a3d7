import Foundation

/// How the time of some work grows with its size.
///
/// Time is the processor's for this thread, which others slow only by what they use of its caches, and the least of several
/// runs, in turns. Four times the size takes about four times as long where the work
/// is linear, five where it is `n` log `n`, and sixteen where it is a square: `limit` stands far from both. Where three
/// runs are above it, up to thirty more are made: a square stays one, and a noisy machine has a quiet moment.
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
        var (leastSmall, leastLarge) = (Double.infinity, Double.infinity)
        var runs = 0
        while runs < 3 || (runs < 33 && leastLarge >= limit * leastSmall) {
            leastSmall = min(leastSmall, max(try time { try work(small) }, 1e-7))
            leastLarge = min(leastLarge, try time { try work(large) })
            runs += 1
        }
        return leastLarge / leastSmall
    }

    private static func time(of work: () throws -> Void) rethrows -> Double {
        let start = now()
        try work()
        return now() - start
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
