import Testing
import Checkpoints

/// `torch.save(model)`: a module that was saved whole, with its class, is read as its state dictionary.
@Suite struct PickledModuleTests {
    /// Adds an object of a module, of these parameters, buffers and parts.
    private func module(
        _ pickle: inout PickleAssembler, parameters: [String] = [], buffers: [String] = [], hidden: [String] = [],
        parts: [(String, (inout PickleAssembler) -> Void)] = []
    ) {
        pickle.global("mine", "Net")
        pickle.bytes += ")\u{81}".unicodeScalars.map { UInt8($0.value) }
        pickle.op("}")
        pickle.text("_parameters")
        pickle.op("}")
        for name in parameters {
            pickle.text(name)
            pickle.tensor(TensorDescription())
            pickle.op("s")
        }
        pickle.text("bias")
        pickle.op("N")
        pickle.op("s")
        pickle.op("s")
        pickle.text("_buffers")
        pickle.op("}")
        for name in buffers {
            pickle.text(name)
            pickle.tensor(TensorDescription())
            pickle.op("s")
        }
        pickle.op("s")
        pickle.text("_non_persistent_buffers_set")
        pickle.global("builtins", "set")
        pickle.op("(")
        pickle.op("]")
        for name in hidden {
            pickle.text(name)
            pickle.op("a")
        }
        pickle.op("t")
        pickle.op("R")
        pickle.op("s")
        pickle.text("_modules")
        pickle.global("collections", "OrderedDict")
        pickle.op(")")
        pickle.op("R")
        for (name, part) in parts {
            pickle.text(name)
            part(&pickle)
            pickle.op("s")
        }
        pickle.op("s")
        pickle.op("b")
    }

    private func whole(_ pickle: inout PickleAssembler) {
        module(
            &pickle, parameters: ["weight"], buffers: ["mean", "cache"], hidden: ["cache"],
            parts: [
                ("body", { module(&$0, parameters: ["weight"], parts: [("0", { module(&$0, buffers: ["count"]) })]) }),
                ("none", { $0.op("N") }), ("head", { module(&$0, parameters: ["weight"]) }),
            ])
    }

    private let names = ["weight", "mean", "body.weight", "body.0.count", "head.weight"]

    @Test func itsTensorsAreThoseOfItsStateDictionary() throws {
        let checkpoint = try open(zipCheckpoint(pickle: PickleAssembler.make { whole(&$0) }))
        #expect(checkpoint.entries.map(\.name) == names)
        #expect(checkpoint["body.0.count"]?.contiguousBytes() == fourFloats)
        #expect(checkpoint.skipped == [SkippedObject(className: "mine.Net", place: "the top")])
    }

    @Test func itMayStandUnderAKey() throws {
        let pickle = PickleAssembler.make { pickle in
            pickle.op("}")
            pickle.text("model")
            whole(&pickle)
            pickle.op("s")
        }
        let checkpoint = try open(zipCheckpoint(pickle: pickle))
        #expect(checkpoint.entries.map(\.name) == names && checkpoint.stateDictKey == "model")
    }

    /// Sixty modules, each twice in the one before: 2⁶⁰ names.
    @Test func sharedModulesEnd() {
        let pickle = PickleAssembler.make { pickle in
            module(&pickle, parameters: ["w"])
            for place in 0..<60 as Range<UInt8> {
                pickle.raw(0x71, place, 0x30)
                module(&pickle, parts: [("a", { $0.raw(0x68, place) }), ("b", { $0.raw(0x68, place) })])
            }
        }
        #expect(refusal(zipCheckpoint(pickle: pickle))?.contains("an object of mine.Net") == true)
    }
}
