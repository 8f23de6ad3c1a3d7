import Testing
import Checkpoints

@Suite struct StateDictTests {
    private func zip(_ build: (inout PickleAssembler) -> Void) throws -> Checkpoint {
        try open(zipCheckpoint(pickle: PickleAssembler.make(build)))
    }

    private func refusal(_ tensor: TensorDescription) -> String? {
        let pickle = PickleAssembler.make { $0.stateDict([tensor]) }
        let legacy = PickleAssembler.make { pickle in
            var tensor = tensor
            tensor.isLegacy = true
            pickle.stateDict([tensor])
        }
        let message = CheckpointsTests.refusal(zipCheckpoint(pickle: pickle))
        #expect((CheckpointsTests.refusal(legacyCheckpoint(pickle: legacy)) == nil) == (message == nil))
        return message
    }

    @Test func findsTheNestedDictionaryInTheDocumentedOrder() throws {
        let checkpoint = try zip { pickle in
            pickle.op("}")
            for key in ["optimizer", "model", "state_dict"] {
                pickle.text(key)
                pickle.stateDict(key == "optimizer" ? [] : [TensorDescription(name: "in.\(key)")])
                pickle.op("s")
            }
            pickle.text("epoch")
            pickle.int(12)
            pickle.op("s")
        }
        #expect(checkpoint.stateDictKey == "state_dict")
        #expect(checkpoint.entries.map(\.name) == ["in.state_dict"])
        #expect(checkpoint.other == ["optimizer": "a dictionary of 0", "model": "a dictionary of 1", "epoch": "12"])
    }

    @Test func takesWrappersOff() throws {
        for (prefix, stripped) in [
            ("module.", "module."), ("_orig_mod.", "_orig_mod."), ("module._orig_mod.", "module._orig_mod."),
            ("x.", nil),
        ] {
            let names = ["a.weight", "b"]
            let checkpoint = try zip { pickle in
                pickle.stateDict(names.map { TensorDescription(name: prefix + $0) })
            }
            #expect(checkpoint.strippedPrefix == stripped)
            #expect(checkpoint.entries.map(\.name) == (stripped == nil ? names.map { prefix + $0 } : names))
        }
        let mixed = try zip { $0.stateDict([TensorDescription(name: "module.a"), TensorDescription(name: "b")]) }
        #expect(mixed.strippedPrefix == nil && mixed["module.a"] != nil)
        let bare = try zip { $0.stateDict([TensorDescription(name: "module.")]) }
        #expect(bare["module."] != nil)
    }

    /// An averaged model keeps a count beside its module; compiled parts have the wrapper within their names.
    @Test func takesOffWhatOtherWrappersPutThere() throws {
        let averaged = try zip { pickle in
            pickle.stateDict([
                TensorDescription(name: "n_averaged"), TensorDescription(name: "module.a.weight"),
                TensorDescription(name: "module.b"),
            ])
        }
        #expect(averaged.entries.map(\.name) == ["a.weight", "b"] && averaged.strippedPrefix == "module.")
        #expect(averaged.other["n_averaged"] != nil)
        let alone = try zip { $0.stateDict([TensorDescription(name: "n_averaged"), TensorDescription(name: "b")]) }
        #expect(alone.entries.map(\.name) == ["n_averaged", "b"])
        let parts = try zip { pickle in
            pickle.stateDict([TensorDescription(name: "a._orig_mod.weight"), TensorDescription(name: "b")])
        }
        #expect(parts.entries.map(\.name) == ["a.weight", "b"])
    }

    /// Adds a dictionary of a dictionary … of tensors.
    private func nested(_ keys: [String], _ tensors: [TensorDescription], in pickle: inout PickleAssembler) {
        for key in keys {
            pickle.op("}")
            pickle.text(key)
        }
        pickle.stateDict(tensors)
        for _ in keys { pickle.op("s") }
    }

    @Test(arguments: [["ema", "module"], ["model", "state_dict"], ["model_ema"], ["net_g"], ["state", "x"]])
    func findsTensorsBelowOtherKeys(_ keys: [String]) throws {
        if keys == ["state", "x"] {
            // Neither is known, and it is not at the top or just below.
            let pickle = PickleAssembler.make { nested(keys, [TensorDescription()], in: &$0) }
            #expect(CheckpointsTests.refusal(zipCheckpoint(pickle: pickle)) != nil)
            return
        }
        let checkpoint = try zip { nested(keys, [TensorDescription()], in: &$0) }
        #expect(checkpoint.stateDictKey == keys.joined(separator: "."))
        #expect(checkpoint.entries.map(\.name) == ["w"])
    }

