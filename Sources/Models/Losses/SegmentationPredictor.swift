internal import Geometry
package import Imaging
internal import Torch

/// A network that segments while another of its kind is trained. It belongs to one thread.
package struct SegmentationPredictor {
    let network: SegmentationNetwork
    let classNames: [String]

    /// The class of every pixel of an image, which has at least a pixel: see ``Segmenter``.
    package func segmentation(of image: Image) throws(MaskRCNNError) -> SemanticSegmentation {
        guard image.size.area > 0 else { throw .emptyImage }
        let (labels, _) = try torch { () throws(TorchError) in
            try withInferenceMode { () throws(TorchError) in try network(image, givesProbabilities: false) }
        }
        return SemanticSegmentation(size: image.size, labels: labels, classNames: classNames)
    }
}
