internal import CTorch

/// What the predictions of a detector are compared with in training. All take float32 or float64 tensors on the CPU.
public enum TargetKernels {
    /// Which object each candidate belongs to.
    ///
    /// - Parameters:
    ///   - truth: (G, 4) x1, y1, x2, y2 of the objects.
    ///   - candidates: (N, 4): anchors or proposals.
    ///   - ignored: (M, 4): regions in which nothing counts as background.
    ///   - high: A candidate belongs to the object it overlaps most where the overlap (IoU) is at least this.
    ///   - low: It is background where the overlap is below this.
    ///   - allowsLowQuality: Each object also gets the candidates that overlap it most, ties included.
    ///
    /// - Returns: (N), int64: the object's index, −1 for background, −2 for neither.
    ///
    /// Source: torchvision's `Matcher`. Differs: an object that no candidate overlaps gets none, where torchvision gives
    /// it all that overlap nothing; ignored regions.
    ///
    /// Complexity: O(N · G), without a matrix of the overlaps.
    public static func match(
        truth: Tensor, candidates: Tensor, ignored: Tensor, high: Double, low: Double, allowsLowQuality: Bool
    ) throws(TorchError) -> Tensor {
        try .make("match") {
            ct_match(truth.handle, candidates.handle, ignored.handle, high, low, allowsLowQuality, $0, $1)
        }
    }

    /// What the mask head is to say of each box.
    ///
    /// - Parameters:
    ///   - masks: Run lengths of each object's mask, column by column, zeros first.
    ///   - size: The size of the masks' image.
    ///   - resized: Its size at the network's input, to which the masks are resized (nearest).
    ///   - boxes: (P, 4) in pixels of the resized image.
    ///   - matched: (P), int64: the object of each box.
    ///   - side: The side of the targets.
    ///
    /// - Returns: (P, side, side): the shares of the objects' pixels, from 0 to 1.
    ///
    /// Source: torchvision's `project_masks_on_boxes`. Differs: no mask is ever drawn in full.
    public static func maskTargets(
        masks: [[UInt32]], size: (height: Int, width: Int), resized: (height: Int, width: Int), boxes: Tensor,
        matched: Tensor, side: Int
    ) throws(TorchError) -> Tensor {
        var starts: [Int64] = [0]
        var counts: [UInt32] = []
        for mask in masks {
            counts += mask
            starts.append(Int64(counts.count))
        }
        return try .make("maskTargets") {
            ct_mask_targets(
                counts, starts, Int64(masks.count), Int64(size.height), Int64(size.width), Int64(resized.height),
                Int64(resized.width), boxes.handle, matched.handle, Int64(side), $0, $1)
        }
    }
}
