internal import Geometry
package import Imaging
package import Torch

// Glossary. *Features* are the backbone's maps; *logits* the scores of every class before softmax, first at the features' size, then at
// the *input's* (the image as the network sees it), last at the *image's* own size. A *class map* has the label of each pixel.

/// A network that gives every pixel a class, as torchvision computes it: FCN (Long et al. 2015) or DeepLabV3 (Chen et al. 2017).
package struct SegmentationNetwork {
    let configuration: SegmentationConfiguration
    let dtype: DType
    package let device: Device
    package let transform: SegmentationTransform
    private let backbone: ResNet
    private let head: SegmentationHead
    private let auxiliaryHead: FullyConvolutionalHead?

    /// The logits of a batch.
    struct Logits {
        let out: Tensor
        /// Those of the auxiliary head, where there is one.
        let auxiliary: Tensor?
    }

    /// Builds the network; its parameters come from the store, in the order of torchvision's state dictionary.
    package init(
        _ configuration: SegmentationConfiguration, _ store: ParameterStore, resizing: InputResizing? = nil
    ) throws(TorchError) {
        guard case .resNet(let network) = configuration.backbone else {
            throw .mismatch(operation: "segmentation", expected: "a ResNet", found: "another backbone")
        }
        self.configuration = configuration
        dtype = store.dtype
        device = store.device
        transform = SegmentationTransform(configuration.transform, resizing: resizing)
        backbone = try ResNet(store.root / "backbone", network)
        let heads = store.root.part(.head)
        head = try SegmentationHead(heads / "classifier", configuration)
        auxiliaryHead = try configuration.auxiliaryHead.map { (head) throws(TorchError) in
            try FullyConvolutionalHead(
                heads / "aux_classifier", channels: configuration.featureMap(beforeLast: 1).channels,
                classCount: configuration.classCount, head)
        }
    }

    /// The logits of a batch at the input's size.
    ///
    /// - Parameters:
    ///   - images: (N, 3, H, W), normalised.
    ///   - generator: What decides which features are hidden, in training; nil hides none.
    func logits(_ images: Tensor, dropping generator: RandomGenerator? = nil) throws(TorchError) -> Logits {
        func atInputSize(_ logits: Tensor) throws(TorchError) -> Tensor {
            try logits.resized(height: images.size(2), width: images.size(3), .bilinear)
        }
        let coarse = try coarseLogits(images, dropping: generator)
        return Logits(
            out: try atInputSize(coarse.out),
            auxiliary: try coarse.auxiliary.map { (logits) throws(TorchError) in try atInputSize(logits) })
    }

    /// The logits of a batch at the features' size, (N, classes, h, w).
    private func coarseLogits(
        _ images: Tensor, dropping generator: RandomGenerator? = nil, observe: StageObserver? = nil,
        clock: StageClock? = nil
    ) throws(TorchError) -> Logits {
        observe?("transform.images", images)
        // The auxiliary head takes the map before the last; who looks on sees them all.
        var maps = try backbone(images, last: observe != nil ? nil : auxiliaryHead != nil ? 2 : 1).map(\.tensor)
        observe?.report("backbone.layer", maps, from: 1)
        try clock?.end(.backbone)
        guard let last = maps.popLast() else {
            throw .mismatch(operation: "segmentation", expected: "a backbone with a map", found: "one without")
        }
        let out = try head(last, dropping: generator, observe: observe)
        observe?("out.logits", out)
        try clock?.end(.head)
        guard let auxiliaryHead, let earlier = maps.last else { return Logits(out: out, auxiliary: nil) }
        let auxiliary = try auxiliaryHead(earlier, dropping: generator)
        observe?("aux.logits", auxiliary)
        return Logits(out: out, auxiliary: auxiliary)
    }

    /// The class of each pixel of an image: transform → features → logits → class map.
    package func callAsFunction(
        _ image: Image, givesProbabilities: Bool, observe: StageObserver? = nil, clock: StageClock? = nil
    ) throws(TorchError) -> (labels: [UInt8], probabilities: [Float]?) {
        let images = try transform(image, dtype: dtype, device: device)
        try clock?.end(.transform)
        let logits = try coarseLogits(images, observe: observe, clock: clock)
        let size = (height: images.size(2), width: images.size(3))
        if let observe {
            observe("out", try logits.out.resized(height: size.height, width: size.width, .bilinear))
            if let auxiliary = logits.auxiliary {
                observe("aux", try auxiliary.resized(height: size.height, width: size.width, .bilinear))
            }
        }
        let map = try SegmentationKernels.classMap(
            of: logits.out.selected(0, 0).to(.cpu), by: size, height: image.size.height, width: image.size.width,
            givesProbabilities: givesProbabilities)
        try clock?.end(.classes)
        return map
    }
}
