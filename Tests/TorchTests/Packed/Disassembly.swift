import Foundation

/// The machine code of the packed kernels as the compiler left it beside this test: one object file an instruction set.
struct Disassembly {
    /// A function's name, as C++ writes it, and its instructions.
    struct Function {
        let name: String
        fileprivate(set) var instructions: [Instruction] = []

        /// The parts that run again and again and hold no such part themselves.
        var innermostLoops: [ArraySlice<Instruction>] {
            let places = Dictionary(uniqueKeysWithValues: zip(instructions.map(\.address), instructions.indices))
            let loops = instructions.indices.compactMap { end in
                instructions[end].jumpTarget.flatMap { places[$0] }.flatMap { $0 <= end ? $0...end : nil }
            }
            return loops.filter { outer in
                !loops.contains { $0 != outer && outer.contains($0.lowerBound) && outer.contains($0.upperBound) }
            }.map { instructions[$0] }
        }

        /// Whether `%rbp` holds the place of the function's own memory, as `%rsp` does, and is no register like the others.
        fileprivate var hasFramePointer: Bool {
            instructions.contains { $0.text == "mov %rsp,%rbp" || $0.text == "movq %rsp,%rbp" }
        }
    }

    /// An instruction, as `objdump` writes it.
    struct Instruction {
        let address: UInt64
        let text: String

        /// The instruction of a line, with one space after the operation and none between operands, whichever program
        /// wrote it; nil for other lines.
        fileprivate init?(_ line: Substring) {
            guard let colon = line.firstIndex(of: ":"),
                let address = UInt64(line[..<colon].drop { $0 == " " }, radix: 16)
            else { return nil }
            let words = line[colon...].dropFirst().split { $0 == " " || $0 == "\t" }
            guard let operation = words.first else { return nil }
            self.address = address
            let operands = words.dropFirst().prefix { !$0.hasPrefix("#") && !$0.hasPrefix("<") }.joined()
            text = operands.isEmpty ? String(operation) : "\(operation) \(operands)"
        }

        var operation: Substring { text.prefix { $0 != " " } }

        /// Where a jump leads.
        fileprivate var jumpTarget: UInt64? {
            guard operation.hasPrefix("j"), let target = text.split(separator: " ").last else { return nil }
            return UInt64(target.trimmingPrefix("0x"), radix: 16)
        }

        /// Whether it multiplies vectors.
        var multiplies: Bool {
            (operation.hasPrefix("vf") || operation.hasSuffix("mulps")) && text.contains("mm")
        }

        /// Whether it stores a vector.
        fileprivate var stores: Bool { text.wholeMatch(of: /v?mov[^ ]+ %[xyz]mm\d+,.*\(.*\)/) != nil }
    }

    /// The loads and stores of vectors in a function's own memory.
    struct Spills: Equatable, CustomStringConvertible {
        var stores = 0
        var loads = 0

        init(_ loop: ArraySlice<Instruction>, of function: Function) {
            for instruction in loop where instruction.text.contains("mm") {
                let isOnStack =
                    instruction.text.contains("(%rsp")
                    || function.hasFramePointer && instruction.text.contains("(%rbp")
                guard isOnStack else { continue }
                if instruction.stores { stores += 1 } else { loads += 1 }
            }
        }

        var description: String { "\(stores) stores, \(loads) loads" }
    }

    let functions: [Function]

    /// Reads what there is for an instruction set, as the name of its file in `kernels/packed` says it.
    init(of file: String) throws {
        var functions: [Function] = []
        for line in try Self.output(Self.object(file).path).split(separator: "\n") {
            if line.hasSuffix(">:"), let start = line.firstIndex(of: "<") {
                functions.append(Function(name: String(line[start...].dropFirst().dropLast(2))))
            } else if !functions.isEmpty, let instruction = Instruction(line) {
                functions[functions.count - 1].instructions.append(instruction)
            }
        }
        self.functions = functions
    }

    /// Why there is nothing to read; nil where there is.
    static let obstacle: String? = {
        #if arch(x86_64)
            guard FileManager.default.isReadableFile(atPath: object("avx2").path) else {
                return "\(object("avx2").path) is not there: no build by SwiftPM"
            }
            do {
                let code = try output(object("avx2").path)
                if code.contains("__asan") || code.contains("__ubsan") { return "a sanitizer checks the kernels" }
                // What is inline is a function of its own only where nothing is optimised.
                return code.contains("::load(float const*)>:")
                    ? "the kernels are not optimised (swift build -c release, or -Xcxx -O2)" : nil
            } catch {
                return "neither objdump nor llvm-objdump can be run"
            }
        #else
            return "it reads the instructions of x86-64 alone"
        #endif
    }()

    private static func object(_ file: String) -> URL {
        Processes.buildFolder.appendingPathComponent("CTorch.build/kernels/packed/\(file).cpp.o")
    }

    /// What the first program says that is there.
    private static func output(_ object: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let arguments = "--disassemble --demangle --no-show-raw-insn \"$0\""
        process.arguments = ["-c", "objdump \(arguments) 2>/dev/null || llvm-objdump \(arguments)", object]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableNotLoadable) }
        return String(decoding: data, as: UTF8.self)
    }
}
