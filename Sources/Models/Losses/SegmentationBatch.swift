internal import Geometry
internal import Imaging
internal import Torch

/// Images and the classes of their pixels as the losses take them.
struct SegmentationBatch {
    /// (N, 3, H, W), normalised, with zeros to the right and below where an image is smaller than the largest.
    let images: Tensor
    /// (N, H, W), int64, on the images' device; ignored beside an image.
    let labels: Tensor
    /// How many pixels there are of each class that counts.
    let pixelCounts: [Int]

    /// - Parameters:
    ///   - images: In the sizes that they are to have.
    ///   - truths: One for each image, of its size.
    ///
    /// Source: `collate_fn` and `cat_list` of torchvision's reference for segmentation.
    init(
        _ images: [Image], _ truths: [SegmentationTruth], classCount: Int, _ transform: SegmentationTransform,
        dtype: DType, device: Device
    ) throws(TorchError) {
        let height = images.map(\.size.height).max() ?? 0
        let width = images.map(\.size.width).max() ?? 0
        let batch = try Tensor.zeros([images.count, 3, height, width], dtype: dtype, device: device).channelsLast()
        let ignored = Int64(SegmentationConfiguration.ignoredLabel)
        var labels = [Int64](repeating: ignored, count: images.count * height * width)
        var counts = [Int](repeating: 0, count: 256)
        for (index, (image, truth)) in zip(images, truths).enumerated() {
            try batch.narrowed(0, to: index..<index + 1).narrowed(2, to: 0..<image.size.height)
                .narrowed(3, to: 0..<image.size.width)
                .copy(from: transform(image, isResized: false, dtype: dtype, device: device))
            for y in 0..<truth.size.height {
                let row = (index * height + y) * width
                for x in 0..<truth.size.width {
                    let label = truth.labels[y * truth.size.width + x]
                    labels[row + x] = Int64(label)
                    counts[Int(label)] += 1
                }
            }
        }
        self.images = batch
        self.labels = try Tensor(labels, shape: [images.count, height, width]).to(device)
        pixelCounts = Array(counts.prefix(classCount))
    }
}
