internal import CTorch

/// What makes a class map of a network's logits, on the CPU.
public enum SegmentationKernels {
    /// The class of each pixel of an image: the logits are interpolated bilinearly (`align_corners=False`), first to the size of the
    /// network's input, then to the image's, and the largest counts, of equals the first.
    ///
    /// - Parameters:
    ///   - logits: (K, h, w), K from 1 to 256, float32 or float64.
    ///   - input: By which size they go: rows and columns of the network's input; nil where they are the image's.
    ///   - height: Rows of the image.
    ///   - width: Its columns.
    ///   - givesProbabilities: Whether the probability of each pixel's class is wanted, by a softmax over all classes.
    /// - Returns: A label from 0 to K − 1 of each pixel, row by row, and their probabilities.
    ///
    /// Complexity: O(height × width × K) time; beside the results memory for the logits of a few rows on each thread.
    public static func classMap(
        of logits: Tensor, by input: (height: Int, width: Int)? = nil, height: Int, width: Int,
        givesProbabilities: Bool
    ) throws(TorchError) -> (labels: [UInt8], probabilities: [Float]?) {
        guard height > 0, width > 0, height.multipliedReportingOverflow(by: width).overflow == false else {
            throw .mismatch(
                operation: "classMap", expected: "an image with a pixel at least", found: "\(width)×\(height)")
        }
        var labels = [UInt8](repeating: 0, count: height * width)
        var probabilities = [Float](repeating: 0, count: givesProbabilities ? height * width : 0)
        try check("classMap") { error in
            labels.withUnsafeMutableBufferPointer { labels in
                probabilities.withUnsafeMutableBufferPointer { probabilities in
                    ct_class_map(
                        logits.handle, Int64(input?.height ?? height), Int64(input?.width ?? width), Int64(height),
                        Int64(width), labels.baseAddress,
                        givesProbabilities ? probabilities.baseAddress : nil, error)
                }
            }
        }
        return (labels, givesProbabilities ? probabilities : nil)
    }
}
