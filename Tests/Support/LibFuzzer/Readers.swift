import Foundation
import HostileInputs

/// What libFuzzer drives: the first byte chooses a reader or a kernel, and the rest is what that is given.
@_cdecl("LLVMFuzzerTestOneInput")
public func readOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let first = bytes.first else { return 0 }
    let rest = Array(bytes.dropFirst())
    let choice = Int(first) % (Readers.all.count + Kernels.all.count)
    if choice < Readers.all.count {
        Readers.read(rest, choice)
    } else {
        Kernels.all[choice - Readers.all.count](rest)
    }
    return 0
}

/// What the program begins with: SwiftPM names it so, and would have libFuzzer's own `main` otherwise.
@_cdecl("libfuzzer_readers_main")
public func drive(
    _ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
    var (count, arguments) = (count, arguments)
    for index in 1..<max(Int(count), 1) {
        guard let folder = arguments[index].map({ String(cString: $0) }), !folder.hasPrefix("-") else { continue }
        Readers.sow(folder)
        break
    }
    return runDriver(&count, &arguments, readOneInput)
}

/// libFuzzer's own beginning, of which it has no header that Swift could import.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// The readers that `fuzz` gives its inputs to, driven by what libFuzzer has learnt of them.
enum Readers {
    static let all = HostileReader.all
    /// Of readers of several files, what the others are: those of an input of its own making.
    private static let patterns = all.map { $0.input(0, seed: 1) }

    /// Which of several files is the damaged one: whatever it holds, the others are sound.
    private static func damaged(_ input: HostileInput) -> Int {
        input.files.lastIndex { $0.name.contains("bad") } ?? input.files.count - 1
    }

    /// Gives bytes to a reader as its damaged file; what comes of it must not be wrong, either.
    static func read(_ bytes: [UInt8], _ choice: Int) {
        var files = patterns[choice].files
        files[damaged(patterns[choice])].bytes = bytes
        if case .wrong(let what) = all[choice].read(HostileInput(files: files), folder) {
            FileHandle.standardError.write(Data("\(all[choice].name): \(what)\n".utf8))
            abort()
        }
    }

    /// Begins a corpus, where there is none, with inputs of every reader, sound and damaged.
    static func sow(_ corpus: String) {
        guard (try? FileManager.default.contentsOfDirectory(atPath: corpus))?.isEmpty == true else { return }
        for (choice, reader) in all.enumerated() {
            for number in 0..<16 {
                let input = reader.input(number, seed: 1)
                let bytes = [UInt8(choice)] + input.files[damaged(input)].bytes
                if bytes.count > longest { continue }
                try? Data(bytes).write(to: URL(fileURLWithPath: "\(corpus)/\(reader.name)-\(number)"))
            }
        }
    }

    /// What `Scripts/fuzz.sh` lets an input be.
    private static let longest = 4096

    /// A folder of this process.
    private static let folder: String = {
        let folder = FileManager.default.temporaryDirectory.path + "/libfuzzer-\(getpid())"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }()
}
