/// A form in which data sets of objects and their pixels are stored.
public enum DatasetFormat: String, Sendable, Hashable, CaseIterable {
    /// One JSON file for all images, beside a folder of images.
    case coco
    /// A picture of numbers for each image, in which a pixel is the number of its object and 0 is background.
    case instanceMasks = "instance-masks"
    /// A black and white picture for each object.
    case binaryMasks = "binary-masks"
    /// Pascal VOC: an XML file of boxes for each image, and pictures of numbers for some.
    case voc
    /// LabelMe: a JSON file of shapes for each image.
    case labelMe = "labelme"
    /// YOLO: a text file of boxes or polygons for each image, in fractions of its sides.
    case yolo
    /// Label Studio's own JSON, a list of tasks; it is written alone.
    case labelStudio = "label-studio"
    /// CVAT's own XML, "CVAT for images"; it is written alone.
    case cvat
    /// A label image for each image, as TIFF: as `instanceMasks`, with as many objects as there are.
    case labels
    /// QuPath's GeoJSON: a file of polygons for each image.
    case geoJSON = "geojson"
    /// ImageJ's and Fiji's regions of interest: a zip file for each image.
    case imageJ = "imagej"
    /// Cellpose's masks: a file of NumPy's for each image, and a picture of numbers.
    case cellpose

    /// Whether data sets are read in it.
    public var isRead: Bool {
        switch self {
        case .coco, .instanceMasks, .binaryMasks, .voc, .labelMe, .yolo, .labels, .geoJSON, .imageJ, .cellpose: true
        case .labelStudio, .cvat: false
        }
    }

    /// The format's name as people write it.
    public var name: String {
        switch self {
        case .coco: "COCO"
        case .instanceMasks: "instance masks"
        case .binaryMasks: "binary masks"
        case .voc: "Pascal VOC"
        case .labelMe: "LabelMe"
        case .yolo: "YOLO"
        case .labelStudio: "Label Studio"
        case .cvat: "CVAT"
        case .labels: "label images"
        case .geoJSON: "GeoJSON"
        case .imageJ: "ImageJ regions"
        case .cellpose: "Cellpose"
        }
    }
}
