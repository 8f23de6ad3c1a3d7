import COCO
import Datasets
import Geometry
import Imaging
import TestSupport
import Testing

/// Masks that are not what they seem.
@Suite struct MaskKindTests {
    private func imported(_ folder: SampleFolder, _ change: (inout ImportOptions) -> Void = { _ in }) throws
        -> ImportedDataset
    {
        var options = ImportOptions()
        change(&options)
        return try Dataset.importing(from: folder.path, format: .instanceMasks, options: options)
    }

    @Test func oneNumberInSeveralRegionsNamesTheOption() throws {
        try SampleFolder.with { folder in
            try folder.addImage("images/a.png")
            try folder.addLabels("masks/a.png", "1....1", "1....1", "......", "11....")
            let whole = try imported(folder)
            #expect(whole.dataset.annotations.count == 1)
            #expect(whole.problems.map(\.effect) == [.note])
            #expect("\(whole.problems[0])".contains("--components makes every region an object"))
            let split = try imported(folder) { $0.splitsRegions = true }
            #expect(split.dataset.annotations.count == 3)
            #expect(split.problems.isEmpty)
            let check = DatasetCheck([.init(name: "d", dataset: whole.dataset)])
            let faults = check.faults.filter { $0.kind == .objectInParts }
            #expect(faults.map(\.severity) == [.note])
            #expect(faults.first?.message.contains("3 regions") == true)
            #expect(faults.first?.advice.contains("--components") == true)
            #expect(
                !DatasetCheck([.init(name: "d", dataset: split.dataset)]).faults.contains { $0.kind == .objectInParts })
        }
    }

    @Test func objectsInPartsAmongOthersAreCountedAndSpecksAreNone() throws {
        try SampleFolder.with { folder in
            try folder.addImage("images/a.png", 12, 2)
            try folder.addLabels("masks/a.png", "1.1.22222222", "1.1.22222222")
            try folder.addImage("images/b.png", 14, 2)
            // A speck of one pixel beside eleven.
            try folder.addLabels("masks/b.png", "333333.3......", "33333.........")
            let problems = try imported(folder).problems.map { "\($0)" }
            #expect(problems.count == 1)
            #expect(problems[0].contains("1 object is in several regions"))
        }
    }

    /// Squares of numbers, with a rim of values between them and the ground.
    private func smoothed(_ numbers: [Int]) -> [UInt64] {
        var values = [UInt64](repeating: 0, count: 60 * 20)
        for (index, number) in numbers.enumerated() {
            for y in 4..<16 {
                for x in 0..<12 {
                    let inside = min(x, 11 - x, y - 4, 15 - y)
                    values[y * 60 + index * 15 + x + 1] = UInt64(number * min(inside + 1, 3) / 3)
                }
            }
        }
        return values
    }

    @Test(arguments: [[60, 120, 180, 240], [3, 6, 9, 12], [100]])
    func resizingWithSmoothingIsAProblemOfTheFile(numbers: [Int]) throws {
        try SampleFolder.with { folder in
            try folder.addImage("images/a.png", 60, 20)
            try folder.addImage("images/b.png")
            try folder.addLabels("masks/b.png", "112233", "112233", "445566", "445566")
            try folder.add("masks/a.tif", TIFFWriter(width: 60, height: 20, values: smoothed(numbers)).bytes)
            let result = try imported(folder)
            #expect(result.fileNames == ["b.png"])
            #expect(result.problems.map(\.effect) == [.imageSkipped])
            let text = "\(result.problems[0])"
            #expect(text.contains("masks/a.tif") && text.contains("resized with smoothing"), "\(text)")
        }
    }

    @Test func cellsThatTouchAreNotSmoothed() throws {
        // Cells of 3 by 3 pixels with numbers at random, side by side without ground.
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for side in [3, 5, 12] {
            let numbers = (1...100).map { UInt64($0) * 600 }.shuffled(using: &generator)
            let width = 10 * side
            let values = (0..<(width * width)).map { numbers[$0 / width / side * 10 + $0 % width / side] }
            var file = TIFFWriter(width: width, height: width, values: values)
            file.bits = 16
            try SampleFolder.with { folder in
                try folder.addImage("images/a.png", width, width)
                try folder.add("masks/a.tif", file.bytes)
                let result = try imported(folder)
                #expect(result.problems.isEmpty, "side \(side), seed \(seed)")
                #expect(result.dataset.annotations.count == 100)
            }
        }
    }

    @Test func stacksAndChannelsOfMasksAreNamed() throws {
        try SampleFolder.with { folder in
            for name in ["a", "b", "c"] { try folder.addImage("images/\(name).png", 2, 1) }
            var file = TIFFWriter(width: 2, height: 1, values: [0, 1])
            try folder.add("masks/c.tif", file.bytes)
            file.pages = 3
            try folder.add("masks/a.tif", file.bytes)
            file = TIFFWriter(width: 2, height: 1, values: [0, 1, 2, 0])
            file.samples = 2
            try folder.add("masks/b.tif", file.bytes)
            let result = try imported(folder)
            #expect(result.fileNames == ["c.png"])
            let texts = result.messages(in: folder)
            #expect(texts.count == 2)
            #expect(texts[0].contains("masks/a.tif") && texts[0].contains("3 pages"), "\(texts)")
            #expect(texts[1].contains("masks/b.tif") && texts[1].contains("2 channels"), "\(texts)")
        }
    }
}
