internal import Files
internal import Geometry
internal import Imaging

/// Reads data sets with a black and white picture for each object.
///
/// An image's masks are in a folder beside the image's own (`ID/images/ID.png` and `ID/masks/…`), in a folder with the
/// image's name (`photo.masks/001_person.png`), or have the image's name and a number (`photo_1.png`).
struct BinaryMaskImporter {
    let folder: String
    var options: ImportOptions {
        didSet { nameOfPlain = BinaryMaskImporter.namesByPlain(options) }
    }

    /// The names of categories by what is compared of them.
    private var nameOfPlain: [String: String]

    init(folder: String, options: ImportOptions) {
        self.folder = folder
        self.options = options
        nameOfPlain = BinaryMaskImporter.namesByPlain(options)
    }

    private static func namesByPlain(_ options: ImportOptions) -> [String: String] {
        Dictionary(options.categoryNames.map { (MaskNames.plain($0), $0) }) { first, _ in first }
    }

    /// An image and the masks of its objects, as paths, and what the masks' names say of their categories.
    struct Group: Sendable {
        var image: String
        var masks: [(path: String, category: String?)] = []
    }

    func imported() throws(DatasetError) -> ImportedDataset {
        var importer = self
        if options.categoryNames.isEmpty {
            importer.options.categoryNames =
                try listedNames(
                    in: FileTree(options.annotationFolder ?? folder, allowsOutside: options.allowsOutside)) ?? []
        }
        let (groups, refusals, problems) = try importer.groups()
        let options = importer.options
        let images = concurrently(groups) { BinaryMaskImporter.image($0, options: options) }
        return try ImportBuilder(folder: folder, options: options, images: images, problems: refusals + problems)
            .finish()
    }

    /// Which masks belong to which image.
    /// - Throws: `DatasetError.file` where a folder cannot be listed.
    func groups() throws(DatasetError) -> (
        groups: [Group], refusals: [ConversionProblem], problems: [ConversionProblem]
    ) {
        let sources = try ImportSources(folder: folder, options: options)
        var (images, masks) = told(apart: sources)
        let owners = owners(of: masks, among: images, sources)
        var masksOfImage: [String: [(String, String?)]] = [:]
        var problems: [ConversionProblem] = []
        for (mask, owner) in zip(masks, owners) {
            if owner.images.count == 1 {
                let item = (sources.annotationTree.path(mask), category(in: owner.rest))
                masksOfImage[owner.images[0], default: []].append(item)
            } else {
                problems.append(
                    ConversionProblem(
                        .layout(
                            file: sources.annotationTree.path(mask), expected: "one image for the mask",
                            found: sources.described(owner.images, namesakes: [])),
                        effect: .objectSkipped))
            }
        }
        images.removeAll { image in
            guard masksOfImage[image] == nil else { return false }
            problems.append(
                ConversionProblem(
                    .layout(file: sources.imageTree.path(image), expected: "masks for it", found: "none"),
                    effect: .imageSkipped))
            return true
        }
        let groups = images.map { Group(image: sources.imageTree.path($0), masks: masksOfImage[$0] ?? []) }
        return (groups, sources.refusals, problems)
    }

    private func told(apart sources: ImportSources) -> (images: [String], masks: [String]) {
        let pictures = sources.imageTree.pictures
        guard sources.isShared else {
            let inner = sources.annotationTree.root + "/"
            let images = pictures.filter { !sources.imageTree.path($0).hasPrefix(inner) }
            return (images, sources.annotationTree.pictures)
        }
        let inMaskFolders = pictures.filter { MaskNames.isInMaskFolder($0) }
        if !inMaskFolders.isEmpty, inMaskFolders.count < pictures.count {
            return (pictures.filter { !MaskNames.isInMaskFolder($0) }, inMaskFolders)
        }
        // Without folders of masks, a mask's name is another picture's with more after it.
        let stems = Set(pictures.map { Path.stem(of: $0) })
        let masks = Set(
            pictures.filter { file in
                MaskNames.splits(of: Path.stem(of: file)).contains { start, rest in
                    isObject(rest) && stems.contains(start)
                }
            })
        return (pictures.filter { !masks.contains($0) }, pictures.filter { masks.contains($0) })
    }

    /// The images that a mask may belong to, and what its name says beside the image's.
    private struct Owners {
        var images: [String] = []
        var rest = ""
    }

    /// For each mask the images of its folders' or its own name in the same place; where no mask has any, in other places;
    /// and for folders in which no mask has an image's name, the pictures beside them.
    private func owners(of masks: [String], among images: [String], _ sources: ImportSources) -> [Owners] {
        let index = PartnerIndex(
            pictures: images, in: sources.imageTree.root, files: masks, in: sources.annotationTree.root)
        var owners = masks.map { self.owners(of: $0, in: index, isStrict: true) }
        if owners.allSatisfy(\.images.isEmpty) {
            owners = masks.map { self.owners(of: $0, in: index, isStrict: false) }
        }
        guard sources.isShared else { return owners }
        let named = Set(zip(masks, owners).filter { !$1.images.isEmpty }.map { FileTree.folders(of: $0.0) })
        let besides = Dictionary(grouping: images.filter { $0.contains("/") }) { image in
            FileTree.folders(of: image).dropLast().joined(separator: "/")
        }
        return zip(masks, owners).map { mask, owners in
            // `ID/masks/…` goes with the pictures of `ID/images`.
            let folders = FileTree.folders(of: mask)
            guard owners.images.isEmpty, !named.contains(folders), let last = folders.last, MaskNames.isMaskFolder(last)
            else { return owners }
            let siblings = besides[folders.dropLast().joined(separator: "/")] ?? []
            return Owners(images: siblings, rest: Path.stem(of: mask))
        }
    }

