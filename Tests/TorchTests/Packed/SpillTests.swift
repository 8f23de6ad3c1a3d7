import Testing

/// Vectors that the compiler stores on the stack in the packed kernels' loops, for want of registers: each store and load
/// takes the place of a multiplication, and they made AVX-512 a third slower.
@Suite(.enabled(if: Disassembly.obstacle == nil, "\(Disassembly.obstacle ?? "")"))
struct SpillTests {
    /// Each file of kernels, and for how many rows of a product it has registers.
    private static let kernels = [("baseline", 6), ("avx2", 6), ("avx512", 12)]

    @Test(arguments: kernels)
    func productsKeepTheirSumsInRegisters(file: String, rows: Int) throws {
        var counted: [String: Int] = [:]
        for function in try Disassembly(of: file).functions {
            // The transforms hold more than there are registers for; `fuse` loads what it multiplies with by intent.
            guard let name = function.name.firstMatch(of: /(multiply|multiplyPart|maskLogits)[<(]/)?.1 else { continue }
            let isLargest = function.name.contains("<\(rows)")
            for loop in function.innermostLoops where loop.contains(where: \.multiplies) {
                let spills = Disassembly.Spills(loop, of: function)
                #expect(spills.stores == 0 && spills.loads == 0, "\(function.name): \(spills)")
                if isLargest || name == "maskLogits" { counted[String(name), default: 0] += 1 }
            }
        }
        // Four forms of the one, by where a sum begins and ends; two of the other.
        #expect(counted["multiply"] ?? 0 >= 4 && counted["multiplyPart"] ?? 0 >= 2 && counted["maskLogits"] ?? 0 >= 1)
    }

    /// F(4×4) has 36 vectors of inputs and 24 of outputs that are half transformed, and AVX-512 has 32 registers.
    @Test func mostOfATileStaysInRegisters() throws {
        var counted = 0
        for function in try Disassembly(of: "avx512").functions
        where function.name.contains("Form4>") || function.name.contains("Form4,") {
            for loop in function.innermostLoops where loop.filter(\.multiplies).count >= 4 {
                let spills = Disassembly.Spills(loop, of: function)
                let isFinish = function.name.contains("finishTile")
                // A tile's whole transform is one loop's turn: twelve multiplications for each of twelve columns and rows,
                // six for each of ten.
                #expect(loop.filter(\.multiplies).count >= (isFinish ? 60 : 144), "\(function.name)")
                // Hard swish has constants of its own.
                let most = isFinish ? (function.name.contains("Activation)2") ? 20 : 18) : 12
                #expect(spills.stores <= most, "\(function.name): \(spills)")
                counted += 1
            }
        }
        #expect(counted >= 5)
    }
}
