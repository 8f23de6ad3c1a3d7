public import Imaging
internal import Torch

extension Detector {
    /// Finds the objects in an image, and says how long each stage took.
    ///
    /// ```swift
    /// let (detections, times) = try await detector.timedDetections(in: image)
    /// for stage in InferenceStage.allCases { print(stage, times[stage]) }
    /// ```
    ///
    /// - Returns: What `detections(in:)` gives, and the times. The first inference of a detector, and the first of
    ///   another size of image, take longer than the next.
    ///
    /// - Throws: ``MaskRCNNError`` where the image has no pixel, or LibTorch refuses.
    public func timedDetections(
        in image: Image
    ) throws(MaskRCNNError) -> (detections: [Detection], times: StageTimes) {
        let (detections, times) = try timedDetections(in: [image])
        return (detections[0], times)
    }

    /// Finds the objects in several images at once, and says how long each stage of the batch took.
    ///
    /// - Returns: What `detections(in:)` gives, and the times.
    ///
    /// - Throws: ``MaskRCNNError`` where an image has no pixel, or LibTorch refuses.
    public func timedDetections(
        in images: [Image]
    ) throws(MaskRCNNError) -> (detections: [[Detection]], times: StageTimes) {
        let clock = StageClock(device: loaded.model.device, plan: loaded.plan)
        let detections = try detections(in: images, observe: nil, clock: clock)
        return (detections, clock.times)
    }

    /// The additions and multiplications a second that the processor does at best with the detector's threads, measured
    /// in a tenth of a second or more: what ``StageTimes/operations`` are to be seen beside. Nil where LibTorch computes the
    /// layers.
    ///
    /// A processor that other programs keep busy all that time gives less than ``StageTimes/highestRate`` at another.
    ///
    /// - Throws: ``MaskRCNNError`` where LibTorch's threads cannot be had.
    public func measuredPeak() throws(MaskRCNNError) -> Double? {
        try torch { () throws(TorchError) in try loaded.plan?.measuredPeak() }
    }
}
