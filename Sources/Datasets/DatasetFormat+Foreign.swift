internal import Files

/// A format of data sets that is known by its look, but not read.
struct ForeignFormat {
    /// What the format is called, and how its program exports one that is read.
    let description: String

    /// The format that the beginning of a JSON file has; nil for others.
    init?(json start: String) {
        let isList = start.first { !$0.isWhitespace && $0 != "\u{feff}" } == "["
        func has(_ fields: String...) -> Bool { fields.allSatisfy { start.contains("\"\($0)\"") } }
        if has("segments_info") {
            description = "COCO's panoptic annotations, whose objects are in pictures; the instances file is read"
        } else if has("shape_attributes"), has("regions") || has("region_attributes") {
            description = "VIA's (VGG Image Annotator) own JSON; its export as COCO is read"
        } else if isList, has("data", "annotations") || has("data", "result") || has("annotations", "result") {
            description = "Label Studio's own JSON, a list of tasks; its exports as COCO and YOLO are read"
        } else if isList, has("image", "annotations", "coordinates") {
            description = "Apple's CreateML, which has boxes alone"
        } else if has("classTitle") {
            description = "Supervisely's JSON; its export as COCO is read"
        } else if has("data_row") {
            description = "Labelbox's JSON; its export as COCO is read"
        } else {
            return nil
        }
    }

    /// The format that the beginning of an XML file has; nil for others.
    init?(xml start: String) {
        if start.contains("<annotations>"), start.contains("<image ") || start.contains("<meta>") {
            description =
                "CVAT's own XML (\"CVAT for images\"); its exports as COCO, YOLO and Segmentation mask are read"
        } else if start.contains("<Annotations "), start.contains("<Regions>") {
            description = "the XML of Aperio ImageScope"
        } else {
            return nil
        }
    }
}
