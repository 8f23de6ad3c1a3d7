import Foundation
import MaskRCNN
import TestSupport
import Testing
import Torch

/// What a network takes over from a checkpoint of other classes.
@Suite struct StartingWeightsTests {
    /// Writes a network of these classes with random weights.
    private func write(_ categories: [Int: String], to path: String, seed: UInt64 = 4, count: Int? = nil) throws {
        var configuration = TestModel.configuration
        configuration.classCount = count ?? categories.count + 1
        try configuration.writeRandomWeights(seed: seed, categories: categories, to: path)
    }

    private func start(
        _ path: String, _ categories: [Int: String]
    ) throws -> (model: TrainableModel, weights: StartingWeights, notes: [String]) {
        let weights = try StartingWeights(path)
        var configuration = TestModel.configuration
        configuration.classCount = categories.count + 1
        let model = try TrainableModel(
            configuration, .partial(weights.tensors, seed: 9), statistics: .stored, trainableLayers: 5)
        return (model, weights, try model.carryOver(weights, categories: categories))
    }

    /// The rows of a class in all predictors, of a network and of the weights that it started from.
    private func rows(
        _ start: (model: TrainableModel, weights: StartingWeights, notes: [String]), _ new: Int, _ old: Int
    ) throws -> [Bool] {
        let own = Dictionary(uniqueKeysWithValues: start.model.state.map { ($0.name, $0.tensor) })
        let predictors: [(name: String, width: Int)] = [
            ("box_predictor.cls_score", 1), ("box_predictor.bbox_pred", 4), ("mask_predictor.mask_fcn_logits", 1),
        ]
        var same: [Bool] = []
        for (name, width) in predictors {
            for part in ["weight", "bias"] {
                let key = "roi_heads.\(name).\(part)"
                let mine: Tensor = try #require(own[key])
                let theirs: Tensor = try #require(start.weights.tensors[key]).tensor()
                let ours: [Float] = try mine.narrowed(0, to: new * width..<(new + 1) * width).elements()
                let stored: [Float] = try theirs.narrowed(0, to: old * width..<(old + 1) * width).elements()
                same.append(ours == stored)
            }
        }
        return same
    }

    @Test(arguments: ["nucleus", "cell", "Nucleus ", "class 1"])
    func theOnlyClassIsTheOnlyClass(_ name: String) throws {
        try Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            try write([1: "nucleus"], to: path)
            let start = try start(path, [1: name])
            #expect(try rows(start, 1, 1) == [true, true, true, true, true, true])
            #expect(try rows(start, 0, 0).allSatisfy { $0 })
            let said =
                name == "nucleus" ? "the classes are the same" : "the predictors' rows of \(name) are those of nucleus"
            #expect(start.notes.contains { $0.contains(said) }, "\(start.notes)")
        }
    }

    /// One class there under another label, of a file that has room for more.
    @Test func theOnlyClassMayHaveAnotherLabel() throws {
        try Scratch.with { folder in
            let path = folder.appendingPathComponent("a.safetensors").path
            try write([3: "nucleus"], to: path, count: 4)
            let start = try start(path, [1: "cell"])
            #expect(try rows(start, 1, 3).allSatisfy { $0 })
            #expect(try !rows(start, 1, 1)[0])
        }
    }

    /// Of several, only names decide: as they are first, then but for capitals and spaces.
    @Test func ofSeveralClassesNamesDecide() throws {
        try Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            try write([1: "cat", 2: "Dog", 3: "dog"], to: path)
            let start = try start(path, [1: "dog", 2: " CAT", 3: "bird"])
            #expect(try rows(start, 1, 3).allSatisfy { $0 } && rows(start, 2, 1).allSatisfy { $0 })
            // Biases are drawn as zeros on both sides.
            #expect(try !rows(start, 3, 3)[0] && !rows(start, 3, 2)[0] && !rows(start, 3, 1)[0])
            #expect(start.notes.contains { $0.contains("drawn anew: bird") })
            let one = try self.start(path, [1: "horse"])
            #expect(one.notes.contains { $0.contains("no class has the name") })
        }
    }

    /// Weights of which nothing fits would be training from nothing.
    @Test func weightsOfAnotherNetworkAreRefused() throws {
        try Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            try Checkpoint.writeTorch(
                [Checkpoint.Entry(name: "encoder.weight", tensor: try Tensor.zeros([2]).stored())], to: path)
            let error = #expect(throws: MaskRCNNError.self) { _ = try start(path, [1: "cell"]) }
            guard case .weights(path, _, let mismatch) = error else { throw try #require(error) }
            #expect(mismatch.unexpected == ["encoder.weight"] && mismatch.missing.count > 100)
        }
    }

    @Test func weightsThatAreNotFiniteAreRefused() throws {
        try Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            try write([1: "cell"], to: path)
            try TestModel.changed(path) { name, tensor in
                name == "rpn.head.cls_logits.bias" ? try Tensor.full(tensor.shape, .nan).stored() : tensor
            }.writeTorch(to: path)
            let error = #expect(throws: MaskRCNNError.self) { _ = try start(path, [1: "cell"]) }
            guard case .weights(_, _, let mismatch) = error else { throw try #require(error) }
            #expect(mismatch.notFinite == ["rpn.head.cls_logits.bias"])
        }
    }
}