    private func owners(of mask: String, in index: PartnerIndex, isStrict: Bool) -> Owners {
        let stem = Path.stem(of: mask)
        let folders = FileTree.folders(of: mask)
        // Folders come first: in photo.masks, 001_person.png is no mask of an image 001.
        for (place, name) in folders.enumerated().reversed() {
            var others = folders
            others.remove(at: place)
            for candidate in [name, MaskNames.imageStem(ofMask: name)].compactMap({ $0 }) {
                // An image may be in a folder of its name, as its masks are, or beside that.
                for around in [folders, others] {
                    let found = index.pictures(of: candidate, inFolders: around, isStrict: isStrict)
                    if !found.isEmpty { return Owners(images: found, rest: stem) }
                }
            }
        }
        for (start, rest) in MaskNames.splits(of: stem) where isObject(rest) {
            let found = index.pictures(of: start, inFolders: folders, isStrict: isStrict)
            if !found.isEmpty { return Owners(images: found, rest: rest) }
        }
        let bare = MaskNames.imageStem(ofMask: stem)
        return Owners(images: bare.map { index.pictures(of: $0, inFolders: folders, isStrict: isStrict) } ?? [])
    }

    /// Whether what follows an image's name in a mask's can tell objects apart: it holds a number or a category.
    private func isObject(_ rest: String) -> Bool {
        rest.split(whereSeparator: { "_-. ".contains($0) }).contains { part in
            part.allSatisfy { $0.isASCII && $0.isNumber }
                || (part.lowercased().hasPrefix("mask") && part.last?.isNumber == true)
        } || listed(rest) != nil
    }

    /// The category that the part of a mask's name beside the image's tells: what follows a number, or a listed name.
    private func category(in rest: String) -> String? {
        if let name = listed(rest) { return name }
        guard let (number, name) = MaskNames.splits(of: rest).last, number.allSatisfy({ $0.isASCII && $0.isNumber })
        else {
            for (start, _) in MaskNames.splits(of: rest) { if let name = listed(start) { return name } }
            return nil
        }
        if let name = listed(name) { return name }
        return name.contains(where: \.isLetter) ? name : nil
    }

    /// The listed category of a name, in which file names may have other characters.
    private func listed(_ name: String) -> String? {
        nameOfPlain[MaskNames.plain(name)]
    }

    static func image(_ group: Group, options: ImportOptions) -> ImportedImage {
        let size: ImageSize
        do throws(DatasetError) {
            size = try agreedSize(of: group.image, with: nil, in: group.image)
        } catch {
            return .skipped(group.image, error)
        }
        var image = ImportedImage(path: group.image, size: nil)
        // Where each object has a picture, nobody took one number for all.
        let isAlone = group.masks.count == 1
        for (path, category) in group.masks {
            do throws(DatasetError) {
                let mask = try mask(path, options: options)
                if let first = image.size, mask.size != first {
                    throw .layout(
                        file: path, expected: "\(first) pixels, as the image's other masks have", found: "\(mask.size)")
                }
                image.size = try agreedSize(of: group.image, with: mask.size, in: path)
                if mask.isEmpty {
                    image.skipObject(.content(file: path, line: nil, expected: "pixels of an object", found: "none"))
                } else {
                    image.objects.append(
                        ImportedObject(
                            category: category, shape: .mask(mask),
                            isInParts: isAlone && !options.splitsRegions
                                && mask.largeRegionCount(options.connectivity) > 1))
                }
            } catch {
                image.skipObject(error)
            }
        }
        image.size = image.size ?? size
        return image
    }

    /// The pixels of a mask that are not 0; a JPEG file blurs, so that there it is the lighter half of values.
    private static func mask(_ path: String, options: ImportOptions) throws(DatasetError) -> RunLengthMask {
        do throws(ImagingError) {
            guard try ImageHeader(contentsOfFile: path).format == .jpeg else {
                return try LabelImage(contentsOfFile: path, maximumPixels: options.maximumPixels)
                    .foreground(ignoring: options.ignoredValues)
            }
            let decoding = DecodingOptions(appliesOrientation: false, maximumPixels: options.maximumPixels)
            let picture = try Image(contentsOfFile: path, options: decoding)
            let values = (0..<picture.size.area).map { UInt32(picture.pixels[3 * $0] >> 7) }
            return try LabelImage(size: picture.size, values: values).foreground()
        } catch {
            throw .imaging(error)
        }
    }
}
