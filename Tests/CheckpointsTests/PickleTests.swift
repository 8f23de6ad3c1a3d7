import Testing
import Checkpoints

@Suite struct PickleTests {
    private func open(pickle: [UInt8]) throws -> Checkpoint {
        try CheckpointsTests.open(zipCheckpoint(pickle: pickle))
    }

    private func refusal(pickle: [UInt8]) -> String? {
        CheckpointsTests.refusal(zipCheckpoint(pickle: pickle))
    }

    /// A dictionary of one tensor and, under `x`, what the operations leave.
    private func with(_ build: (inout PickleAssembler) -> Void) -> [UInt8] {
        PickleAssembler.make { pickle in
            pickle.stateDict([TensorDescription()])
            pickle.text("x")
            build(&pickle)
            pickle.op("s")
        }
    }

    /// Operations that leave a value, in bytes, and the words for the value.
    static let values: [(String, [UInt8], String)] = [
        ("NONE", [0x4E], "None"), ("NEWTRUE", [0x88], "True"), ("NEWFALSE", [0x89], "False"),
        ("BININT", [0x4A, 0xFE, 0xFF, 0xFF, 0xFF], "-2"), ("BININT1", [0x4B, 200], "200"),
        ("BININT2", [0x4D, 0, 1], "256"), ("LONG1", [0x8A, 2, 0, 0xFF], "-256"), ("LONG1 0", [0x8A, 0], "0"),
        ("LONG4", [0x8B, 1, 0, 0, 0, 7], "7"), ("INT", Array("I-12\n".utf8), "-12"),
        ("INT bool", Array("I01\n".utf8), "True"), ("LONG", Array("L99L\n".utf8), "99"),
        ("LONG big", Array("L\(String(repeating: "9", count: 30))L\n".utf8), "a whole number of 30 digits"),
        ("FLOAT", Array("F1.5\n".utf8), "1.5"), ("BINFLOAT", [0x47, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0], "1.5"),
        ("SHORT_BINUNICODE", [0x8C, 1, 0x61], "\"a\""), ("BINUNICODE8", [0x8D, 1, 0, 0, 0, 0, 0, 0, 0, 0x61], "\"a\""),
        ("SHORT_BINSTRING", [0x55, 1, 0x61], "\"a\""), ("BINSTRING", [0x54, 1, 0, 0, 0, 0xE9], "\"é\""),
        ("STRING", Array("S'ab'\n".utf8), "\"ab\""), ("UNICODE", Array("Vab\n".utf8), "\"ab\""),
        ("SHORT_BINBYTES", [0x43, 1, 7], "1 bytes"), ("BINBYTES", [0x42, 1, 0, 0, 0, 7], "1 bytes"),
        ("BINBYTES8", [0x8E, 1, 0, 0, 0, 0, 0, 0, 0, 7], "1 bytes"),
        ("BYTEARRAY8", [0x96, 1, 0, 0, 0, 0, 0, 0, 0, 7], "1 bytes"),
        ("EMPTY_LIST", [0x5D], "a list of 0"), ("LIST", Array("(NNl".utf8), "a list of 2"),
        ("APPEND", Array("]Na".utf8), "a list of 1"), ("APPENDS", Array("](NNe".utf8), "a list of 2"),
        ("EMPTY_TUPLE", [0x29], "a tuple of 0"), ("TUPLE", Array("(NNNNt".utf8), "a tuple of 4"),
        ("TUPLE1", [0x4E, 0x85], "a tuple of 1"), ("TUPLE2", [0x4E, 0x4E, 0x86], "a tuple of 2"),
        ("TUPLE3", [0x4E, 0x4E, 0x4E, 0x87], "a tuple of 3"), ("DICT", Array("(Vk\nNd".utf8), "a dictionary of 1"),
        ("SETITEM", Array("}NNs".utf8), "a dictionary of 1"),
        ("EMPTY_SET", [0x8F], "a set of 0"), ("ADDITEMS", [0x8F, 0x28, 0x4E, 0x90], "a set of 1"),
        ("FROZENSET", [0x28, 0x4E, 0x91], "a set of 1"), ("DUP, POP", Array("N20".utf8), "None"),
        ("POP_MARK", Array("N(NN1".utf8), "None"), ("POP of a mark", Array("N(0".utf8), "None"),
        ("PUT, GET", Array("I5\np7\n0g7\n".utf8), "5"), ("BINPUT, BINGET", [0x4B, 5, 0x71, 9, 0x30, 0x68, 9], "5"),
        ("LONG_BINPUT", [0x4B, 5, 0x72, 9, 9, 0, 0, 0x30, 0x6A, 9, 9, 0, 0], "5"),
        ("MEMOIZE", [0x4B, 5, 0x94, 0x30, 0x68, 0], "5"), ("FRAME", [0x95, 1, 0, 0, 0, 0, 0, 0, 0, 0x4E], "None"),
        ("torch.Size", Array("ctorch\nSize\n((I1\nI2\nttR".utf8), "a tuple of 2"),
        ("dtype", Array("ctorch\nint8\n".utf8), "torch.int8"),
        ("set", Array("c__builtin__\nset\n(]NatR".utf8), "a set of 1"),
        ("device", Array("ctorch\ndevice\n(Vcpu\ntR".utf8), "a device"),
        ("bytes", Array("c_codecs\nencode\n(Vab\nVlatin1\ntR".utf8), "2 bytes"),
    ]

