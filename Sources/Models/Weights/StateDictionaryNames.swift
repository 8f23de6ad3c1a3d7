/// The names of tensors in checkpoints of every age: this package uses torchvision's present ones.
package enum StateDictionaryNames {
    /// How the names of counters end.
    static let counterEnd = ".num_batches_tracked"

    /// The present name of what torchvision called otherwise before it put normalisations beside these convolutions.
    package static func current(_ name: String) -> String {
        var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 4 where parts[..<3] == ["rpn", "head", "conv"]:
            parts.insert(contentsOf: ["0", "0"], at: 3)
        case 5 where parts[1] == "fpn" && ["inner_blocks", "layer_blocks"].contains(parts[2]):
            parts.insert("0", at: 4)
        case 4 where parts[..<2] == ["roi_heads", "mask_head"] && parts[2].hasPrefix("mask_fcn"):
            guard let number = Int(parts[2].dropFirst("mask_fcn".count)), number >= 1 else { break }
            parts.replaceSubrange(2...2, with: ["\(number - 1)", "0"])
        default: break
        }
        return parts.joined(separator: ".")
    }
}
