internal import CTorch

/// The operations that object detection needs and LibTorch lacks. All take float32 or float64 tensors on the CPU.
public enum DetectionKernels {
    /// RoIAlign over the levels of a feature pyramid, differentiable in the features.
    ///
    /// - Parameters:
    ///   - levels: (N, C, Hᵢ, Wᵢ).
    ///   - scales: Side of each level over side of the input.
    ///   - rois: (K, 5): image index, then x1, y1, x2, y2 in pixels of the padded input.
    ///   - assignment: The level of each RoI; −1 gives zeros.
    ///   - resolution: S, the cells a side of what is cut out.
    ///   - samplingRatio: Samples a side of each output cell; 0 takes as many as feature cells are covered.
    ///   - isAligned: Whether boxes are moved by half a cell and may have sides of less than one; else sides count as at least 1.
    ///   - plan: Holds the result, in float32; then no gradient is recorded.
    ///
    /// - Returns: (K, C, S, S), channels-last, on the levels' device. On the CPU neither it nor the gradient depends on
    ///   the number of threads.
    ///
    /// Source: Mask R-CNN, section 3; torchvision's `roi_align`.
    public static func roiAlign(
        _ levels: [Tensor], scales: [Double], rois: Tensor, assignment: [Int], resolution: Int, samplingRatio: Int,
        isAligned: Bool = false, plan: InferencePlan? = nil
    ) throws(TorchError) -> Tensor {
        precondition(levels.count == scales.count, "a scale for each level")
        let places = try Tensor(assignment.map(Int64.init), shape: [assignment.count])
        let handles = levels.map(\.handle)
        return try withExtendedLifetime((levels, places)) { () throws(TorchError) in
            try .make("roiAlign") {
                ct_roi_align(
                    plan?.handle ?? ct_plan(ptr: nil), handles, scales, Int64(handles.count), rois.handle,
                    places.handle, Int64(resolution),
                    Int64(samplingRatio), isAligned, $0, $1)
            }
        }
    }

    /// Greedy non-maximum suppression within each group.
    ///
    /// - Parameters:
    ///   - boxes: (N, 4) x1, y1, x2, y2.
    ///   - scores: (N).
    ///   - groups: (N) int64; boxes of different groups do not suppress each other.
    ///   - iouThreshold: A box goes where its overlap with a better one is strictly above this.
    ///   - limit: So many of the best that stay are wanted, which saves comparing the others.
    ///
    /// - Returns: The indices of the boxes that stay, int64, in descending order of score, ties in order of index.
    ///
    /// Source: torchvision's `batched_nms`, whose rounding for up to 4000 coordinates on a CPU is repeated: there it
    /// moves each group's boxes by a multiple of the largest coordinate, which costs float32 some of its digits.
    ///
    /// Differs: for more than 4000 coordinates torchvision leaves open in which order boxes of one score come.
    public static func batchedNMS(
        boxes: Tensor, scores: Tensor, groups: Tensor, iouThreshold: Double, limit: Int = .max
    ) throws(TorchError) -> Tensor {
        let shift = boxes.count <= 4000
        return try .make("batchedNMS") {
            ct_batched_nms(
                boxes.handle, scores.handle, groups.handle, iouThreshold, shift, Int64(limit), $0, $1)
        }
    }

    /// Soft non-maximum suppression within each group: what overlaps a better box loses score, and goes where it has too little left.
    ///
    /// - Parameters:
    ///   - boxes: (N, 4) x1, y1, x2, y2.
    ///   - scores: (N).
    ///   - groups: (N) int64; boxes of different groups leave each other alone.
    ///   - least: (N): a box goes whose score falls to this or below.
    ///   - iouThreshold: A better box that overlaps by more multiplies the score by 1 − IoU;
    ///   - sigma: where this is not nil, every better box multiplies it by exp(−IoU² / sigma).
    ///   - limit: So many of the best are wanted.
    ///
    /// - Returns: The indices of what stays, int64, and the scores that are left, the best first, ties in order of index.
    ///
    /// Source: Bodla et al., "Soft-NMS" (2017).
    ///
    /// Complexity: O(N · limit).
    public static func softNMS(
        boxes: Tensor, scores: Tensor, groups: Tensor, least: Tensor, iouThreshold: Double, sigma: Double?,
        limit: Int = .max
    ) throws(TorchError) -> (indices: Tensor, scores: Tensor) {
        var indices = ct_tensor(ptr: nil)
        var left = ct_tensor(ptr: nil)
        try check("softNMS") {
            ct_soft_nms(
                boxes.handle, scores.handle, groups.handle, least.handle, iouThreshold, sigma ?? 0, Int64(limit),
                &indices, &left, $0)
        }
        return (Tensor(owning: indices), Tensor(owning: left))
    }

