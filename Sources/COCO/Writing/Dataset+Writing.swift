internal import Files
internal import Geometry

extension Dataset {
    /// Writes the data set in COCO's format, one image, annotation or category a line.
    ///
    /// The file appears under its name when it is complete and safe on the disk; one that stood there before stays whole
    /// until then. Numbers are written so that they are read back the same, and the order of fields is always the same.
    /// - Throws: `COCOError.file` where the file cannot be written, `COCOError.mismatch` where a number is not finite or
    ///   another field is no JSON.
    public func write(toFile path: String) throws(COCOError) {
        try JSONWriter.write(toFile: path) { (writer) throws(COCOError) in try writer.write(self, path: path) }
    }

    /// The data set as `write(toFile:)` writes it: JSON text in UTF-8.
    /// - Throws: `COCOError.mismatch` where a number is not finite or another field is no JSON.
    public func jsonBytes() throws(COCOError) -> [UInt8] {
        var writer = JSONWriter()
        try writer.write(self, path: "")
        return writer.bytes
    }
}

extension Annotation {
    /// The annotation as a JSON object, on one line.
    /// - Throws: `COCOError.mismatch` where a number is not finite or another field is no JSON.
    package func json() throws(COCOError) -> String {
        var writer = JSONWriter()
        try writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension DatasetImage {
    /// The image as a JSON object, on one line.
    /// - Throws: `COCOError.mismatch` where another field is no JSON.
    package func json() throws(COCOError) -> String {
        var writer = JSONWriter()
        try writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension ObjectCategory {
    /// The category as a JSON object, on one line.
    /// - Throws: `COCOError.mismatch` where another field is no JSON.
    package func json() throws(COCOError) -> String {
        var writer = JSONWriter()
        try writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ dataset: Dataset, path: String) throws(COCOError) {
        write("{")
        try write(dataset.otherFields, of: "the data set") { ["images", "annotations", "categories"].contains($0) }
        if bytes.count > 1 { write(",\n") }
        write("\"images\":")
        try writeRecords(dataset.images, path: path) { (writer, image) throws(COCOError) in try writer.write(image) }
        write(",\n\"annotations\":")
        try writeRecords(dataset.annotations, path: path) { (writer, annotation) throws(COCOError) in
            try writer.write(annotation)
        }
        write(",\n\"categories\":")
        try writeRecords(dataset.categories, path: path) { (writer, category) throws(COCOError) in
            try writer.write(category)
        }
        write("}\n")
    }

    fileprivate mutating func write(_ image: DatasetImage) throws(COCOError) {
        write("{\"id\":")
        write(integer: image.id)
        if let size = image.size {
            write(",\"width\":")
            write(integer: size.width)
            write(",\"height\":")
            write(integer: size.height)
        }
        if let name = image.fileName {
            write(",\"file_name\":")
            write(string: name)
        }
        if let ids = image.negativeCategoryIDs {
            write(",\"neg_category_ids\":")
            write(integers: ids)
        }
        if let ids = image.notExhaustiveCategoryIDs {
            write(",\"not_exhaustive_category_ids\":")
            write(integers: ids)
        }
        try write(image.otherFields, of: "image \(image.id)", isFirst: false) { name in
            switch name {
            case "id": true
            case "width", "height": image.size != nil
            case "file_name": image.fileName != nil
            case "neg_category_ids": image.negativeCategoryIDs != nil
            case "not_exhaustive_category_ids": image.notExhaustiveCategoryIDs != nil
            default: false
            }
        }
        write("}")
    }

    fileprivate mutating func write(_ annotation: Annotation) throws(COCOError) {
        write("{\"id\":")
        write(integer: annotation.id)
        write(",\"image_id\":")
        write(integer: annotation.imageID)
        write(",\"category_id\":")
        write(integer: annotation.categoryID)
        if let segmentation = annotation.segmentation {
            write(",\"segmentation\":")
            try write(segmentation, of: "annotation \(annotation.id)")
        }
        if let area = annotation.area {
            write(",\"area\":")
            try write(area, "area", of: "annotation \(annotation.id)")
        }
        if let box = annotation.box {
            write(",\"bbox\":")
            try write(box, of: "annotation \(annotation.id)")
        }
        write(",\"iscrowd\":")
        write(integer: annotation.isCrowd ? 1 : 0)
        if let keypoints = annotation.keypoints {
            write(",\"keypoints\":")
            try write(keypoints, of: "annotation \(annotation.id)")
        }
        if let count = annotation.labelledKeypointCount {
            write(",\"num_keypoints\":")
            write(integer: count)
        }
        try write(annotation.otherFields, of: "annotation \(annotation.id)", isFirst: false) { name in
            switch name {
            case "id", "image_id", "category_id", "iscrowd": true
            case "segmentation": annotation.segmentation != nil
            case "area": annotation.area != nil
            case "bbox": annotation.box != nil
            case "keypoints": annotation.keypoints != nil
            case "num_keypoints": annotation.labelledKeypointCount != nil
            default: false
            }
        }
        write("}")
    }

    fileprivate mutating func write(_ category: ObjectCategory) throws(COCOError) {
        write("{\"id\":")
        write(integer: category.id)
        write(",\"name\":")
        write(string: category.name)
        if let supercategory = category.supercategory {
            write(",\"supercategory\":")
            write(string: supercategory)
        }
        if let frequency = category.frequency {
            write(",\"frequency\":")
            write(string: frequency.rawValue)
        }
        if !category.keypoints.isEmpty {
            write(",\"keypoints\":")
            write(strings: category.keypoints)
        }
        if !category.skeleton.isEmpty {
            write(",\"skeleton\":")
            write(category.skeleton)
        }
        try write(category.otherFields, of: "category \(category.id)", isFirst: false) { name in
            switch name {
            case "id", "name": true
            case "supercategory": category.supercategory != nil
            case "frequency": category.frequency != nil
            case "keypoints": !category.keypoints.isEmpty
            case "skeleton": !category.skeleton.isEmpty
            default: false
            }
        }
        write("}")
    }
}
