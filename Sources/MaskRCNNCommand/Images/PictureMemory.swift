import Files
import Geometry
import Imaging
import MaskRCNN

/// What a network takes in memory.
protocol NetworkMemory: Sendable {
    /// The weights.
    var weightBytes: Int { get }
    /// The size at the network's input of an image of a usual shape; nil where every image has its own.
    var usualInput: ImageSize? { get }
    /// What images of these sizes take while the network looks at them together.
    func activationBytes(of sizes: [ImageSize]) -> Int
}

extension InferenceMemory: NetworkMemory {}

extension SegmentationMemory: NetworkMemory {
    /// What the largest takes: the network has one at a time.
    func activationBytes(of sizes: [ImageSize]) -> Int { sizes.map(activationBytes).max() ?? 0 }
}

/// Memory for pictures on their way through a model: what the budget leaves beside the network and one usual batch.
///
/// A picture's share is told from the head of its file before anything of it is decoded. It is held until the last thing made
/// of the picture is written, so that neither pictures that wait nor those that are drawn can grow beyond it.
struct PictureMemory: Sendable {
    /// What pictures take from.
    let account: MemoryAccount
    /// How many images the model gets at a time: as many as were asked for, or fewer that fit.
    let batch: Int
    /// What the user should know of that.
    let note: String?

    private let model: any NetworkMemory
    private let budget: MemoryBudget
    /// What is kept for the network and its activations.
    private let fixed: Int
    /// The activations of one usual image, which are part of that.
    private let usualActivations: Int
    private let bytesPerPixel: Int

    /// What a decoded picture's pixel takes.
    static let decodedBytes = 3

    /// - Parameters:
    ///   - drawnBytes: What is made of a picture's pixel beside itself where results are drawn.
    /// - Throws: ``CommandFailure`` where not even the network and one usual image fit.
    init(
        _ model: any NetworkMemory, weights: String, batch wanted: Int, drawnBytes: Int = 0,
        budget: MemoryBudget = .process
    ) throws(CommandFailure) {
        self.model = model
        self.budget = budget
        bytesPerPixel = Self.decodedBytes + drawnBytes
        let usual = model.usualInput.map { _ in model.activationBytes(of: [ImageSize(width: 3, height: 2)]) } ?? 0
        usualActivations = usual
        let free = budget.room - model.weightBytes
        guard free > usual else {
            let input = model.usualInput.map { " and an input of \($0) pixels" } ?? ""
            throw CommandFailure(
                MemoryShortage(
                    subject: weights, purpose: "the network\(input)", needed: .sum(model.weightBytes, usual, 1 << 20),
                    budget: budget))
        }
        // Half of what is left may be the batch's; the other half is its pictures'.
        batch = usual == 0 ? wanted : min(wanted, max(1, free / 2 / usual))
        fixed = .sum(model.weightBytes, .product(usual, batch))
        account = MemoryAccount(bytes: budget.room - fixed)
        note =
            batch == wanted
            ? nil
            : "--batch \(wanted) does not fit into the memory budget of \(MemorySize(bytes: budget.bytes)) (\(budget.origin)): "
                + "batches have \(Quantity.count(batch, "image"))"
    }

    /// What a picture takes from being decoded until all of it is written, the activations that it needs beyond a usual one's
    /// included.
    func bytes(of header: ImageHeader) -> Int {
        .sum(max(header.decodingBytes, afterDecoding(header.size)), extraActivations(header.uprightSize))
    }

    /// What it takes once it is decoded.
    func afterDecoding(_ size: ImageSize) -> Int { .product(size.width, size.height, bytesPerPixel) }

    /// What the model needs for it beyond a usual image.
    func extraActivations(_ size: ImageSize) -> Int {
        max(0, model.activationBytes(of: [size]) - usualActivations)
    }

    /// Why a picture cannot be done: it needs more than there is without any other.
    func shortage(_ name: String, _ header: ImageHeader) -> MemoryShortage? {
        let bytes = bytes(of: header)
        guard bytes > account.bytes else { return nil }
        return MemoryShortage(
            subject: name, purpose: "its \(header.size) pixels and the network", needed: .sum(bytes, fixed),
            budget: budget)
    }
}
