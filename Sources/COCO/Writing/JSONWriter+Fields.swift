internal import Files
internal import Geometry

extension JSONWriter {
    /// Writes a file in parts, which appears under its name when it is complete.
    static func write(
        toFile path: String, _ body: (inout JSONWriter) throws(COCOError) -> Void
    ) throws(COCOError) {
        do {
            let file = try AtomicFile(path: path)
            var writer = JSONWriter(to: file)
            try body(&writer)
            try writer.flush(isLast: true)
            try file.commit()
        } catch let error as FileError {
            throw COCOError(error, path: path)
        } catch let error as COCOError {
            throw error
        } catch {
            throw .file(file: path, reason: "cannot be written: \(error)")
        }
    }

    /// Writes a list, one record a line.
    mutating func writeRecords<Record>(
        _ records: [Record], path: String, _ record: (inout JSONWriter, Record) throws(COCOError) -> Void
    ) throws(COCOError) {
        write("[")
        var isFirst = true
        for element in records {
            write(isFirst ? "\n" : ",\n")
            isFirst = false
            try record(&self, element)
            do throws(FileError) {
                try flush()
            } catch {
                throw COCOError(error, path: path)
            }
        }
        write(isFirst ? "]" : "\n]")
    }

    /// Writes the fields that this package has no use for, but those whose names are taken.
    mutating func write(
        _ fields: [OtherField], of owner: @autoclosure () -> String, isFirst: Bool = true,
        except isTaken: (String) -> Bool
    ) throws(COCOError) {
        var isFirst = isFirst
        for field in fields where !isTaken(field.name) {
            guard JSONReader.isValue(field.json) else {
                throw .mismatch(
                    subject: "the field \(field.name) of \(owner())", expected: "JSON text",
                    found: "\"\(field.json.prefix(40))\"")
            }
            if !isFirst { write(",") }
            isFirst = false
            write(string: field.name)
            write(":")
            write(raw: field.json)
        }
    }

    /// Writes a number, which must be finite.
    @inline(__always)
    mutating func write(
        _ number: Double, _ field: StaticString, of owner: @autoclosure () -> String
    ) throws(COCOError) {
        guard number.isFinite else {
            throw .mismatch(subject: "the \(field) of \(owner())", expected: "a finite number", found: "\(number)")
        }
        write(number: number)
    }

    mutating func write(_ box: AnnotationBox, of owner: @autoclosure () -> String) throws(COCOError) {
        write("[")
        try write(box.x, "bbox", of: owner())
        write(",")
        try write(box.y, "bbox", of: owner())
        write(",")
        try write(box.width, "bbox", of: owner())
        write(",")
        try write(box.height, "bbox", of: owner())
        write("]")
    }

    mutating func write(integers: [Int]) {
        write("[")
        for (index, integer) in integers.enumerated() {
            if index > 0 { write(",") }
            write(integer: integer)
        }
        write("]")
    }

    mutating func write(_ segmentation: Segmentation, of owner: @autoclosure () -> String) throws(COCOError) {
        switch segmentation {
        case .polygons(let rings):
            write("[")
            for (index, ring) in rings.enumerated() {
                write(index > 0 ? ",[" : "[")
                for (index, coordinate) in ring.enumerated() {
                    if index > 0 { write(",") }
                    try write(coordinate, "segmentation", of: owner())
                }
                write("]")
            }
            write("]")
        case .runLengths(let mask, let isCompressed):
            write("{\"size\":")
            write(integers: [mask.size.height, mask.size.width])
            write(",\"counts\":")
            if isCompressed {
                write(string: mask.cocoString)
            } else {
                write(integers: mask.counts.map { Int($0) })
            }
            write("}")
        }
    }
}

extension JSONReader {
    /// Whether a text is one JSON value.
    fileprivate static func isValue(_ json: String) -> Bool {
        var json = json
        return json.withUTF8 { bytes in
            var reader = JSONReader(UnsafeRawBufferPointer(bytes))
            return (try? reader.skipValue()) != nil && (try? reader.finish()) != nil
        }
    }
}
