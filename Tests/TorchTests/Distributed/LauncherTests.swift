import TestSupport
import Testing

/// torchrun starts the processes, and answers itself at the port where they meet.
@Suite(.enabled(if: Peer.isAvailable, "\(Peer.skipReason)")) struct LauncherTests {
    @Test(arguments: [true, false])
    func torchrunsProcessesMeet(choosesPort: Bool) throws {
        let port = choosesPort ? "standalone" : "\(try ListeningSocket().port)"
        let output = try Peer.run("launch.py", ["2", port, Processes.path, "exchange"], timeout: 60)
        // Both print into one stream, and the lines of one may stand between those of the other.
        let lines = output.split(separator: "\n")
        #expect(lines.count { $0 == "sum: 3.0 -1.0" } == 2, "\(output)")
        #expect(lines.count { $0 == "bytes: |BB" } == 2, "\(output)")
    }
}
