/// The limits on memory of Linux's control groups.
///
/// A process is in one group of each hierarchy. `/proc/self/cgroup` names them, seen from the hierarchy's root, and
/// `/proc/self/mountinfo` says where that stands; in a container only a part of the hierarchy may be mounted.
/// Source: cgroups(7), and the kernel's admin-guide/cgroup-v1/memory and cgroup-v2.
package struct ControlGroups {
    /// The limits of the process's groups and all above them that can be read.
    package private(set) var limits: [MemoryLimit] = []

    private struct Mount {
        /// Which part of the hierarchy is mounted, and where.
        var root: String
        var point: String
        var isUnified: Bool
    }

    /// - Parameter root: What stands before `/proc` and the mounts: nothing, but for tests.
    package init(root: String) {
        guard let groups = SystemText.read(root + "/proc/self/cgroup"),
            let mounts = SystemText.read(root + "/proc/self/mountinfo")
        else { return }
        let hierarchies = Self.mounts(in: mounts)
        for line in groups.split(separator: "\n") {
            // Number, controllers, path: "4:memory:/a/b", "0::/a/b".
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let isUnified = fields[1].isEmpty
            guard isUnified || fields[1].split(separator: ",").contains("memory") else { continue }
            for mount in hierarchies where mount.isUnified == isUnified {
                read(group: String(fields[2]), in: mount, root: root)
            }
        }
    }

    private mutating func read(group: String, in mount: Mount, root: String) {
        // A group outside what is mounted is seen as the mount itself, as a container that shares its host's names sees it.
        let isWithin = mount.root == "/" || group == mount.root || group.hasPrefix(mount.root + "/")
        let path = mount.root == "/" ? group : isWithin ? String(group.dropFirst(mount.root.count)) : ""
        var parts = path.split(separator: "/").map(String.init)
        if parts.contains("..") { parts = [] }
        while true {
            let folder = root + mount.point + parts.map { "/" + $0 }.joined()
            let name = "/" + parts.joined(separator: "/")
            let files = mount.isUnified ? ["memory.max", "memory.high"] : ["memory.limit_in_bytes"]
            for file in files {
                guard let text = SystemText.read(Path.joined(folder, file)) else { continue }
                // "max", and the highest number that version 1 has, are no limit.
                guard let bytes = Int(text.split(whereSeparator: \.isWhitespace).first ?? ""), bytes < 1 << 60 else {
                    continue
                }
                limits.append(MemoryLimit(bytes: max(bytes, 1), source: .controlGroup(name)))
            }
            guard !parts.isEmpty else { return }
            parts.removeLast()
        }
    }

    private static func mounts(in text: String) -> [Mount] {
        text.split(separator: "\n").compactMap { line in
            // id parent device root point options … - type source options
            let fields = line.split(separator: " ")
            guard let dash = fields.firstIndex(of: "-"), dash >= 5, fields.count > dash + 1 else { return nil }
            let type = fields[dash + 1]
            let options = fields.count > dash + 3 ? fields[dash + 3].split(separator: ",") : []
            guard type == "cgroup2" || type == "cgroup" && options.contains("memory") else { return nil }
            return Mount(root: unescaped(fields[3]), point: unescaped(fields[4]), isUnified: type == "cgroup2")
        }
    }

    /// A path of mountinfo, in which blanks and backslashes are written as octal numbers.
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let first = rest.popFirst() {
            let digits = rest.prefix(3)
            if first == UInt8(ascii: "\\"), digits.count == 3,
                let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
            {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(first)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
