import Foundation
import HostileInputs

/// A child: reads one input after the other, and says before each which it is.
struct Worker {
    private let options: FuzzOptions
    private let part: FuzzOptions.Part

    init(_ options: FuzzOptions, _ part: FuzzOptions.Part) {
        self.options = options
        self.part = part
    }

    func run() {
        // What is asked for beyond this is refused by the system, and ends the child.
        let bytes = rlim_t(options.memory) << 20
        var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
        setrlimit(__rlimit_resource_t(UInt32(RLIMIT_DATA.rawValue)), &limit)
        var noCore = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(UInt32(RLIMIT_CORE.rawValue)), &noCore)

        let progress = Progress(path: part.progress)
        let parent = getppid()
        // Who has lost its parent is not to go on alone.
        for number in part.numbers where getppid() == parent {
            let input = part.reader.input(number, seed: options.seed)
            progress.begin(number)
            switch part.reader.read(input, part.scratch) {
            case .accepted: progress.accepted += 1
            case .refused: break
            case .wrong(let what): print("\(number) \(what)")
            }
        }
        progress.end()
    }
}

/// A few numbers in a file that parent and child share: where the child is, and how much it has read.
final class Progress {
    private let words: UnsafeMutablePointer<Int>

    static let size = 32

    init(path: String) {
        let descriptor = open(path, O_RDWR | O_CREAT, 0o600)
        ftruncate(descriptor, off_t(Progress.size))
        let address = mmap(nil, Progress.size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        close(descriptor)
        guard let address, address != MAP_FAILED else {
            FileHandle.standardError.write(Data("fuzz: \(path) cannot be mapped\n".utf8))
            exit(74)
        }
        words = address.bindMemory(to: Int.self, capacity: 4)
    }

    deinit { munmap(words, Progress.size) }

    /// The input that is being read.
    var number: Int { words[0] }
    /// How many inputs were begun.
    var begun: Int { words[1] }
    /// How many were read without an error.
    var accepted: Int {
        get { words[2] }
        set { words[2] = newValue }
    }
    var isDone: Bool { words[3] == 1 }

    func begin(_ number: Int) {
        words[0] = number
        words[1] += 1
    }

    func end() { words[3] = 1 }
    func reset() { for index in 0..<4 { words[index] = 0 } }
}
