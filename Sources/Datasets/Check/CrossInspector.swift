internal import COCO
internal import Files

/// Finds what is wrong with several data sets together, and with the pictures of their folders.
struct CrossInspector {
    let sources: [DatasetCheck.Source]
    let files: [ImageFiles]
    let options: DatasetCheck.Options

    private struct Listed {
        var source: Int
        var image: Int
    }

    func faults() -> [DatasetFault] {
        let content = options.comparesContent ? contentFaults() : (faults: [], shared: [])
        return content.faults + nameFaults(but: content.shared) + sourceFaults() + categoryFaults()
            + (options.findsUnlistedImages ? unlistedFaults() : [])
    }

    private func fault(_ kind: FaultKind, _ place: Listed, _ message: String) -> DatasetFault {
        RecordInspector(source: sources[place.source], options: options)
            .fault(kind, image: place.image, field: ".file_name", message)
    }

    private func name(of place: Listed) -> String {
        let image = sources[place.source].dataset.images[place.image]
        return image.fileName ?? "image \(image.id)"
    }

    /// Files that are the same, within a data set and across; and which images were reported for another data set's.
    private func contentFaults() -> (faults: [DatasetFault], shared: Set<[Int]>) {
        var listed: [Listed] = []
        var paths: [String?] = []
        for (source, files) in files.enumerated() {
            for (image, path) in files.paths.enumerated() {
                listed.append(Listed(source: source, image: image))
                paths.append(path)
            }
        }
        var faults: [DatasetFault] = []
        var shared: Set<[Int]> = []
        for group in FileComparison(paths, threads: options.threads).groups {
            let places = group.map { listed[$0] }
            var firstOfSource: [Int: Int] = [:]
            for (index, place) in zip(group, places) {
                if let first = firstOfSource[place.source] {
                    // One file under two ids is `imageListedTwice`.
                    guard paths[first] != paths[index] else { continue }
                    faults.append(
                        fault(
                            .imageContentRepeated, place,
                            "the file is the same, byte for byte, as \(name(of: listed[first]))"))
                } else {
                    firstOfSource[place.source] = index
                    guard let other = places.first, other.source != place.source else { continue }
                    shared.insert([place.source, place.image])
                    let how = paths[group[0]] == paths[index] ? "the file is" : "the same picture, byte for byte, is"
                    faults.append(
                        fault(
                            .sharedImageContent, place,
                            "\(how) in \(sources[other.source].name), too, as \(name(of: other))"))
                }
            }
        }
        return (faults, shared)
    }

    private func nameFaults(but shared: Set<[Int]>) -> [DatasetFault] {
        var firsts: [String: Listed] = [:]
        var faults: [DatasetFault] = []
        for (source, item) in sources.enumerated() {
            for (index, image) in item.dataset.images.enumerated() {
                guard let name = image.fileName, !name.isEmpty else { continue }
                let place = Listed(source: source, image: index)
                guard let first = firsts[name] else {
                    firsts[name] = place
                    continue
                }
                guard first.source != source, !shared.contains([source, index]) else { continue }
                faults.append(
                    fault(
                        .sharedImageName, place,
                        "\(sources[first.source].name) has an image of this name, too"))
            }
        }
        return faults
    }

    /// Images of later data sets that are copies of an earlier one's, or have one source with them.
    private func sourceFaults() -> [DatasetFault] {
        guard sources.count > 1 else { return [] }
        let listed = sources.enumerated().flatMap { source, item in
            item.dataset.images.indices.map { Listed(source: source, image: $0) }
        }
        let names = listed.map { sources[$0.source].dataset.images[$0.image].fileName }
        return ImageCopies(names: names).groups.flatMap { group -> [DatasetFault] in
            guard let first = group.first else { return [] }
            let (source, firstName) = (listed[first].source, names[first])
            return group.filter { listed[$0].source != source && names[$0] != firstName }.map { place in
                fault(
                    .sharedImageSource, listed[place],
                    "by its name the picture has one source with \(firstName ?? "") in \(sources[source].name)")
            }
        }
    }

    /// Each data set's categories are compared with the first's.
    private func categoryFaults() -> [DatasetFault] {
        guard let first = sources.first else { return [] }
        let expected = first.dataset.categories
        let others = firstPlaces(expected, id: \.id).mapValues { expected[$0] }
        let idOfName = Dictionary(expected.map { ($0.name, $0.id) }) { first, _ in first }
        return sources.dropFirst().flatMap { source -> [DatasetFault] in
            var faults: [DatasetFault] = []
            func add(_ field: String, _ id: Int?, _ message: String) {
                faults.append(
                    DatasetFault(
                        kind: .categoriesDiffer, dataset: source.name, field: field, categoryID: id, message: message,
                        isMendable: false))
            }
            for (index, category) in source.dataset.categories.enumerated() {
                guard let other = others[category.id] else {
                    let rest = idOfName[category.name].map { "; \"\(category.name)\" is category \($0) there" } ?? ""
                    add(
                        "categories[\(index)]", category.id,
                        "the category \(category.id) \"\(category.name)\" is not in \(first.name)\(rest)")
                    continue
                }
                if other.name != category.name {
                    add(
                        "categories[\(index)].name", category.id,
                        "the category \(category.id) is \"\(category.name)\" here and \"\(other.name)\" in \(first.name)"
                    )
                } else if other.keypoints != category.keypoints {
                    add(
                        "categories[\(index)].keypoints", category.id,
                        "the keypoints of the category \(category.id) \"\(category.name)\" are not those of \(first.name)"
                    )
                }
            }
            let own = Set(source.dataset.categories.map(\.id))
            for category in expected where !own.contains(category.id) {
                add(
                    "categories", category.id,
                    "the category \(category.id) \"\(category.name)\" of \(first.name) is missing")
            }
            return faults
        }
    }

    /// Pictures that stand in a folder and in none of the data sets that have it.
    private func unlistedFaults() -> [DatasetFault] {
        var folders: [String] = []
        for folder in sources.compactMap(\.imageFolder) where !folders.contains(folder) { folders.append(folder) }
        return folders.flatMap { folder -> [DatasetFault] in
            let owners = sources.filter { $0.imageFolder == folder }
            let listed = Set(
                owners.flatMap { $0.dataset.findingImages(in: folder).images.compactMap(\.fileName).map(normalized) })
            let files = (try? Folder.paths(under: folder)) ?? []
            let unlisted = files.filter { isPicture($0) && !listed.contains($0) }.sorted()
            return unlisted.map { file in
                DatasetFault(
                    kind: .imageNotListed, dataset: owners.map(\.name).joined(separator: ", "), field: "images",
                    imageFile: file,
                    message: "\(folder)/\(file) is in the folder, but not in the data set"
                        + (Path.isUnicode(file) ? "" : "; its name is no UTF-8, which no data set can hold"),
                    isMendable: false)
            }
        }
    }

    private func isPicture(_ file: String) -> Bool {
        let extensions: Set = ["jpg", "jpeg", "jpe", "png", "webp", "tif", "tiff", "gif", "bmp"]
        return extensions.contains(Path.fileExtension(of: file)) && !Path.name(of: file).hasPrefix(".")
    }

    /// A name without empty parts and dots that stand for its own folder.
    private func normalized(_ name: String) -> String {
        name.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }
}
