import Files
import Foundation

/// How far a peer's class map is ours.
struct ClassMapAgreement {
    let pixels: Int
    /// Pixels of other classes.
    let differing: Int
    /// Those of them where the peer's two highest logits are as good as equal, so that rounding decides.
    let ties: Int

    /// Whether rounding explains all that differs.
    var isWhole: Bool { differing == ties }

    /// The share of pixels of the same class.
    var share: Double { Double(pixels - differing) / Double(max(pixels, 1)) }

    /// Compares.
    ///
    /// - Parameters:
    ///   - labels: Ours.
    ///   - path: The peer's file: a byte a pixel of its class, then a byte a pixel, 1 where its two highest logits lie within 1e-4 of
    ///     the largest logit.
    ///
    /// - Throws: ``PeerFailure`` where the file is not there or has another size.
    init(_ labels: [UInt8], peerFile path: String) throws(PeerFailure) {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw .said("wrote no class map: \(error.localizedDescription)")
        }
        guard bytes.count == 2 * labels.count else {
            throw .unexpected(
                expected: "a class map of \(labels.count) pixels, two bytes each", found: "\(bytes.count) bytes")
        }
        var (differing, ties) = (0, 0)
        for (index, label) in labels.enumerated() where bytes[index] != label {
            differing += 1
            if bytes[labels.count + index] != 0 { ties += 1 }
        }
        pixels = labels.count
        self.differing = differing
        self.ties = ties
    }

    /// One line, after the peer's name.
    var text: String {
        let all = Quantity.grouped(pixels)
        if differing == 0 { return "the same class as ours at all \(all) pixels" }
        let others = "another class than ours at \(Quantity.grouped(differing)) of \(all) pixels"
        if isWhole { return "\(others), where its two highest logits lie within 0.0001 of the largest: rounding" }
        return "\(others), at \(Quantity.grouped(differing - ties)) of them not by rounding alone"
    }
}
