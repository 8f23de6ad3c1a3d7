internal import Files
internal import Foundation

/// Which files are the same, byte for byte.
struct FileComparison {
    /// Lists of places of equal files, each of at least two, by rising place.
    let groups: [[Int]]

    /// Compares files: first their sizes, then a few of their bytes, and only those that are still alike as a whole.
    ///
    /// Files that cannot be read are equal to none; one path that is given twice is one file.
    init(_ paths: [String?], threads: Int?) {
        let sizes = inParallel(paths.count, chunk: 256, threads: threads) { range in
            range.map { paths[$0].flatMap(FileStatus.size) }
        }.flatMap(\.self)
        var bySize: [Int: [Int]] = [:]
        for (place, size) in sizes.enumerated() {
            if let size, size > 0 { bySize[size, default: []].append(place) }
        }
        let candidates = bySize.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
        groups = inParallel(candidates.count, chunk: 4, threads: threads) { range in
            range.flatMap { equalFiles(among: candidates[$0], paths) }
        }.flatMap(\.self).sorted { $0[0] < $1[0] }
    }
}

private func equalFiles(among places: [Int], _ paths: [String?]) -> [[Int]] {
    var bySample: [UInt64: [Int]] = [:]
    for place in places {
        guard let path = paths[place], let file = try? MappedFile(path: path) else { continue }
        bySample[sample(of: file.bytes), default: []].append(place)
    }
    var groups: [[Int]] = []
    // Files that are the same at three places and yet differ are told apart by all of their bytes.
    let buckets = bySample.values.flatMap { alike -> [[Int]] in
        guard alike.count > 8 else { return [alike] }
        return Array(Dictionary(grouping: alike) { place in wholeHash(of: paths[place]) }.values)
    }
    for alike in buckets where alike.count > 1 {
        // Few files are alike and yet different, so that comparing each with one of every group is enough.
        var found: [[Int]] = []
        for place in alike {
            if let index = found.firstIndex(where: { areEqual(paths[$0[0]], paths[place]) }) {
                found[index].append(place)
            } else {
                found.append([place])
            }
        }
        groups += found.filter { $0.count > 1 }
    }
    return groups
}

/// A number made of a file's first, middle and last bytes.
///
/// Source: the FNV-1a hash.
private func sample(of bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for start in [0, bytes.count / 2, bytes.count - 4096] {
        for index in max(0, start)..<max(0, min(start + 4096, bytes.count)) {
            hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3
        }
    }
    return hash
}

private func areEqual(_ first: String?, _ second: String?) -> Bool {
    guard let first, let second else { return false }
    if first == second { return true }
    guard let one = try? MappedFile(path: first), let other = try? MappedFile(path: second),
        one.bytes.count == other.bytes.count, let start = one.bytes.baseAddress,
        let otherStart = other.bytes.baseAddress
    else { return false }
    return memcmp(start, otherStart, one.bytes.count) == 0
}

private func wholeHash(of path: String?) -> UInt64? {
    guard let path, let file = try? MappedFile(path: path) else { return nil }
    return file.bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}
