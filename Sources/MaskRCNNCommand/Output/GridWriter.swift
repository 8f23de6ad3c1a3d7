import Geometry
import Imaging

/// Gathers small overlays and writes them in one picture.
struct GridWriter {
    /// What each overlay is fitted into.
    static let cell = ImageSize(width: 480, height: 360)
    /// More would neither be looked at nor fit into memory.
    private static let capacity = 64

    /// Where the grid stands; nil where none is asked for.
    private let path: String?
    private var panels: [Mosaic.Panel] = []

    init(plan: OutputPlan) {
        path = plan.gridPicture
    }

    /// Adds an overlay.
    mutating func add(_ thumbnail: Image, caption: String) {
        if panels.count < Self.capacity { panels.append(Mosaic.Panel(thumbnail, caption: caption)) }
    }

    /// Writes the grid, where there is one; gives its path.
    func write() throws(CommandFailure) -> String? {
        guard let path, !panels.isEmpty else { return nil }
        do {
            try Mosaic(cell: Self.cell).compose(panels).write(toFile: path)
        } catch {
            throw CommandFailure(picture: error)
        }
        return path
    }
}
