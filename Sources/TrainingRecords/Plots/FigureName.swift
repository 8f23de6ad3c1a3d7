/// The names of the figures that a training run notes and `RunPlots` draws.
public enum FigureName {
    /// What names of losses begin with: `loss/mask`, and `loss/total` for the sum that is minimised.
    public static let lossPrefix = "loss/"
    /// The sum of all losses.
    public static let totalLoss = "loss/total"
    /// The losses of Mask R-CNN as torchvision names them, in the order in which they are drawn: the sum, those of the heads, those of the
    /// proposals.
    public static let losses =
        [totalLoss] + ["classifier", "box_reg", "mask", "objectness", "rpn_box_reg"].map { lossPrefix + $0 }
    /// The learning rate of the optimiser's main group; other groups have `learning_rate/` and their name.
    public static let learningRate = "learning_rate"
    /// AP of masks over IoU from 0.50 to 0.95.
    public static let maskAP = "eval/segm/AP"
    /// AP of masks at an IoU of 0.50.
    public static let maskAP50 = "eval/segm/AP50"
    /// AP of masks at an IoU of 0.75.
    public static let maskAP75 = "eval/segm/AP75"
    /// AP of boxes over IoU from 0.50 to 0.95.
    public static let boxAP = "eval/bbox/AP"
    /// The mean IoU of class maps over those that occur.
    public static let meanIoU = "eval/semantic/mIoU"
    /// The share of pixels that have the right class.
    public static let pixelAccuracy = "eval/semantic/pixelAccuracy"
}
