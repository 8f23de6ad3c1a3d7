import TestSupport
import Testing
import Checkpoints

/// A pickle names one thing as often as it likes: what is read of it is not read again for each name.
@Suite struct PickleGrowthTests {
    private func zip(_ pickle: [UInt8]) -> [UInt8] {
        var (file, directory): ([UInt8], [UInt8]) = ([], [])
        let files: [(String, [UInt8])] = [("a/data.pkl", pickle), ("a/version", Array("3\n".utf8))]
        for (name, bytes) in files {
            let (title, offset) = (Array(name.utf8), file.count)
            var common: [UInt8] = [0, 0, 0, 0, 0, 0, 0x21, 0, 0, 0, 0, 0]
            for _ in 0..<2 { common += little(bytes.count, 4) }
            common += little(title.count, 2)
            file += [0x50, 0x4b, 3, 4, 20, 0] + common + [0, 0] + title + bytes
            directory += [0x50, 0x4b, 1, 2, 20, 0, 20, 0] + common + little(0, 12) + little(offset, 4) + title
        }
        var end: [UInt8] = [0x50, 0x4b, 5, 6, 0, 0, 0, 0]
        for _ in 0..<2 { end += little(files.count, 2) }
        return file + directory + end + little(directory.count, 4) + little(file.count, 4) + [0, 0]
    }

    private func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private func text(_ text: String) -> [UInt8] { [0x58] + little(text.utf8.count, 4) + Array(text.utf8) }

    /// A dictionary of `count` numbers, kept as 0.
    private func dictionary(_ count: Int) -> [UInt8] {
        [0x7d, 0x71, 0, 0x28] + (0..<count).flatMap { text("k\($0)") + [0x4b, 1] } + [0x75]
    }

    @Test func oneDictionaryUnderManyNames() {
        let file = { (count: Int) -> [UInt8] in
            var pickle: [UInt8] = [0x80, 2] + dictionary(count) + [0x30, 0x7d, 0x28]
            for index in 0..<count { pickle += text("n\(index)") + [0x68, 0] }
            return zip(pickle + [0x75, 0x2e])
        }
        #expect(Growth.ofFourTimes(500, file) { _ = try? Checkpoint(bytes: $0) } < Growth.limit)
    }

    @Test func oneStateSetManyTimes() {
        let file = { (count: Int) -> [UInt8] in
            // An OrderedDict, whose state is the dictionary, again and again.
            let ordered = [0x63] + Array("collections\nOrderedDict\n".utf8) + [0x29, 0x52]
            var pickle: [UInt8] = [0x80, 2] + dictionary(count) + [0x30] + ordered
            for _ in 0..<count { pickle += [0x68, 0, 0x62] }
            return zip(pickle + [0x2e])
        }
        #expect(Growth.ofFourTimes(1_000, file) { _ = try? Checkpoint(bytes: $0) } < Growth.limit)
    }

    @Test func oneLargeStateOfManyModules() {
        let file = { (count: Int) -> [UInt8] in
            // Modules whose parts are all one other, which has a large dictionary beside its parts.
            let object = [0x63] + Array("torch\nModule\n".utf8) + [0x29, 0x81]
            let inner =
                dictionary(count) + [0x30, 0x7d, 0x28] + text("_parameters") + [0x68, 0] + text("_modules")
                + [0x7d] + text("_buffers") + [0x7d, 0x75, 0x71, 1, 0x30] + object + [0x68, 1, 0x62, 0x71, 2, 0x30]
            var parts: [UInt8] = [0x7d, 0x28]
            for index in 0..<count { parts += text("m\(index)") + [0x68, 2] }
            let outer =
                object + [0x7d, 0x28] + text("_parameters") + [0x7d] + text("_modules") + parts + [0x75, 0x75, 0x62]
            return zip([0x80, 2] + inner + outer + [0x2e])
        }
        #expect(Growth.ofFourTimes(500, file) { _ = try? Checkpoint(bytes: $0) } < Growth.limit)
    }
}
