import ArgumentParser

/// A network whose layers are timed.
enum LayerNetwork: String, CaseIterable, ExpressibleByArgument {
    /// Mask R-CNN on a ResNet-50 with a pyramid, torchvision's v1.
    case maskrcnn
    /// Faster R-CNN on a MobileNetV3, whose convolutions filter each channel by itself.
    case mobilenet
    /// FCN and DeepLabV3 on a ResNet-50, whose kernels have gaps.
    case segmentation

    /// The side of its usual image.
    var usualSide: Int { self == .maskrcnn ? 800 : self == .mobilenet ? 320 : 520 }

    /// The shapes that the network has, where the image has this side.
    func layers(side: Int) -> [Layer] {
        switch self {
        case .maskrcnn: Self.maskRCNN(side)
        case .mobilenet: Self.mobileNet(side)
        case .segmentation: Self.segmentation(side)
        }
    }

    private static func convolution(
        _ name: String, _ kernel: Int, _ inputs: Int, _ outputs: Int, at side: Int, stride: Int = 1, dilation: Int = 1,
        groups: Int = 1, count: Int = 1, residual: Bool = false
    ) -> Layer {
        Layer(
            name: name, form: .convolution(kernel: kernel, stride: stride, dilation: dilation, groups: groups),
            inputs: inputs, outputs: outputs, count: count, side: side, hasResidual: residual)
    }

    private static func mobileNet(_ side: Int) -> [Layer] {
        func depthwise(_ kernel: Int, _ channels: Int, at side: Int, stride: Int = 1) -> Layer {
            convolution(
                "\(kernel)×\(kernel) of \(channels) channels" + (stride > 1 ? ", stride" : ""), kernel, channels,
                channels,
                at: side, stride: stride, groups: channels)
        }
        return [
            convolution("3×3 stem", 3, 3, 16, at: side, stride: 2), depthwise(3, 16, at: side / 2),
            depthwise(3, 64, at: side / 2, stride: 2), depthwise(3, 72, at: side / 4),
            depthwise(5, 72, at: side / 4, stride: 2), depthwise(5, 120, at: side / 8),
            depthwise(3, 240, at: side / 8, stride: 2), depthwise(3, 480, at: side / 16),
            depthwise(5, 960, at: side / 32), convolution("1×1 wide", 1, 24, 72, at: side / 4),
            convolution("1×1 narrow", 1, 72, 24, at: side / 4, residual: true),
            convolution("1×1 wide, last", 1, 160, 960, at: side / 32),
            Layer(
                name: "linear, 150 RoIs of 7×7", form: .linear(side: 7), inputs: 256, outputs: 1024, count: 150, side: 7
            ),
        ]
    }

    private static func segmentation(_ side: Int) -> [Layer] {
        let map = side / 8
        return [
            convolution("3×3 of layer 3, dilation 2", 3, 256, 256, at: map, dilation: 2),
            convolution("3×3 of layer 4, dilation 2", 3, 512, 512, at: map, dilation: 2),
            convolution("3×3 of layer 4, dilation 4", 3, 512, 512, at: map, dilation: 4),
            convolution("3×3 of FCN's head", 3, 2048, 512, at: map),
            convolution("3×3 of ASPP, dilation 12", 3, 2048, 256, at: map, dilation: 12),
            convolution("3×3 of ASPP, dilation 24", 3, 2048, 256, at: map, dilation: 24),
            convolution("3×3 of ASPP, dilation 36", 3, 2048, 256, at: map, dilation: 36),
            convolution("1×1 in, layer 4", 1, 2048, 512, at: map),
            convolution("1×1 out, layer 4", 1, 512, 2048, at: map, residual: true),
        ]
    }

    private static func maskRCNN(_ side: Int) -> [Layer] {
        let (c2, c3, c4, c5) = (side / 4, side / 8, side / 16, side / 32)
        return [
            convolution("3×3 of layer 1", 3, 64, 64, at: c2), convolution("3×3 of layer 2", 3, 128, 128, at: c3),
            convolution("3×3 of layer 3", 3, 256, 256, at: c4), convolution("3×3 of layer 4", 3, 512, 512, at: c5),
            convolution("3×3 of FPN and RPN, P2", 3, 256, 256, at: c2),
            convolution("3×3 of FPN and RPN, P3", 3, 256, 256, at: c3),
            convolution("3×3 of the mask head, 100 RoIs", 3, 256, 256, at: 14, count: 100),
            convolution("3×3 of v2's box head, 1000 RoIs", 3, 256, 256, at: 7, count: 1000),
            convolution("7×7 stem", 7, 3, 64, at: side, stride: 2),
            convolution("3×3 with stride, layer 2", 3, 128, 128, at: c2, stride: 2),
            convolution("3×3 with stride, layer 4", 3, 512, 512, at: c4, stride: 2),
            convolution("1×1 in, layer 1", 1, 256, 64, at: c2),
            convolution("1×1 out, layer 1", 1, 64, 256, at: c2, residual: true),
            convolution("1×1 in, layer 3", 1, 1024, 256, at: c4),
            convolution("1×1 out, layer 3", 1, 256, 1024, at: c4, residual: true),
            convolution("1×1 out, layer 4", 1, 512, 2048, at: c5, residual: true),
            convolution("1×1 shortcut, layer 3", 1, 512, 1024, at: c3, stride: 2),
            convolution("1×1 of RPN, P2", 1, 256, 15, at: c2),
            Layer(
                name: "linear, 1000 RoIs of 7×7", form: .linear(side: 7), inputs: 256, outputs: 1024, count: 1000,
                side: 7),
            Layer(
                name: "linear, 1000 vectors", form: .linear(side: 1), inputs: 1024, outputs: 1024, count: 1000, side: 1),
        ]
    }
}