    /// Where heat maps are highest, each enlarged to its box by cubic convolution.
    ///
    /// - Parameters:
    ///   - maps: (N, K, S, S) heat maps, on the CPU.
    ///   - boxes: (N, 4) x1, y1, x2, y2; a side of less than a pixel counts as one, and none as more than ``largestKeypointBox``.
    ///
    /// - Returns: (N, K, 3), float32: x and y in the boxes' pixels, and the height there.
    ///
    /// Source: torchvision's `heatmaps_to_keypoints`. Differs: only what can hold the maximum is enlarged.
    public static func keypoints(_ maps: Tensor, boxes: Tensor) throws(TorchError) -> Tensor {
        try .make("keypoints") {
            ct_find_keypoints(maps.handle, boxes.handle, Int64(largestKeypointBox), $0, $1)
        }
    }

    /// The most pixels that a heat map is enlarged to, on a side.
    public static let largestKeypointBox = 1 << 16

    /// Pastes probability masks into an image of this size and thresholds them.
    ///
    /// - Parameters:
    ///   - masks: (N, S, S) probabilities.
    ///   - boxes: (N, 4) x1, y1, x2, y2 in pixels of the image.
    ///   - threshold: A pixel is set where its probability is strictly above this.
    ///   - isSampled: Whether the mask is looked up at every pixel's centre, and a pixel set where its probability is at least the
    ///     threshold, as in detectron2; else the box is cut to whole pixels first, as in torchvision.
    ///
    /// - Returns: For each mask its run lengths in COCO's order: column by column, zeros first.
    ///
    /// Source: `paste_masks_in_image` of torchvision, and of detectron2.
    public static func pasteMasks(
        _ masks: Tensor, boxes: Tensor, height: Int, width: Int, threshold: Double, isSampled: Bool = false
    ) throws(TorchError) -> [[UInt32]] {
        var runs = ct_runs(counts: nil, starts: nil)
        try check("pasteMasks") {
            ct_paste_masks(masks.handle, boxes.handle, Int64(height), Int64(width), threshold, isSampled, &runs, $0)
        }
        defer { ct_runs_free(runs) }
        guard let counts = runs.counts, let starts = runs.starts else { return [] }
        return (0..<boxes.size(0)).map { index in
            let first = Int(starts[index])
            return Array(UnsafeBufferPointer(start: counts + first, count: Int(starts[index + 1]) - first))
        }
    }

    /// Pastes probability masks into an image of this size.
    ///
    /// - Parameters:
    ///   - masks: (N, S, S) probabilities.
    ///   - boxes: (N, 4) x1, y1, x2, y2 in pixels of the image.
    ///
    /// - Returns: (N, H, W) probabilities, which are 0 beside the boxes; ``pasteMasks(_:boxes:height:width:threshold:)`` gives the
    ///   pixels above a threshold without taking so much memory.
    ///
    /// Source: `paste_masks_in_image` of torchvision, and of detectron2 where it is sampled.
    public static func pasteProbabilities(
        _ masks: Tensor, boxes: Tensor, height: Int, width: Int, isSampled: Bool = false
    ) throws(TorchError) -> Tensor {
        try .make("pasteProbabilities") {
            ct_paste_probabilities(masks.handle, boxes.handle, Int64(height), Int64(width), isSampled, $0, $1)
        }
    }
}
