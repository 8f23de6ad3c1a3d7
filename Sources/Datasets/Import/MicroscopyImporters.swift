internal import COCO
internal import Files
internal import Geometry
internal import Imaging

extension SidecarImporter {
    /// QuPath's GeoJSON: `X.geojson` for a picture.
    static func geoJSON(folder: String, options: ImportOptions) -> SidecarImporter {
        SidecarImporter(
            noun: "files of GeoJSON", endings: GeoJSONFile.endings, folder: folder, options: options
        ) { path, picture, size in
            do throws(DatasetError) {
                let content = try GeoJSONFile.content(ofFile: path, size: size)
                var image = ImportedImage(path: picture, size: size, objects: content.objects)
                content.errors.forEach { image.skipObject($0) }
                image.note(content.withoutPixels, in: path)
                return image
            } catch {
                return .skipped(picture, error)
            }
        }
    }

    /// ImageJ's sets of regions: `X.zip`, `X.rois.zip`, `X_rois.zip` and the like, or one region, `X.roi`.
    static func imageJ(folder: String, options: ImportOptions) -> SidecarImporter {
        SidecarImporter(
            noun: "sets of ImageJ's regions (.zip, .roi)", endings: ROISet.endings, folder: folder, options: options
        ) { path, picture, size in
            do throws(DatasetError) {
                var image = ImportedImage(path: picture, size: size)
                var withoutPixels: [String: Int] = [:]
                var slices: Set<Int> = []
                let regions = try ROISet.regions(contentsOfFile: path)
                for (entry, bytes) in regions {
                    do throws(DatasetError) {
                        let region = try ImageJROI(bytes, entry: entry, file: path)
                        if let kind = region.kindWithoutPixels {
                            withoutPixels[kind, default: 0] += 1
                            continue
                        }
                        if region.position > 0 { slices.insert(region.position) }
                        image.objects.append(try region.object(in: size, entry: entry, file: path))
                    } catch {
                        image.skipObject(error)
                    }
                }
                image.note(withoutPixels, in: path)
                if slices.count > 1 {
                    image.problems.append(
                        ConversionProblem(
                            .layout(
                                file: path, expected: "regions of one picture",
                                found: "regions of \(slices.count) slices of a stack, which are all taken for this one"),
                            effect: .note))
                }
                return image
            } catch {
                return .skipped(picture, error)
            }
        }
    }

    /// Cellpose's `X_seg.npy` beside pictures.
    static func cellpose(folder: String, options: ImportOptions) -> SidecarImporter {
        SidecarImporter(
            noun: "Cellpose's files (\(CellposeFile.ending))", endings: [CellposeFile.ending], folder: folder,
            options: options
        ) { path, picture, size in
            do throws(DatasetError) {
                let labels = try CellposeFile.labels(contentsOfFile: path)
                let agreed = try agreedSize(of: picture, with: labels.size, in: path)
                let regions: [LabelImage.Region]
                do throws(ImagingError) {
                    regions = try labels.regions(ignoring: options.ignoredValues)
                } catch {
                    throw .imaging(error)
                }
                return ImportedImage(
                    path: picture, size: agreed,
                    objects: regions.map { region in
                        ImportedObject(
                            category: nil, shape: .mask(region.mask),
                            isInParts: !options.splitsRegions && region.mask.largeRegionCount(options.connectivity) > 1)
                    })
            } catch {
                return .skipped(picture, error)
            }
        }
    }
}

extension GeoJSONFile {
    static let endings = [".geojson"]
}

extension ROISet {
    static let endings = [
        "_roiset.zip", "-roiset.zip", ".roiset.zip", "_rois.zip", "-rois.zip", ".rois.zip", ".zip", ".roi",
    ]
}

extension ImportedImage {
    /// Says what is left out since it has no pixels.
    fileprivate mutating func note(_ withoutPixels: [String: Int], in file: String) {
        guard !withoutPixels.isEmpty else { return }
        hasUnusedMarks = true
        let kinds = withoutPixels.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
        problems.append(
            ConversionProblem(
                .layout(file: file, expected: "areas", found: "\(kinds.joined(separator: ", ")), which have no pixels"),
                effect: .note))
    }
}

extension ImageJROI {
    /// Reads an entry of a file.
    fileprivate init(_ bytes: [UInt8], entry: String, file: String) throws(DatasetError) {
        do throws(ROIFault) {
            try self.init(bytes, fallbackName: Path.stem(of: entry))
        } catch {
            throw .content(
                file: file, line: nil, expected: "\(entry) to be \(error.expected)", found: error.found)
        }
    }

    /// The region as an object: its class is its property `category`, else its group.
    fileprivate func object(in size: ImageSize, entry: String, file: String) throws(DatasetError) -> ImportedObject {
        let mask: RunLengthMask
        do throws(GeometryError) {
            mask = try self.mask(in: size)
        } catch {
            throw .content(file: file, line: nil, expected: "\(entry) to be an area", found: error.description)
        }
        let category = property("category") ?? (group > 0 ? "group \(group)" : nil)
        var object = ImportedObject(category: category, shape: .mask(mask))
        if let score = property("score").flatMap(Double.init), score.isFinite {
            object.otherFields.append(OtherField(name: "score", json: "\(score)"))
        }
        return object
    }
}
