import Synchronization

/// What was told last of a fetch.
final class LastProgress: Sendable {
    private let state = Mutex<[Int?]?>(nil)

    /// The bytes that are here, and those in all; nil where nothing was told.
    var value: [Int?]? { state.withLock { $0 } }

    func take(_ count: Int, _ total: Int?) { state.withLock { $0 = [count, total] } }
}
