internal import Geometry
internal import Imaging
internal import Synchronization

/// Decoded images that are kept, as many as fit a budget.
///
/// What is in is never put out: each image comes once an epoch in random order, of which any rule for what to keep hits
/// the same share, and one that replaces nothing costs nothing.
final class ImageCache: Sendable {
    private struct State {
        var images: [Int: Image] = [:]
        var bytes = 0
    }

    private let budget: Int
    private let state = Mutex(State())

    init(budget: Int) {
        self.budget = budget
    }

    subscript(index: Int) -> Image? {
        budget > 0 ? state.withLock { $0.images[index] } : nil
    }

    /// Keeps an image if it fits.
    func insert(_ image: Image, at index: Int) {
        let bytes = image.pixels.count
        guard bytes <= budget else { return }
        state.withLock { state in
            guard state.images[index] == nil, state.bytes <= budget - bytes else { return }
            state.images[index] = image
            state.bytes += bytes
        }
    }
}