    @Test(arguments: values)
    func understands(_ name: String, _ operations: [UInt8], _ words: String) throws {
        let checkpoint = try open(pickle: with { $0.bytes += operations })
        #expect(checkpoint.other == ["x": words])
        #expect(checkpoint["w"]?.contiguousBytes() == fourFloats)
    }

    @Test func understandsPython2sOrderedDict() throws {
        // collections.OrderedDict([["w", tensor]]), then the same in STACK_GLOBAL's form.
        for isStackGlobal in [false, true] {
            let pickle = PickleAssembler.make { pickle in
                if isStackGlobal {
                    pickle.text("collections")
                    pickle.text("OrderedDict")
                    pickle.raw(0x93)
                } else {
                    pickle.global("collections", "OrderedDict")
                }
                pickle.bytes += "(](".utf8
                pickle.op("]")
                pickle.op("(")
                pickle.text("w")
                pickle.tensor(TensorDescription())
                pickle.bytes += "eetR".utf8
            }
            #expect(try open(pickle: pickle).entries.map(\.name) == ["w"])
        }
    }

    @Test func ignoresTheStateOfAnOrderedDict() throws {
        let pickle = PickleAssembler.make { pickle in
            pickle.stateDict([TensorDescription()])
            pickle.op("}")
            pickle.text("_metadata")
            pickle.bytes += "}sb".utf8
        }
        #expect(try open(pickle: pickle).entries.count == 1)
    }

    /// Pickles that would run something in Python and that no training program saves, and the name in the error.
    static let attacks: [(String, String, String)] = [
        ("REDUCE", "cos\nsystem\n(Vtrue\ntR", "os.system"), ("posix", "cposix\nsystem\n(Vtrue\ntR", "posix.system"),
        ("STACK_GLOBAL", "Vos\nVsystem\n\u{93}(Vtrue\ntR", "os.system"), ("INST", "(Vtrue\nios\nsystem\n", "os.system"),
        ("OBJ", "(cos\nsystem\nVtrue\no", "os.system"), ("Popen", "csubprocess\nPopen\n", "subprocess.Popen"),
        ("eval", "c__builtin__\neval\n(V1\ntR", "__builtin__.eval"), ("exec", "cbuiltins\nexec\n", "builtins.exec"),
        ("REDUCE of text", "Vos.system\n)R", "not a name"), ("NEWOBJ of text", "Vx\n)\u{81}", "no class"),
        ("torch.load", "ctorch\nload\n", "torch.load"), ("torch.hub", "ctorch.hub\nload\n", "torch.hub.load"),
        ("EXT1", "\u{82}\u{1}", "copyreg"), ("pickle", "cpickle\nloads\n", "pickle.loads"),
        ("codec", "c_codecs\nencode\n(Va\nVzip\ntR", "_codecs.encode"), ("PERSID", "Pname\n", "persistent"),
        ("BINPERSID", "Vname\nQ", "persistent"), ("BUILD of a list", "]}b", "state"), ("BUFFER", "\u{97}", "151"),
        ("storage class called", "ctorch\nFloatStorage\n)R", "torch.FloatStorage"),
    ]

