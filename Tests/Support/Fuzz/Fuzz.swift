import Foundation
import HostileInputs

/// Gives every reader damaged inputs, each of which must be read or refused: none may trap, hang, or take more memory than
/// it is allowed.
///
///     fuzz [--seed N] [--count N] [--from N] [--readers a,b] [--seconds N] [--memory MB] [--output FOLDER] [--jobs N]
///     fuzz --list
///
/// Inputs are drawn from the seed, the reader's name and the input's number alone, so that each can be made again. They
/// are read by child processes: where one ends by a trap or a limit, its input is saved and named, and another child goes
/// on with the next. `--count` is for all readers together, in the shares that each has.
@main struct Fuzz {
    static func main() {
        do {
            let options = try FuzzOptions(Array(CommandLine.arguments.dropFirst()))
            if let part = options.part {
                Worker(options, part).run()
            } else if options.lists {
                for reader in options.all { print("\(reader.name)\t\(reader.share)") }
            } else {
                exit(try Campaign(options).run() ? 0 : 1)
            }
        } catch {
            FileHandle.standardError.write(Data("fuzz: \(error)\n".utf8))
            exit(64)
        }
    }
}
