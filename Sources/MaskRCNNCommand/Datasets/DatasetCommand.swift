import ArgumentParser
import COCO
import Datasets
import Imaging

/// `maskrcnn dataset`: looks at, mends, converts, splits, measures and synthesizes data sets.
struct DatasetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dataset",
        abstract: "Look at data sets, find and mend their faults, convert, split, draw, measure and synthesize them.",
        discussion: """
            EXAMPLES
              A folder of pictures and masks becomes a COCO data set, is checked and split:
                maskrcnn dataset convert PennFudanPed --output pedestrians.json
                maskrcnn dataset check pedestrians.json --images PennFudanPed/PNGImages
                maskrcnn dataset split pedestrians.json --output parts
                maskrcnn dataset show parts/val.json --images PennFudanPed/PNGImages

            EXIT CODES
            \(ExitStatus.help)
            """,
        subcommands: [
            InfoCommand.self, CheckCommand.self, ConvertCommand.self, SplitCommand.self, ShowCommand.self,
            SynthesizeCommand.self, SuggestCommand.self, MeasureCommand.self,
        ])
}

extension Dataset {
    /// Reads a COCO file that was named on the command line.
    static func given(_ path: String) throws(CommandFailure) -> Dataset {
        do {
            return try Dataset(contentsOfFile: path)
        } catch {
            throw CommandFailure(reading: error)
        }
    }

    /// Writes a COCO file, unless something is there that may not be replaced.
    func write(to path: String, overwrite: Bool) throws(CommandFailure) {
        try OutputFile.check(path, overwrite: overwrite)
        do {
            try write(toFile: path)
        } catch {
            throw CommandFailure(.cannotWrite, error.description)
        }
    }
}

extension CommandFailure {
    /// The failure of a data set's files.
    init(_ error: DatasetError) {
        switch error {
        case .file: self.init(.noInput, error.description)
        case .exists: self.init(.cannotWrite, error.description, hint: "--overwrite writes over it.")
        case .setting: self.init(.usage, error.description)
        case .imaging(.unwritable), .unwritable: self.init(.cannotWrite, error.description)
        case .imaging(.memory): self.init(.noMemory, error.description)
        case .coco(let inner): self.init(reading: inner)
        case .unusableName, .imaging(.unusableName): self.init(.cannotWrite, error.description)
        case .content, .layout, .outside, .imaging: self.init(.badData, error.description)
        }
    }
}
