import Checkpoints
import Testing

/// Files of several networks: which is taken, which others there are, and how to choose.
@Suite struct WeightsKeyTests {
    /// A dictionary of dictionaries of tensors.
    private func file(_ parts: [(String, [String])]) -> [UInt8] {
        zipCheckpoint(
            pickle: PickleAssembler.make { pickle in
                pickle.op("}")
                for (key, names) in parts {
                    let keys = key.split(separator: "/").map(String.init)
                    for (depth, key) in keys.enumerated() {
                        pickle.text(key)
                        if depth < keys.count - 1 { pickle.op("}") }
                    }
                    pickle.stateDict(names.map { TensorDescription(name: $0) })
                    for _ in keys { pickle.op("s") }
                }
            })
    }

    private func open(_ parts: [(String, [String])], key: String?) throws -> Checkpoint {
        try Checkpoint(bytes: file(parts), key: key)
    }

    /// torchvision's references, timm, mmengine and Lightning.
    @Test(arguments: ["model_ema", "state_dict_ema", "ema_state_dict", "current_model_state", "an.other"])
    func copiesAreNamedAndCanBeChosen(_ other: String) throws {
        let parts = [
            ("model", ["a", "b", "c"]), (other, ["n_averaged", "module.a", "module.b"]),
            ("optimizer", ["a", "b", "c"]),
            ("averaging_state", ["n"]), ("small", []),
        ]
        let usual = try open(parts, key: nil)
        #expect(usual.stateDictKey == "model" && usual.otherStateDictKeys == [other])
        let chosen = try open(parts, key: other)
        #expect(chosen.stateDictKey == other && chosen.otherStateDictKeys == ["model"])
        #expect(chosen.entries.map(\.name) == ["a", "b"] && chosen.strippedPrefix == "module.")
        #expect(chosen.other["model"] == "a dictionary of 3" && chosen.other["n_averaged"] != nil)
    }

    @Test(arguments: ["ema", "ema.module"])
    func aNestedDictionaryIsFound(_ key: String) throws {
        let parts = [("model", ["a", "b"]), ("ema/module", ["c", "d"])]
        #expect(try open(parts, key: nil).otherStateDictKeys == ["ema.module"])
        let chosen = try open(parts, key: key)
        #expect(chosen.stateDictKey == "ema.module" && chosen.entries.map(\.name) == ["c", "d"])
    }

    /// mmengine counts the states in `steps`.
    @Test func mmenginesAverageIsUnwrapped() throws {
        let checkpoint = try open([("ema_state_dict", ["steps", "module.net.a", "module.net.b"])], key: nil)
        #expect(checkpoint.entries.map(\.name) == ["net.a", "net.b"])
    }

    @Test(arguments: ["teacher", "teacher.", "state_dict.teacher"])
    func aBeginningOfNamesIsAKey(_ key: String) throws {
        let names = ["student.a", "student.b", "teacher.a", "teacher.b", "teachers.c"]
        let chosen = try open([("state_dict", names)], key: key)
        #expect(chosen.entries.map(\.name) == ["a", "b"] && chosen.strippedPrefix == "teacher.")
        #expect(chosen.other["outside \"teacher.\""] == "3 tensors")
        let safe = try Checkpoint(
            bytes: safetensors(#"{"teacher.w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#), key: "teacher")
        #expect(safe.entries.map(\.name) == ["w"])
    }

    @Test func aKeyThatIsNotThereIsRefused() throws {
        let bytes = file([("model", ["net.a", "b"]), ("model_ema", ["net.a", "b"])])
        let error = #expect(throws: CheckpointError.self) { _ = try Checkpoint(bytes: bytes, key: "modelema") }
        let text = try #require(error).description
        #expect(text.contains("expected tensors under \"modelema\""), "\(text)")
        #expect(text.contains("under \"model\", \"model_ema\", and names that begin with \"net\""), "\(text)")
        #expect(text.hasSuffix("did you mean \"model_ema\"?"), "\(text)")
    }

    /// In protocol 2, which `torch.save` writes, Python 3 calls `subprocess.run` by a name of Python 2's.
    @Test(arguments: ["commands\nrun", "posix\nsystem", "__builtin__\neval", "subprocess\nPopen", "timeit\ntimeit"])
    func namesOfAttacksAreRefused(_ name: String) {
        let pickle = PickleAssembler.make { pickle in
            pickle.stateDict([TensorDescription()])
            pickle.text("x")
            pickle.bytes += "c\(name)\n(Vtouch\ntR".utf8
            pickle.op("s")
        }
        let message = refusal(zipCheckpoint(pickle: pickle))
        #expect(message?.contains(name.replacing("\n", with: ".")) == true, "\(message ?? "")")
        #expect(message?.contains("nothing was run") == true, "\(message ?? "")")
    }

    /// What FSDP2's `state_dict()` gives is a share of each tensor; the message says what to save.
    @Test func sharesOfTensorsAreRefused() {
        let pickle = PickleAssembler.make { pickle in
            pickle.op("}")
            pickle.text("w")
            pickle.bytes += "ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._utils\n_rebuild_wrapper_subclass\n".utf8
            pickle.bytes += "ctorch.distributed.tensor\nDTensor\n(t}tRs".utf8
        }
        let message = refusal(zipCheckpoint(pickle: pickle))
        #expect(message?.contains("\"w\": a torch.distributed.tensor.DTensor") == true, "\(message ?? "")")
        #expect(message?.contains("full_state_dict=True") == true, "\(message ?? "")")
    }
}
