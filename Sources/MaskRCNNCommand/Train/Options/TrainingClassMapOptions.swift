import ArgumentParser
import ClassMaps
import Training

/// How class maps are read and painted, for networks that give every pixel a class.
struct TrainingClassMapOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "What classes there are: a text with one a line from class 0 on, or a COCO file. Folders of class maps need it. (default: the background and the data's categories)",
            valueName: "file"),
        completion: .file())
    var labels: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The value of pixels without a class in class maps, or none. (default: 255)", valueName: "value",
            visibility: .hidden))
    var ignoreIndex: IgnoreIndex?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What pixels of several objects of a data set become: ignored, or the smallest object's. (default: ignored)",
            visibility: .hidden))
    var overlaps: ClassMapPainter.Overlaps?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Whether crowds of a data set are painted as objects, or ignored. (default: painted)", visibility: .hidden))
    var crowds: ClassMapPainter.Crowds?

    /// Puts what was given into a configuration.
    func apply(to configuration: inout TrainingConfiguration) {
        if let ignoreIndex { configuration.segmentation?.classMaps.ignoredValue = ignoreIndex.value }
        if let overlaps { configuration.segmentation?.classMaps.overlaps = overlaps }
        if let crowds { configuration.segmentation?.classMaps.crowds = crowds }
    }
}
