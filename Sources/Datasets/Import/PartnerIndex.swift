internal import Files
internal import Foundation

/// Finds the pictures that files of masks or labels belong to, by names and folders.
///
/// Two files are partners only where their places agree: the folders that they are in, without those that only say what is
/// in them (`images`, `labels`; also a folder that all files of one side are in, and none of the other's). So
/// `labels/train/a.txt` goes with `images/train/a.jpg`, and never with `images/val/a.jpg`, even if its own picture is
/// missing. Where one side has folders and the other has none, a picture may be in any of them, unless files or pictures
/// of that folder have partners there.
struct PartnerIndex {
    /// A place: names of folders that are no roles.
    typealias Place = [String]

    /// The pictures of one name, by where they are: thousands may have it, each in a folder of its own.
    private struct Namesakes {
        var files: [String] = []
        var places: [Place: [Int]] = [:]
        /// The pictures in places that no file is in, by each place that they are at or below.
        var openBelow: [Place: [Int]] = [:]
    }

    private var pictures: [String: Namesakes] = [:]
    /// Names of folders that say nothing although they are no known words.
    private let roles: Set<String>
    private let prefix: [String]
    /// The places of the files that look for pictures.
    private let placesOfFiles: Set<Place>
    /// The places of files that have a partner at the same place.
    private var settled: Set<Place> = []

    /// - Parameters:
    ///   - pictures: The pictures that are looked for, relative to their root.
    ///   - pictureRoot: The folder of the pictures.
    ///   - files: The files that look for them, relative to their root.
    ///   - fileRoot: The folder of the files.
    ///   - stems: The names under which a picture is asked for.
    ///   - wanted: The names under which a file asks.
    init(
        pictures: [String], in pictureRoot: String, files: [String], in fileRoot: String,
        stems: (String) -> [String] = { [Path.stem(of: $0)] },
        wanted: (String) -> [String] = { [Path.stem(of: $0)] }
    ) {
        let (picturePrefix, filePrefix) = PartnerIndex.prefixes(pictureRoot, fileRoot)
        prefix = filePrefix
        let pictureFolders = pictures.map { PartnerIndex.names(picturePrefix + FileTree.folders(of: $0)) }
        let fileFolders = files.map { PartnerIndex.names(filePrefix + FileTree.folders(of: $0)) }
        let roles = PartnerIndex.roles(of: pictureFolders, beside: fileFolders)
            .union(PartnerIndex.roles(of: fileFolders, beside: pictureFolders))
        self.roles = roles
        let places = fileFolders.map { $0.filter { !roles.contains($0) } }
        placesOfFiles = Set(places)
        for (picture, folders) in zip(pictures, pictureFolders) {
            let place = folders.filter { !roles.contains($0) }
            let isOpen = !placesOfFiles.contains(place)
            for stem in Set(stems(picture)) {
                let number = self.pictures[stem]?.files.count ?? 0
                self.pictures[stem, default: Namesakes()].files.append(picture)
                self.pictures[stem, default: Namesakes()].places[place, default: []].append(number)
                for depth in isOpen ? 0..<place.count + 1 : 0..<0 {
                    self.pictures[stem, default: Namesakes()].openBelow[Array(place[..<depth]), default: []]
                        .append(number)
                }
            }
        }
        for (file, place) in zip(files, places) where !settled.contains(place) {
            let isSettled = wanted(file).contains { stem in
                self.pictures[stem]?.places[place] != nil
            }
            if isSettled { settled.insert(place) }
        }
    }

    /// The pictures of a name that a file may belong to; more than one where names and folders leave a choice.
    func pictures(of stem: String, for file: String) -> [String] {
        pictures(of: stem, inFolders: FileTree.folders(of: file))
    }

    /// The pictures of a name that belong to files in folders of the tree of annotations; where that is strict, in the same
    /// place alone.
    func pictures(of stem: String, inFolders folders: [String], isStrict: Bool = false) -> [String] {
        guard let candidates = pictures[stem] else { return [] }
        let place = PartnerIndex.names(prefix + folders).filter { !roles.contains($0) }
        if let same = candidates.places[place] { return same.map { candidates.files[$0] } }
        if isStrict || settled.contains(place) { return [] }
        var found = candidates.openBelow[place] ?? []
        for depth in place.indices {
            let outer = Array(place[..<depth])
            if !placesOfFiles.contains(outer) { found += candidates.places[outer] ?? [] }
        }
        return found.sorted().map { candidates.files[$0] }
    }

    /// All pictures of some names, wherever they are: for messages.
    func namesakes(of stems: [String]) -> [String] {
        let lists = stems.distinct.compactMap { pictures[$0]?.files }
        return lists.count > 1 ? lists.joined().map { $0 }.distinct : lists.first ?? []
    }

    private static func names(_ folders: [String]) -> [String] {
        folders.map(FolderRoles.place).filter { !$0.isEmpty }
    }

    /// The names that all files of one side have among their folders, and none of the other's.
    private static func roles(of side: [[String]], beside other: [[String]]) -> Set<String> {
        guard var common = side.first.map({ Set($0) }) else { return [] }
        for folders in side.dropFirst() where !common.isEmpty { common.formIntersection(folders) }
        for folders in other where !common.isEmpty { common.subtract(folders) }
        return common.filter { !FolderRoles.isSplit($0) }
    }

    /// The folders from where two roots part to the roots themselves.
    private static func prefixes(_ pictureRoot: String, _ fileRoot: String) -> (pictures: [String], files: [String]) {
        if pictureRoot == fileRoot { return ([], []) }
        let (pictures, files) = (folders(of: pictureRoot), folders(of: fileRoot))
        let shared = zip(pictures, files).prefix { $0 == $1 }.count
        return (Array(pictures.dropFirst(shared)), Array(files.dropFirst(shared)))
    }

    private static func folders(of root: String) -> [String] {
        URL(fileURLWithPath: root, isDirectory: true).resolvingSymlinksInPath().standardizedFileURL.path
            .split(separator: "/").map(String.init)
    }
}

/// Which picture each file belongs to: none belongs to two.
struct PartnerAssignment {
    /// The picture of a file.
    private(set) var pictureOfFile: [String: String] = [:]
    /// Pictures that cannot be given to one file, with the files that claim them.
    private(set) var contested: [String: [String]] = [:]

    /// - Parameter claims: For each file the pictures that it may belong to.
    ///
    /// Of several files that claim one picture, that of the picture's own name has it.
    init(_ claims: [(file: String, pictures: [String])]) {
        var claimants: [String: [String]] = [:]
        for claim in claims where claim.pictures.count == 1 {
            claimants[claim.pictures[0], default: []].append(claim.file)
        }
        for (picture, files) in claimants {
            let own = files.filter { Path.stem(of: $0) == Path.stem(of: picture) }
            if let file = files.count == 1 ? files[0] : own.count == 1 ? own[0] : nil {
                pictureOfFile[file] = picture
            } else {
                contested[picture] = files
            }
        }
        let given = Set(pictureOfFile.values)
        for claim in claims where claim.pictures.count > 1 {
            for picture in claim.pictures where !given.contains(picture) {
                contested[picture, default: []].append(claim.file)
            }
        }
    }
}
