internal import Checkpoints
internal import Files
internal import Imaging
package import Geometry

/// A form in which microscopists' programs read the objects of a picture.
package enum MicroscopyForm: String, Sendable, CaseIterable {
    /// A label image as TIFF: `X.tif`.
    case labels
    /// QuPath's GeoJSON: `X.geojson`.
    case geoJSON
    /// A set of ImageJ's regions: `X.rois.zip`.
    case imageJ
    /// Cellpose's masks: `X_seg.npy` and `X_cp_masks.png`.
    case cellpose

    /// What was written.
    package struct Written: Sendable {
        /// The files.
        package var paths: [String] = []
        /// The places of the objects that others cover wholly, where the form holds one object a pixel.
        package var hidden: [Int] = []
    }

    /// The files of a picture, by the path that they begin with.
    package func paths(_ start: String) -> [String] {
        switch self {
        case .labels: [start + ".tif"]
        case .geoJSON: [start + ".geojson"]
        case .imageJ: [start + ".rois.zip"]
        case .cellpose: [start + CellposeFile.ending, start + "_cp_masks.png"]
        }
    }

    /// Writes a picture's objects.
    /// - Parameters:
    ///   - start: The path that the files' names begin with.
    ///   - pixelSize: The size of a pixel in micrometres, which a TIFF file says; nil where nobody knows it.
    ///   - write: Writes bytes to a path, all of them or none, after the folders that it is in.
    package func write(
        _ picture: MarkedPicture, as start: String, pixelSize: PixelSpacing? = nil,
        by write: (_ bytes: [UInt8], _ path: String) throws(DatasetError) -> Void
    ) throws(DatasetError) -> Written {
        var written = Written()
        func add(_ path: String, _ bytes: [UInt8]) throws(DatasetError) {
            try write(bytes, path)
            written.paths.append(path)
        }
        switch self {
        case .geoJSON: try add(start + ".geojson", GeoJSONFile.bytes(picture))
        case .imageJ: try add(start + ".rois.zip", ROISet.bytes(picture))
        case .labels:
            let labels = try picture.labels()
            try add(
                start + ".tif",
                try encoded { () throws(ImagingError) in try labels.image.encodedAsTIFF(pixelSize: pixelSize) })
            written.hidden = labels.hidden
        case .cellpose:
            let labels = try picture.labels()
            let numbered = try labels.withoutGaps()
            try add(start + CellposeFile.ending, CellposeFile.bytes(numbered, picture: picture.name))
            if (numbered.values.max() ?? 0) <= UInt32(UInt16.max) {
                let values = numbered.values.map { UInt16(truncatingIfNeeded: $0) }
                try add(
                    start + "_cp_masks.png",
                    try encoded { () throws(ImagingError) in
                        try GrayImage(size: numbered.size, depth: .bits16, values: values).encodedAsPNG()
                    })
            } else {
                try add(
                    start + "_cp_masks.tif", try encoded { () throws(ImagingError) in try numbered.encodedAsTIFF() })
            }
            written.hidden = labels.hidden
        }
        return written
    }

    private func encoded(_ encode: () throws(ImagingError) -> [UInt8]) throws(DatasetError) -> [UInt8] {
        do {
            return try encode()
        } catch {
            throw .imaging(error)
        }
    }
}
