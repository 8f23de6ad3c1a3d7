internal import Files
internal import Geometry
internal import Imaging

/// Reads data sets with a picture of numbers for each image.
///
/// An image and its mask have the same stem, or the mask's has a word such as `_mask` or `_anno` more, and their folders
/// say the same (`PartnerIndex`).
struct InstanceMaskImporter {
    let folder: String
    let options: ImportOptions

    /// The images' paths and their masks', and what has no partner.
    struct Pairs {
        var pairs: [(image: String, mask: String)] = []
        /// What of the folders is left out, which says nothing of the pairs.
        var refusals: [ConversionProblem] = []
        /// The pictures of categories that some masks have beside them, by the masks' paths.
        var classes: [String: String] = [:]
        var problems: [ConversionProblem] = []
    }

    func imported() throws(DatasetError) -> ImportedDataset {
        let pairs = try pairs()
        let options = options
        let names =
            try pairs.classes.isEmpty
            ? nil
            : ClassNames(
                labelMapIn: FileTree(
                    options.annotationFolder ?? folder, allowsOutside: options.allowsOutside))
        let images = concurrently(pairs.pairs) { pair in
            InstanceMaskImporter.image(
                pair.image, mask: pair.mask, classes: names == nil ? nil : pairs.classes[pair.mask], names: names,
                options: options)
        }
        return try ImportBuilder(
            folder: folder, options: options, images: images, problems: pairs.refusals + pairs.problems
        )
        .finish()
    }

    /// - Throws: `DatasetError.file` where a folder cannot be listed.
    func pairs() throws(DatasetError) -> Pairs {
        let sources = try ImportSources(folder: folder, options: options)
        var (images, masks) = InstanceMaskImporter.told(apart: sources)
        // Beside Pascal VOC's pictures of objects there are some of categories, which number no objects.
        let classes = masks.filter { MaskNames.isOfClasses($0) }
        let hasObjects = classes.count < masks.count
        if hasObjects { masks.removeAll { MaskNames.isOfClasses($0) } }
        let root = sources.annotationTree.root
        let classIndex = PartnerIndex(pictures: hasObjects ? classes : [], in: root, files: masks, in: root)
        // An image may be asked for under its whole stem, and without the word that makes it an image.
        let index = PartnerIndex(
            pictures: images, in: sources.imageTree.root, files: masks, in: sources.annotationTree.root,
            stems: InstanceMaskImporter.stems(ofImage:), wanted: InstanceMaskImporter.stems(ofMask:))
        let claims = masks.map { ($0, InstanceMaskImporter.images(for: $0, in: index)) }
        let assignment = PartnerAssignment(claims)
        var result = Pairs()
        result.refusals = sources.refusals
        for (mask, found) in claims where assignment.pictureOfFile[mask] == nil {
            let namesakes = index.namesakes(of: InstanceMaskImporter.stems(ofMask: mask))
            result.problems.append(
                ConversionProblem(
                    .layout(
                        file: sources.annotationTree.path(mask), expected: "one image for the mask",
                        found: sources.described(found, namesakes: namesakes)),
                    effect: .objectSkipped))
        }
        let maskOfImage = Dictionary(assignment.pictureOfFile.map { ($0.value, $0.key) }) { first, _ in first }
        for image in images {
            let path = sources.imageTree.path(image)
            if let mask = maskOfImage[image] {
                let maskPath = sources.annotationTree.path(mask)
                result.pairs.append((path, maskPath))
                let categories = classIndex.pictures(of: Path.stem(of: mask), for: mask)
                if categories.count == 1 { result.classes[maskPath] = sources.annotationTree.path(categories[0]) }
            } else {
                let found = (assignment.contested[image] ?? []).map { sources.annotationTree.path($0) }
                result.problems.append(
                    ConversionProblem(
                        .layout(file: path, expected: "one mask for it", found: found.isEmpty ? "none" : list(found)),
                        effect: .imageSkipped))
            }
        }
        return result
    }

    private static func stems(ofImage image: String) -> [String] {
        let stem = Path.stem(of: image)
        return [stem, MaskNames.bareStem(ofImage: stem)].compactMap { $0 }
    }

    private static func stems(ofMask mask: String) -> [String] {
        let stem = Path.stem(of: mask)
        return [stem, MaskNames.imageStem(ofMask: stem)].compactMap { $0 }
    }

    /// The images that a mask may belong to: those of its whole name before those of its name without a word.
    private static func images(for mask: String, in index: PartnerIndex) -> [String] {
        stems(ofMask: mask).lazy.map { index.pictures(of: $0, for: mask) }.first { !$0.isEmpty } ?? []
    }

    /// Which pictures are images, and which are masks: those in folders of masks; where there are none, those whose name
    /// is another picture's and a word.
    static func told(apart sources: ImportSources) -> (images: [String], masks: [String]) {
        let pictures = sources.imageTree.pictures
        if !sources.isShared {
            // A folder of masks may lie in the folder of images.
            let inner = sources.annotationTree.root + "/"
            let images = pictures.filter { !sources.imageTree.path($0).hasPrefix(inner) }
            return (images, sources.annotationTree.pictures)
        }
        let inMaskFolders = pictures.filter { MaskNames.isInMaskFolder($0) }
        if !inMaskFolders.isEmpty, inMaskFolders.count < pictures.count {
            return (pictures.filter { !MaskNames.isInMaskFolder($0) }, inMaskFolders)
        }
        let stems = Set(pictures.flatMap(InstanceMaskImporter.stems(ofImage:)))
        let named = Set(
            pictures.filter { MaskNames.imageStem(ofMask: Path.stem(of: $0)).map(stems.contains) ?? false })
        return (pictures.filter { !named.contains($0) }, pictures.filter { named.contains($0) })
    }

    static func image(
        _ image: String, mask: String, classes: String?, names: ClassNames?, options: ImportOptions
    ) -> ImportedImage {
        do throws(DatasetError) {
            let size = try checkedSize(of: mask, options: options)
            let labels: LabelImage
            let regions: [LabelImage.Region]
            var categories: LabelImage?
            _ = try agreedSize(of: image, with: size, in: mask)
            do {
                labels = try LabelImage(contentsOfFile: mask, maximumPixels: options.maximumPixels)
                regions = try labels.regions(ignoring: options.ignoredValues)
                categories = try classes.map { path throws(ImagingError) in
                    try LabelImage(contentsOfFile: path, maximumPixels: options.maximumPixels)
                }
            } catch {
                throw .imaging(error)
            }
            guard !labels.isSmoothed(ignoring: options.ignoredValues) else {
                throw .content(
                    file: mask, line: nil, expected: "numbers of objects",
                    found:
                        "\(regions.count) numbers, many only along the edges of others, as of a mask that was resized "
                        + "with smoothing; resize it by nearest neighbours")
            }
            if let categories, let classes, categories.size != labels.size {
                throw .layout(
                    file: classes, expected: "\(labels.size) pixels, as \(mask) has", found: "\(categories.size)")
            }
            return ImportedImage(
                path: image, size: labels.size,
                objects: regions.map { region in
                    ImportedObject(
                        category: categories.flatMap { names?.name(of: region.mask, in: $0) },
                        shape: .mask(region.mask),
                        isInParts: !options.splitsRegions && region.mask.largeRegionCount(options.connectivity) > 1)
                })
        } catch {
            return .skipped(image, error)
        }
    }
}

extension [String] {
    /// The names, each once, in the order in which they come first.
    var distinct: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}

/// Names with commas between, of which at most three are given.
func list(_ names: some Collection<String>) -> String {
    names.count > 3
        ? names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more" : names.joined(separator: ", ")
}
