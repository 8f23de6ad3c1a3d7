internal import Files
internal import Geometry
internal import Imaging

/// Reads data sets with a black and white picture for each object.
///
/// An image's masks are in a folder beside the image's own (`ID/images/ID.png` and `ID/masks/…`), in a folder with the
/// image's name (`photo.masks/001_person.png`), or have the image's name and a number (`photo_1.png`).
struct BinaryMaskImporter {
    let folder: String
    var options: ImportOptions

    /// An image and the masks of its objects, as paths, and what the masks' names say of their categories.
    struct Group: Sendable {
        var image: String
        var masks: [(path: String, category: String?)] = []
    }

    func imported() throws(DatasetError) -> ImportedDataset {
        var importer = self
        if options.categoryNames.isEmpty {
            importer.options.categoryNames = try listedNames(in: FileTree(options.annotationFolder ?? folder)) ?? []
        }
        let (groups, problems) = try importer.groups()
        let options = importer.options
        let images = concurrently(groups) { BinaryMaskImporter.image($0, options: options) }
        return try ImportBuilder(folder: folder, options: options, images: images, problems: problems).finish()
    }

    /// Which masks belong to which image.
    /// - Throws: `DatasetError.file` where a folder cannot be listed.
    func groups() throws(DatasetError) -> (groups: [Group], problems: [ConversionProblem]) {
        let sources = try ImportSources(folder: folder, options: options)
        var (images, masks) = told(apart: sources)
        let index = NameIndex(images)
        var masksOfImage: [String: [(String, String?)]] = [:]
        var problems: [ConversionProblem] = []
        for mask in masks {
            let (owners, rest) = owners(of: mask, among: index, images: images, sources)
            if owners.count == 1 {
                masksOfImage[owners[0], default: []].append((sources.annotationTree.path(mask), category(in: rest)))
            } else {
                let names = owners.isEmpty ? "none" : list(owners.map { sources.imageTree.path($0) })
                problems.append(
                    ConversionProblem(
                        .layout(
                            path: sources.annotationTree.path(mask), expected: "one image for the mask", found: names),
                        effect: .objectSkipped))
            }
        }
        images.removeAll { image in
            guard masksOfImage[image] == nil else { return false }
            problems.append(
                ConversionProblem(
                    .layout(path: sources.imageTree.path(image), expected: "masks for it", found: "none"),
                    effect: .imageSkipped))
            return true
        }
        let groups = images.map { Group(image: sources.imageTree.path($0), masks: masksOfImage[$0] ?? []) }
        return (groups, problems)
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
        let index = NameIndex(pictures)
        let masks = Set(
            pictures.filter { file in
                MaskNames.splits(of: Path.stem(of: file)).contains { start, rest in
                    isObject(rest) && !index.files(of: start, nearest: file).isEmpty
                }
            })
        return (pictures.filter { !masks.contains($0) }, pictures.filter { masks.contains($0) })
    }

    /// The images that a mask may belong to, and what its name says beside the image's.
    private func owners(
        of mask: String, among index: NameIndex, images: [String], _ sources: ImportSources
    ) -> ([String], rest: String) {
        let near = sources.isShared ? mask : ""
        let stem = Path.stem(of: mask)
        // Folders come first: in photo.masks, 001_person.png is no mask of an image 001.
        for name in FileTree.folders(of: mask).reversed() {
            for candidate in [name, MaskNames.imageStem(ofMask: name)].compactMap({ $0 }) {
                let found = index.files(of: candidate, nearest: near)
                if !found.isEmpty { return (found, stem) }
            }
        }
        for (start, rest) in MaskNames.splits(of: stem) where isObject(rest) {
            let found = index.files(of: start, nearest: near)
            if !found.isEmpty { return (found, rest) }
        }
        if let found = MaskNames.imageStem(ofMask: stem).map({ index.files(of: $0, nearest: near) }), !found.isEmpty {
            return (found, "")
        }
        // `ID/masks/…` goes with the pictures of `ID/images`.
        let folders = FileTree.folders(of: mask)
        guard sources.isShared, let last = folders.last, MaskNames.isMaskFolder(last) else { return ([], "") }
        let siblings = images.filter { image in
            let others = FileTree.folders(of: image)
            return others.count == folders.count && others.dropLast() == folders.dropLast()
        }
        return (siblings, stem)
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
        let plain = MaskNames.plain(name)
        return options.categoryNames.first { MaskNames.plain($0) == plain }
    }

    static func image(_ group: Group, options: ImportOptions) -> ImportedImage {
        let size: ImageSize
        do throws(DatasetError) {
            size = try agreedSize(of: group.image, with: nil, in: group.image)
        } catch {
            return .skipped(group.image, error)
        }
        var image = ImportedImage(path: group.image, size: nil)
        for (path, category) in group.masks {
            do throws(DatasetError) {
                let mask = try mask(path, options: options)
                if let first = image.size, mask.size != first {
                    throw .layout(
                        path: path, expected: "\(first) pixels, as the image's other masks have", found: "\(mask.size)")
                }
                image.size = try agreedSize(of: group.image, with: mask.size, in: path)
                if mask.isEmpty {
                    image.skipObject(.content(file: path, line: nil, expected: "pixels of an object", found: "none"))
                } else {
                    image.objects.append(ImportedObject(category: category, shape: .mask(mask)))
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
