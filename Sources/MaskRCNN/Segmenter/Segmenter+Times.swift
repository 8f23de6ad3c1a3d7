public import Imaging
internal import Torch

extension Segmenter {
    /// Gives every pixel of an image a class, and says how long each stage took.
    ///
    /// ```swift
    /// let (map, times) = try await segmenter.timedSegmentation(of: image)
    /// for stage in InferenceStage.allCases { print(stage, times[stage]) }
    /// ```
    ///
    /// - Returns: What `segmentation(of:)` gives, and the times. The first image of a segmenter, and the first of another size, take
    ///   longer than the next.
    ///
    /// - Throws: ``MaskRCNNError`` where the image has no pixel, memory would not do, or LibTorch refuses.
    public func timedSegmentation(
        of image: Image
    ) throws(MaskRCNNError) -> (map: SemanticSegmentation, times: StageTimes) {
        let clock = StageClock(device: loaded.network.device, plan: loaded.plan)
        let map = try segmentation(of: image, observe: nil, clock: clock)
        return (map, clock.times)
    }

    /// The additions and multiplications a second that the processor does at best with the segmenter's threads, measured in a tenth of
    /// a second or more; nil where LibTorch computes the layers.
    ///
    /// A processor that other programs keep busy all that time gives less than ``StageTimes/highestRate`` at another.
    ///
    /// - Throws: ``MaskRCNNError`` where LibTorch's threads cannot be had.
    public func measuredPeak() throws(MaskRCNNError) -> Double? {
        try torch { () throws(TorchError) in try loaded.plan?.measuredPeak() }
    }
}