    @Test(arguments: attacks)
    func refusesToRun(_ name: String, _ operations: String, _ named: String) throws {
        let pickle = with { pickle in
            // Characters up to 255 stand for bytes.
            pickle.bytes += operations.unicodeScalars.map { UInt8($0.value) }
        }
        let message = try #require(refusal(pickle: pickle))
        #expect(message.contains(named) && message.contains("refused"), "\(message)")
    }

    @Test(arguments: [
        "0", "a", "R", "s", "u", "t", "}u", "h\u{9}", "g5\n", "1", "(1s", "Nb", ")Na", "](NNu", "}(Nu", "p\n", "Ixyz\n",
        "Fabc\n", "S'a\n", "X\u{FF}\u{FF}\u{FF}\u{FF}", "\u{8A}\u{FF}", "\u{8B}\u{FF}\u{FF}\u{FF}\u{FF}",
        "\u{8D}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}", "\u{80}\u{9}",
        "\u{95}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{7F}",
        "c\n", "\u{FF}", "X\u{1}\u{0}\u{0}\u{0}\u{FF}", "\u{93}", "Q", "NQ", ")Q",
    ])
    func refusesNonsense(_ operations: String) {
        let pickle = PickleAssembler.make { $0.bytes += operations.unicodeScalars.map { UInt8($0.value) } }
        #expect(refusal(pickle: pickle) != nil)
    }

    @Test(arguments: ["]", "(", "}", ")\u{85}", "2"])
    func deepNestingIsNoRecursion(_ operation: String) {
        // Every list in the one before, every tuple around the one before; 100,000 levels.
        let one = operation.unicodeScalars.map { UInt8($0.value) }
        var pickle = PickleAssembler(bytes: [0x80, 2] + (one == [0x29, 0x85] ? [0x29] : []))
        if one == Array("2".utf8) { pickle.op("N") }
        for _ in 0..<100_000 { pickle.bytes += one.suffix(1) }
        #expect(refusal(pickle: pickle.bytes + [0x2E]) != nil)
        let lists = [UInt8](repeating: 0x5D, count: 100_000) + [UInt8](repeating: 0x61, count: 99_999)
        #expect(refusal(pickle: [0x80, 2] + lists + [0x2E])?.contains("a list of 1") == true)
    }

    @Test func cyclesEnd() throws {
        // A dictionary that holds itself as its state_dict, and beside it a tensor.
        let pickle = PickleAssembler.make { pickle in
            pickle.op("}")
            pickle.raw(0x71, 1)
            pickle.text("state_dict")
            pickle.raw(0x68, 1)
            pickle.op("s")
            pickle.text("w")
            pickle.tensor(TensorDescription())
            pickle.op("s")
        }
        #expect(try open(pickle: pickle).entries.map(\.name) == ["w"])
    }

    @Test func copiesAreBounded() {
        // A list of 10,000 made a set 1,000 times would be 240 MB from a file of 20 kB.
        let pickle = PickleAssembler.make { pickle in
            pickle.op("]")
            pickle.raw(0x71, 1)
            pickle.op("(")
            for _ in 0..<10_000 { pickle.op("N") }
            pickle.op("e")
            pickle.global("builtins", "set")
            pickle.raw(0x71, 2)
            for _ in 0..<1_000 { pickle.raw(0x68, 2, 0x68, 1, 0x85, 0x52) }
        }
        #expect(refusal(pickle: pickle)?.contains("copies larger than the file") == true)
    }
}
