import Testing
import Checkpoints

/// Objects of classes beside the tensors: nothing is made of them, and they are named.
@Suite struct SkippedObjectTests {
    /// A dictionary of one tensor and, under `x`, what the operations leave.
    private func open(_ operations: String) throws -> Checkpoint {
        try CheckpointsTests.open(
            zipCheckpoint(
                pickle: PickleAssembler.make { pickle in
                    pickle.stateDict([TensorDescription()])
                    pickle.text("x")
                    // Characters up to 255 stand for bytes.
                    pickle.bytes += operations.unicodeScalars.map { UInt8($0.value) }
                    pickle.op("s")
                }))
    }

    /// What Python writes for each, as operations, and the class.
    static let objects: [(String, String)] = [
        ("argparse.Namespace", "cargparse\nNamespace\n)\u{81}}Vlr\nF0.1\nsb"),
        ("argparse.Namespace", "ccopy_reg\n_reconstructor\n(cargparse\nNamespace\nc__builtin__\nobject\nNtR}Vlr\nNsb"),
        (
            "numpy._core.multiarray.scalar",
            "cnumpy._core.multiarray\nscalar\n(cnumpy\ndtype\n(Vf8\nI00\nI01\ntR(I3\nV<\nNNNI-1\nI-1\nI0\ntbVabcdefgh\ntR"
        ),
        ("pathlib.PosixPath", "cpathlib\nPosixPath\n(V/\nVdata\ntR"),
        ("datetime.datetime", "cdatetime\ndatetime\n(c_codecs\nencode\n(Vab\nVlatin1\ntRtR"),
        ("collections.deque", "ccollections\ndeque\n)R(I1\nI2\ne"), ("collections.deque", "ccollections\ndeque\n)RNa"),
        ("mine.Color", "cbuiltins\ngetattr\n(cmine\nColor\nVRED\ntR"), ("mine.Color", "cmine\nColor\n(I1\ntR"),
        ("mine.Thing", "cmine\nThing\n)}\u{92}"), ("mine.Thing", "(cmine\nThing\nVx\no"),
        ("mine.Thing", "(Vx\nimine\nThing\n"), ("mine.Config", "cmine\nConfig\n)\u{81}(Va\nNVb\nNu"),
        ("mine.Bag", "cmine\nBag\n)\u{81}(NN\u{90}"), ("mine.made", "cmine\nmade\n"),
        ("functools.partial", "cfunctools\npartial\n(NtR)R"), ("torch.Size", "ctorch\nSize\n)\u{81}"),
        ("torch.storage._load_from_bytes", "ctorch.storage\n_load_from_bytes\n(VxtR".replacing("Vx", with: "Vx\n")),
        ("os._Environ", "cos\n_Environ\n)\u{81}}b"),
    ]

    @Test(arguments: objects.indices)
    func areNamedAndPassedOver(_ index: Int) throws {
        let (name, operations) = Self.objects[index]
        let checkpoint = try open(operations)
        #expect(checkpoint.skipped == [SkippedObject(className: name, place: "x")])
        #expect(checkpoint.entries.map(\.name) == ["w"])
        #expect(checkpoint["w"]?.contiguousBytes() == fourFloats)
    }

    /// torch's own values and plain containers are none.
    @Test(arguments: [
        "ctorch\ndevice\n(Vcpu\ntR", "ctorch\nfloat16\n", "ctorch\nSize\n((I1\nttR", "ccollections\nOrderedDict\n)R",
        "ccollections\ndefaultdict\n(c__builtin__\nset\ntRVa\nNs", "c__builtin__\nset\n(]NatR",
    ])
    func whatIsUnderstoodIsNone(_ operations: String) throws {
        #expect(try open(operations).skipped.isEmpty)
    }

    @Test func theirPlaceIsTold() throws {
        // {"groups": [None, {"path": PosixPath}], 7: (Namespace,)}
        let operations =
            "}(Vgroups\n](N}Vpath\ncpathlib\nPosixPath\n)RseI7\n(cargparse\nNamespace\n)\u{81}tu"
        #expect(
            try open(operations).skipped == [
                SkippedObject(className: "argparse.Namespace", place: "x.7[0]"),
                SkippedObject(className: "pathlib.PosixPath", place: "x.groups[1].path"),
            ])
    }

    /// An object that stands in several places is named once, and one that holds itself ends.
    @Test func sharedAndCyclicObjectsEnd() throws {
        let shared = "cmine\nThing\n)\u{81}q\u{1}h\u{1}h\u{1}\u{87}"
        #expect(try open(shared).skipped.map(\.place) == ["x[0]"])
        let cyclic = "cmine\nThing\n)\u{81}q\u{1}}Vself\nh\u{1}sb"
        #expect(try open(cyclic).skipped.count == 1)
    }

    @Test func thereIsALimitToHowManyAreNamed() throws {
        let many = "](" + String(repeating: "cmine\nThing\n)\u{81}", count: 5000) + "e"
        #expect(try open(many).skipped.count == 1000)
    }

    /// A tensor is one of whatever class, if a plain tensor is what its class is given.
    @Test func tensorsOfOtherClassesAreTensors() throws {
        let pickle = PickleAssembler.make { pickle in
            pickle.op("}")
            pickle.text("w")
            pickle.global("torch._tensor", "_rebuild_from_type_v2")
            pickle.op("(")
            pickle.global("torch._utils", "_rebuild_tensor_v2")
            pickle.global("mine", "NamedTensor")
            pickle.bytes += "((Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nI4\ntQI0\n(I4\nt(I1\ntI00\n}t}".utf8
            pickle.op("t")
            pickle.op("R")
            pickle.op("s")
        }
        let checkpoint = try CheckpointsTests.open(zipCheckpoint(pickle: pickle))
        #expect(checkpoint["w"]?.contiguousBytes() == fourFloats)
    }

    /// Names are joined for STACK_GLOBAL: two long ones, ten thousand times, would be 4 GB of a file of 400 kB.
    @Test func longNamesAreBounded() {
        let long = String(repeating: "a", count: 200_000)
        let pickle = PickleAssembler.make { pickle in
            for place in 0..<2 as Range<UInt8> {
                pickle.text(long)
                pickle.raw(0x71, place, 0x30)
            }
            for _ in 0..<10_000 { pickle.raw(0x68, 0, 0x68, 1, 0x93, 0x30) }
            pickle.op("N")
        }
        #expect(refusal(zipCheckpoint(pickle: pickle))?.contains("copies larger than the file") == true)
    }
}
