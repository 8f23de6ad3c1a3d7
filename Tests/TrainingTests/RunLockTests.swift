import Foundation
import TestSupport
import Testing
import Training

/// One run at a time in a folder.
struct RunLockTests {
    @Test func theSecondIsRefusedAndToldWhoTheFirstIs() throws {
        let folder = try TemporaryFolder()
        let run = RunFolder(folder.path)
        let first = try RunLock(run)
        #expect(first.isHeld)
        let error = #expect(throws: TrainingError.self) { try RunLock(run) }
        guard case .folderInUse(folder.path, let holder)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(holder.hasPrefix("process \(ProcessInfo.processInfo.processIdentifier) on "), "\(holder)")
        // Nothing of the first is gone, and it can give the folder back.
        #expect(throws: TrainingError.self) { try RunLock(run) }
        first.release()
        first.release()
        #expect(try folder.contents.isEmpty)
        let second = try RunLock(run)
        #expect(second.isHeld)
        #expect(throws: TrainingError.self) { try RunLock(run) }
    }

    @Test func whatAKilledProcessLeftIsNoLock() throws {
        let folder = try TemporaryFolder()
        _ = try folder.add("run.lock", Array("process 1 on another since long ago\n".utf8))
        let lock = try RunLock(RunFolder(folder.path))
        #expect(lock.isHeld)
        #expect(!(try String(contentsOfFile: folder("run.lock"), encoding: .utf8)).contains("another"))
    }

    /// A link in the lock's place leads nowhere.
    @Test func aLinkIsNotFollowed() throws {
        let folder = try TemporaryFolder()
        let target = try folder.add("mine", [1, 2, 3])
        try FileManager.default.createSymbolicLink(atPath: folder("run.lock"), withDestinationPath: target)
        #expect(throws: TrainingError.self) { try RunLock(RunFolder(folder.path)) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: target)) == Data([1, 2, 3]))
    }

    @Test func aRunTakesTheFolderBeforeItChangesIt() throws {
        let folder = try TemporaryFolder()
        try SmallRun.write(to: folder("data"), images: 2)
        let run = RunFolder(folder("run"))
        try run.create()
        let other = try RunLock(run)
        let error = #expect(throws: TrainingError.self) {
            try Trainer(SmallRun.request(folder("data"), run.path)).run()
        }
        guard case .folderInUse? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: run.path) == ["run.lock"])
        // With the lock, a run goes on.
        var request = try SmallRun.request(folder("data"), run.path)
        request.configuration.schedule.epochs = 1
        request.lock = other
        _ = try Trainer(request).run()
    }
}
