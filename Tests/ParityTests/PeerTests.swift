import Foundation
import TestSupport
import Testing

/// The harness itself: what the other parity tests rest on.
@Suite(.enabled(if: Peer.isAvailable, "\(Peer.skipReason)"))
struct PeerTests {
    @Test func scriptsThatFailSayWhy() throws {
        let error = try #require(throws: PeerError.self) { try Peer.run("picture.py", ["--no-such-option"]) }
        #expect("\(error)".contains("usage: picture.py"))
    }

    @Test func scriptsThatTakeTooLongAreEnded() {
        #expect(throws: PeerError.self) { try Peer.run("load_checkpoint.py", ["/dev/null"], timeout: 0.05) }
    }

    @Test func picturesAreDrawnOnceAndKept() throws {
        let draw = { try Peer.file(from: "picture.py", name: "small.png") { [$0, "40", "30", "--seed", "7"] } }
        let first = try draw()
        #expect(try Data(contentsOf: first).starts(with: [0x89, 0x50, 0x4e, 0x47]))
        #expect(try draw() == first)
        let written = try first.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
        _ = try draw()
        #expect(try first.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate == written)
    }

    @Test func scratchFoldersAreRemoved() throws {
        let folder = try Scratch.with { folder in
            try Data([1]).write(to: folder.appendingPathComponent("file"))
            return folder
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }
}
