import Files
import Foundation
import TestSupport
import Testing

/// Limits of control groups, as trees of files that look like Linux's.
struct ControlGroupTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ path: String, _ text: String) throws {
        let url = folder.url.appendingPathComponent(path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: url, atomically: false, encoding: .utf8)
    }

    private func limits(groups: String, mounts: String) throws -> [MemoryLimit] {
        try write("proc/self/cgroup", groups)
        try write("proc/self/mountinfo", mounts)
        return ControlGroups(root: folder.path).limits
    }

    private static let unified = "31 23 0:28 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"
    private static let first = """
        31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
        32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu
        35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory

        """

    @Test func theTightestOfAllAncestorsCounts() throws {
        try write("sys/fs/cgroup/a/memory.max", "1000000000\n")
        try write("sys/fs/cgroup/a/memory.high", "max\n")
        try write("sys/fs/cgroup/a/b/memory.max", "max\n")
        try write("sys/fs/cgroup/a/b/memory.high", "3000000000\n")
        try write("sys/fs/cgroup/a/b/c/memory.max", "2000000000\n")
        let limits = try limits(groups: "0::/a/b/c\n", mounts: Self.unified)
        #expect(Set(limits.map(\.bytes)) == [1_000_000_000, 2_000_000_000, 3_000_000_000])
        let tightest = MemoryLimit.tightest(of: limits)
        #expect(tightest == MemoryLimit(bytes: 1_000_000_000, source: .controlGroup("/a")))
        #expect(tightest.description == "953.7 MiB of the control group /a")
    }

    @Test func highIsALimitToo() throws {
        try write("sys/fs/cgroup/job/memory.max", "8000000000\n")
        try write("sys/fs/cgroup/job/memory.high", "500000000\n")
        #expect(MemoryLimit.tightest(of: try limits(groups: "0::/job\n", mounts: Self.unified)).bytes == 500_000_000)
    }

    @Test func versionOne() throws {
        try write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")
        try write("sys/fs/cgroup/memory/slurm/memory.limit_in_bytes", "4000000000\n")
        try write("sys/fs/cgroup/memory/slurm/step/memory.limit_in_bytes", "9223372036854771712\n")
        let limits = try limits(groups: "5:cpu:/slurm\n4:memory:/slurm/step\n1:name=systemd:/x\n", mounts: Self.first)
        #expect(limits == [MemoryLimit(bytes: 4_000_000_000, source: .controlGroup("/slurm"))])
    }

    @Test func bothVersionsAtOnce() throws {
        let mounts = Self.first + "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
        try write("sys/fs/cgroup/memory/m/memory.limit_in_bytes", "700000000\n")
        try write("sys/fs/cgroup/unified/u/memory.max", "800000000\n")
        let limits = try limits(groups: "4:memory:/m\n0::/u\n", mounts: mounts)
        #expect(limits.map(\.bytes).sorted() == [700_000_000, 800_000_000])
    }

    /// A container that sees its own part of the hierarchy, under its host's names and under its own.
    @Test(arguments: ["/docker/f00d", "/", "/elsewhere"])
    func aPartOfTheHierarchy(group: String) throws {
        let mounts = "31 23 0:28 /docker/f00d /sys/fs/cgroup ro - cgroup2 cgroup rw\n"
        try write("sys/fs/cgroup/memory.max", "600000000\n")
        #expect(try limits(groups: "0::\(group)\n", mounts: mounts).map(\.bytes) == [600_000_000])
    }

    @Test func namesWithBlanks() throws {
        let mounts = "31 23 0:28 / /sys/my\\040groups rw - cgroup2 cgroup rw\n"
        try write("sys/my groups/a b/memory.max", "5000\n")
        #expect(try limits(groups: "0::/a b\n", mounts: mounts).map(\.bytes) == [5000])
    }

    @Test(arguments: ["", "0::\n", "garbage", "0::/../../etc\n", ":::::\n"])
    func whatMakesNoSenseIsNoLimit(groups: String) throws {
        try write("sys/fs/cgroup/memory.max", "many\n")
        #expect(try limits(groups: groups, mounts: Self.unified + "short line\n- - -\n").isEmpty)
    }

    @Test func withoutFilesThereIsNone() {
        #expect(ControlGroups(root: folder("nothing")).limits.isEmpty)
    }

    @Test func theMachineAndLimitsOnAddresses() throws {
        try write("proc/meminfo", "MemTotal:       8000000 kB\nMemAvailable:    7000000 kB\nHugePages_Total:  0\n")
        try write("proc/self/status", "Name:\tx\nVmSize:\t 2000000 kB\nVmData:\t 300000 kB\nVmRSS:\t 100000 kB\n")
        var memory = SystemMemory()
        memory.read(root: folder.path)
        #expect(memory.machine == 8_000_000 << 10)
        #expect(MemoryLimit.tightest(of: memory.limits).source == .machine)
        // Of 3,000,000 kB of addresses 2,000,000 are mapped, of which 100,000 are used.
        memory.addressLimit = 3_000_000 << 10
        let limit = MemoryLimit.tightest(of: memory.limits)
        #expect(limit == MemoryLimit(bytes: 1_100_000 << 10, source: .addressSpace))
        memory.dataLimit = 200_000 << 10
        #expect(MemoryLimit.tightest(of: memory.limits) == MemoryLimit(bytes: 100_000 << 10, source: .dataSegment))
    }

    @Test func thisMachineHasALimit() {
        let limit = MemoryLimit.current()
        #expect(limit.bytes > 64 << 20 && limit.source != .unknown, "\(limit)")
    }
}
