internal import Files
internal import Geometry
internal import Imaging

/// Reads data sets with a picture of numbers for each image.
///
/// An image and its mask have the same stem, or the mask's has a word such as `_mask` or `_anno` more; of several masks
/// the one that shares the most folders with the image is taken.
struct InstanceMaskImporter {
    let folder: String
    let options: ImportOptions

    /// The images' paths and their masks', and what has no partner.
    struct Pairs {
        var pairs: [(image: String, mask: String)] = []
        var problems: [ConversionProblem] = []
    }

    func imported() throws(DatasetError) -> ImportedDataset {
        let pairs = try pairs()
        let options = options
        let images = concurrently(pairs.pairs) { InstanceMaskImporter.image($0.image, mask: $0.mask, options: options) }
        return try ImportBuilder(folder: folder, options: options, images: images, problems: pairs.problems).finish()
    }

    /// - Throws: `DatasetError.file` where a folder cannot be listed.
    func pairs() throws(DatasetError) -> Pairs {
        let sources = try ImportSources(folder: folder, options: options)
        let (images, masks) = InstanceMaskImporter.told(apart: sources)
        // A mask may be asked for under its whole stem, and without the word that makes it a mask.
        let index = NameIndex(masks) { mask in
            let stem = Path.stem(of: mask)
            return [stem, MaskNames.imageStem(ofMask: stem)].compactMap { $0 }
        }
        var result = Pairs()
        var imagesOfMask: [String: [String]] = [:]
        var maskOfImage: [String: String] = [:]
        for image in images {
            let stem = Path.stem(of: image)
            var found: [String] = []
            for stem in [stem, MaskNames.bareStem(ofImage: stem)].compactMap({ $0 }) where found.isEmpty {
                found = index.files(of: stem, nearest: sources.isShared ? image : "")
            }
            if found.count == 1 {
                imagesOfMask[found[0], default: []].append(image)
                maskOfImage[image] = found[0]
            } else {
                let names = found.isEmpty ? "none" : list(found.map { sources.annotationTree.path($0) })
                let path = sources.imageTree.path(image)
                result.problems.append(
                    ConversionProblem(
                        .layout(path: path, expected: "one mask for it", found: names), effect: .imageSkipped))
            }
        }
        for mask in masks {
            let path = sources.annotationTree.path(mask)
            let owners = imagesOfMask[mask] ?? []
            if owners.count == 1 {
                result.pairs.append((sources.imageTree.path(owners[0]), path))
            } else {
                let names = owners.isEmpty ? "none" : list(owners.map { sources.imageTree.path($0) })
                result.problems.append(
                    ConversionProblem(
                        .layout(path: path, expected: "one image for the mask", found: names), effect: .objectSkipped))
            }
        }
        return result
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
        let index = NameIndex(pictures) { file in
            let stem = Path.stem(of: file)
            return [stem, MaskNames.bareStem(ofImage: stem)].compactMap { $0 }
        }
        let named = Set(
            pictures.filter { file in
                guard let stem = MaskNames.imageStem(ofMask: Path.stem(of: file)) else { return false }
                return !index.files(of: stem, nearest: file).isEmpty
            })
        return (pictures.filter { !named.contains($0) }, pictures.filter { named.contains($0) })
    }

    static func image(_ image: String, mask: String, options: ImportOptions) -> ImportedImage {
        do throws(DatasetError) {
            let size = try checkedSize(of: mask, options: options)
            let labels: LabelImage
            let regions: [LabelImage.Region]
            _ = try agreedSize(of: image, with: size, in: mask)
            do {
                labels = try LabelImage(contentsOfFile: mask, maximumPixels: options.maximumPixels)
                regions = try labels.regions(ignoring: options.ignoredValues)
            } catch {
                throw .imaging(error)
            }
            return ImportedImage(
                path: image, size: labels.size, objects: regions.map { ImportedObject(shape: .mask($0.mask)) })
        } catch {
            return .skipped(image, error)
        }
    }
}

/// Names with commas between, of which at most three are given.
func list(_ names: [String]) -> String {
    names.count > 3
        ? names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more" : names.joined(separator: ", ")
}
