public import MaskRCNN

extension TrainingConfiguration {
    /// The network that is trained.
    public var trained: NetworkDescription {
        get { segmentation.map { .segmentation($0.network) } ?? .detection(network) }
        set {
            switch newValue {
            case .detection(let network):
                self.network = network
                segmentation = nil
            case .segmentation(let network):
                segmentation = segmentation ?? Segmentation()
                segmentation?.network = network
            }
        }
    }
}