    /// Under keys that say nothing, the most tensors are the network; as many twice are an error.
    @Test func ofUnknownKeysTheLargestIsTaken() throws {
        func file(_ counts: [(String, Int)]) -> [UInt8] {
            zipCheckpoint(
                pickle: PickleAssembler.make { pickle in
                    pickle.op("}")
                    for (key, count) in counts {
                        pickle.text(key)
                        pickle.stateDict((0..<count).map { TensorDescription(name: "t\($0)") })
                        pickle.op("s")
                    }
                    // Beside them, a tensor that is none of a network's.
                    pickle.text("rng_state")
                    pickle.tensor(TensorDescription())
                    pickle.op("s")
                })
        }
        let larger = try open(file([("optimizer", 9), ("discriminator", 2), ("generator", 3)]))
        #expect(larger.stateDictKey == "generator" && larger.entries.count == 3)
        let message = CheckpointsTests.refusal(file([("student", 3), ("teacher", 3)]))
        #expect(message?.contains("two of 3 tensors, under \"student\" and \"teacher\"") == true, "\(message ?? "")")
    }

    @Test func keepsSharedStoragesShared() throws {
        let tensors = [
            TensorDescription(), TensorDescription(name: "t", strides: [1, 2]),
            TensorDescription(name: "last", offset: 3, shape: [], strides: []),
        ]
        let checkpoint = try zip { $0.stateDict(tensors) }
        let (w, t, last) = (
            try #require(checkpoint["w"]), try #require(checkpoint["t"]), try #require(checkpoint["last"])
        )
        #expect(w.storage === t.storage && t.storage === last.storage)
        #expect(t.contiguousBytes() == [1, 3, 2, 4].flatMap { little(Float($0).bitPattern) })
        #expect(last.contiguousBytes() == little(Float(4).bitPattern))
    }

    @Test(arguments: [
        TensorDescription(count: 5), TensorDescription(count: -1), TensorDescription(count: .max),
        TensorDescription(count: 1 << 62), TensorDescription(offset: 1), TensorDescription(offset: -1),
        TensorDescription(offset: .max), TensorDescription(shape: [3, 2]), TensorDescription(shape: [2]),
        TensorDescription(shape: [-2, 2]), TensorDescription(strides: [-2, 1]), TensorDescription(strides: [3, 1]),
        TensorDescription(shape: [.max, .max]), TensorDescription(shape: [1 << 40, 1], strides: [0, 0]),
        TensorDescription(strides: [.max, .max]),
        TensorDescription(shape: [Int](repeating: 1, count: 65), strides: [Int](repeating: 1, count: 65)),
    ])
    func refusesViewsThatLeaveTheirStorage(_ tensor: TensorDescription) {
        #expect(refusal(tensor) != nil)
    }

    @Test func namesTheTensorOfATypeThatIsNotRead() {
        for name in ["ComplexFloatStorage", "QInt8Storage", "UntypedStorage"] {
            let message = refusal(
                TensorDescription(name: "some.weight", storageClass: name, count: 1, shape: [1], strides: [1]))
            #expect(message?.contains("some.weight") == true, "\(name)")
        }
    }

    @Test func refusesANameTwice() {
        #expect(
            CheckpointsTests.refusal(
                zipCheckpoint(
                    pickle: PickleAssembler.make { $0.stateDict([TensorDescription(), TensorDescription()]) })
            )?.contains("\"w\" twice") == true)
    }

    @Test func tellsWhatIsThereInsteadOfTensors() {
        let pickle = PickleAssembler.make { pickle in
            pickle.op("}")
            pickle.text("epoch")
            pickle.int(3)
            pickle.op("s")
        }
        #expect(CheckpointsTests.refusal(zipCheckpoint(pickle: pickle))?.contains("\"epoch\": 3") == true)
    }

    @Test(arguments: [
        ("ByteStorage", DType.uint8), ("CharStorage", .int8), ("ShortStorage", .int16), ("IntStorage", .int32),
        ("LongStorage", .int64), ("HalfStorage", .float16), ("BFloat16Storage", .bfloat16),
        ("FloatStorage", .float32), ("DoubleStorage", .float64), ("BoolStorage", .bool),
    ])
    func readsEveryType(_ name: String, _ dtype: DType) throws {
        let count = 16 / dtype.byteCount
        let tensor = TensorDescription(storageClass: name, count: count, shape: [count], strides: [1])
        let checkpoint = try zip { $0.stateDict([tensor]) }
        #expect(checkpoint["w"]?.dtype == dtype)
        #expect(checkpoint["w"]?.contiguousBytes() == fourFloats)
    }
}
