internal import COCO
internal import Geometry
internal import Imaging

/// Finds faults in what a data set says of its images' files, and which sizes the files can give it.
struct ImageFileInspector {
    let source: DatasetCheck.Source
    let files: ImageFiles
    let records: RecordInspector
    private let annotationsOfImage: [Int: [Int]]
    private let contested: Set<Int>
    private let evidence: OrientationEvidence

    init(_ source: DatasetCheck.Source, files: ImageFiles, options: DatasetCheck.Options) {
        self.source = source
        self.files = files
        records = RecordInspector(source: source, options: options)
        contested = source.dataset.contestedImageIDs
        var evidence = OrientationEvidence()
        for (index, image) in source.dataset.images.enumerated() {
            guard let header = files.header(of: index) else { continue }
            evidence.add(image.fileName ?? "image \(image.id)", header, recordedSize: image.size)
        }
        self.evidence = evidence
        annotationsOfImage = Dictionary(grouping: source.dataset.annotations.indices) {
            source.dataset.annotations[$0].imageID
        }
    }

    /// The ids of images of which it cannot be known what annotations go by: those that are of another size than the data set
    /// says, and those with records that differ.
    var doubtfulImageIDs: Set<Int> {
        contested.union(
            source.dataset.images.indices.lazy.filter { index in
                guard let header = files.header(of: index), let size = source.dataset.images[index].size else {
                    return false
                }
                return size != header.size && size != header.uprightSize && mendedSize(ofImage: index) == nil
            }.map { source.dataset.images[$0].id })
    }

    func faults() -> [DatasetFault] {
        let own = source.dataset.images.indices.flatMap { faults(ofImage: $0) }
        guard evidence.isContradictory else { return own }
        return own + [
            DatasetFault(
                kind: .imageRotationsDiffer, dataset: source.name, field: "images", imageID: nil, imageFile: nil,
                annotationID: nil, categoryID: nil,
                message: evidence.notes(turning: evidence.turns).joined(separator: "; "), isMendable: false)
        ]
    }

    /// How a picture is read whose own size does not tell how it is annotated.
    private var usage: String {
        let way = evidence.turns ? "turned" : "as it is stored"
        return evidence.stored.isEmpty && evidence.turned.isEmpty
            ? "\(way), or stored with --no-exif" : "\(way), as most of the others whose size tells it"
    }

    /// The size that an image should have in the data set instead of its own or none; nil where that cannot be known, or
    /// its own is right.
    func mendedSize(ofImage index: Int) -> ImageSize? {
        let image = source.dataset.images[index]
        if let size = image.size, size.isUsable {
            guard let header = files.header(of: index), header.size == header.uprightSize, header.size != size,
                header.size.isUsable, !contested.contains(image.id), fits(header.size, image: image)
            else { return nil }
            return header.size
        }
        if let header = files.header(of: index) {
            return header.size == header.uprightSize && header.size.isUsable ? header.size : nil
        }
        guard !contested.contains(image.id) else { return nil }
        let sizes = Set(masks(of: image).map(\.size))
        return sizes.count == 1 ? sizes.first.flatMap { $0.isUsable ? $0 : nil } : nil
    }

    private func faults(ofImage index: Int) -> [DatasetFault] {
        let image = source.dataset.images[index]
        var faults: [DatasetFault] = []
        switch files.states[index] {
        case .unknown: break
        case .missing:
            let path = files.paths[index] ?? ""
            faults.append(
                records.fault(.imageFileMissing, image: index, field: ".file_name", "there is no file \(path)"))
        case .outside:
            let message =
                "the file \(image.fileName ?? "") is outside of the folder of images, and was not opened; --allow-outside takes it"
            faults.append(records.fault(.imageOutsideFolder, image: index, field: ".file_name", message))
        case .unreadable(let reason):
            faults.append(records.fault(.imageFileUnreadable, image: index, field: ".file_name", reason))
        case .read(let header):
            faults += self.faults(ofImage: index, header)
        }
        if let size = image.size, !size.isUsable {
            faults.append(
                records.fault(
                    .imageSizeInvalid, image: index, field: ".width", "the size is \(size)",
                    isMendable: mendedSize(ofImage: index) != nil))
        }
        if image.size == nil {
            let mended = mendedSize(ofImage: index)
            let found = mended.map { "; it is \($0)" } ?? ""
            faults.append(
                records.fault(
                    .imageWithoutSize, image: index, field: ".width", "there is no width and height\(found)",
                    isMendable: mended != nil))
        }
        return faults
    }

    private func faults(ofImage index: Int, _ header: ImageHeader) -> [DatasetFault] {
        let size = source.dataset.images[index].size
        let (stored, upright) = (header.size, header.uprightSize)
        if header.orientation != 1 {
            let isTurned = stored != upright
            let shown = isTurned ? "\(upright) when turned as its EXIF orientation \(header.orientation) says" : ""
            switch size {
            case upright? where isTurned:
                return [
                    records.fault(
                        .imageRotated, image: index,
                        "the picture is stored as \(stored) and \(shown); the data set follows the turned one, so that "
                            + "tools which do not turn it see its objects elsewhere")
                ]
            case stored? where isTurned:
                return [
                    records.fault(
                        .imageRotated, image: index,
                        "the picture is stored as \(stored) and \(shown); the data set follows the stored one, so that "
                            + "tools which turn it see its objects elsewhere")
                ]
            case nil where isTurned:
                return [
                    records.fault(
                        .imageRotated, image: index,
                        "the picture is stored as \(stored) and \(shown); the data set does not say which it follows; it is read \(usage)"
                    )
                ]
            case nil, stored?:
                return [
                    records.fault(
                        .imageRotated, image: index,
                        "the picture has the EXIF orientation \(header.orientation), by which its size stays \(stored): "
                            + "whether the data set follows the turned picture cannot be told from it; it is read \(usage)"
                    )
                ]
            default: break
            }
        }
        guard let size, size.isUsable, size != stored else { return [] }
        let isExchanged = size == ImageSize(width: stored.height, height: stored.width)
        let turned = stored == upright ? "" : " (\(upright) when turned as its EXIF data say)"
        return [
            records.fault(
                .imageSizeDiffers, image: index, field: ".width",
                "the data set says \(size), and the file is \(stored)\(turned)"
                    + (isExchanged ? ": width and height are exchanged" : ""),
                isMendable: mendedSize(ofImage: index) != nil)
        ]
    }

    /// Whether all that is marked in an image lies inside a size, give or take a pixel.
    private func fits(_ size: ImageSize, image: DatasetImage) -> Bool {
        (annotationsOfImage[image.id] ?? []).allSatisfy { index in
            let annotation = source.dataset.annotations[index]
            switch annotation.segmentation {
            case .runLengths(let mask, _) where mask.size != size && !mask.isEmpty: return false
            case .polygons(let rings) where rings.contains { overhang(of: $0, size: size) > 1 }: return false
            default: break
            }
            guard let box = annotation.box, box.width > 0, box.height > 0, box.x.isFinite, box.y.isFinite else {
                return true
            }
            return box.x >= -1 && box.y >= -1 && box.x + box.width <= Double(size.width) + 1
                && box.y + box.height <= Double(size.height) + 1
        }
    }

    private func masks(of image: DatasetImage) -> [RunLengthMask] {
        (annotationsOfImage[image.id] ?? []).compactMap { index in
            guard case .runLengths(let mask, _) = source.dataset.annotations[index].segmentation, !mask.isEmpty else {
                return nil
            }
            return mask
        }
    }
}
