import Checkpoints
import Export
import Foundation
import Models
import SwiftProtobuf
import TestSupport
import Testing
import Torch

/// The weights of a file, and the files themselves.
struct WeightTests {
    private func floats(_ tensor: ONNXTensor) -> [Float] {
        tensor.rawData.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }

    /// w · g / √(v + ε) and b − m · g / √(v + ε), of norms whose numbers are not 0 and 1.
    @Test func normsAreFoldedIntoConvolutions() throws {
        try Scratch.with { folder in
            let (plain, path) = (
                folder.appendingPathComponent("plain.safetensors").path, folder.appendingPathComponent("model.pth").path
            )
            let configuration = SmallNetworks.faster
            try configuration.writeRandomWeights(seed: 2, to: plain)
            let norm: [String: Float] = ["weight": 2, "bias": 0.5, "running_mean": 3, "running_var": 4]
            let entries = try Checkpoint(contentsOfFile: plain).entries.map { entry in
                guard entry.name.hasPrefix("backbone.body.bn1."),
                    let value = norm[String(entry.name.dropFirst("backbone.body.bn1.".count))]
                else { return entry }
                let bytes = Array(repeating: value, count: entry.tensor.elementCount).flatMap { value in
                    withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
                }
                return Checkpoint.Entry(
                    name: entry.name, tensor: try StoredTensor(dtype: .float32, shape: entry.tensor.shape, bytes: bytes)
                )
            }
            try Checkpoint.write(entries, metadata: Checkpoint(contentsOfFile: plain).metadata, to: path)
            let weights = try #require(entries.first { $0.name == "backbone.body.conv1.weight" }).tensor
                .contiguousBytes()
                .withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }

            let file = folder.appendingPathComponent("model.onnx")
            try ONNXExport.write(weights: path, to: file.path)
            let graph = try ONNXModel(serializedBytes: Data(contentsOf: file)).graph
            func initializer(_ name: String) throws -> [Float] {
                floats(try #require(graph.initializer.first { $0.name == name }))
            }
            // ε is 1e-5.
            let scale = 2 / (4 + 1e-5).squareRoot()
            #expect(try initializer("backbone.body.conv1.weight") == weights.map { Float(Double($0) * scale) })
            #expect(try initializer("backbone.body.conv1.bias").allSatisfy { $0 == Float(0.5 - 3 * scale) })
            #expect(!graph.initializer.contains { $0.name.contains(".bn") || $0.name.contains("running") })
        }
    }

    @Test func weightsBesideTheFileAreThoseInIt() throws {
        try Scratch.with { folder in
            let weights = folder.appendingPathComponent("weights.safetensors").path
            try SmallNetworks.mask.writeRandomWeights(seed: 3, to: weights)
            let (whole, thin) = (
                folder.appendingPathComponent("whole.onnx"), folder.appendingPathComponent("thin.onnx")
            )
            var options = ExportOptions()
            try ONNXExport.write(weights: weights, to: whole.path, options: options)
            options.hasExternalWeights = true
            let report = try ONNXExport.write(weights: weights, to: thin.path, options: options)
            let beside = ONNXExport.weightsPath(for: thin.path)
            #expect(report.files.map(\.path) == [thin.path, beside])
            // Another graph's weights stay where nobody allows more.
            options.replacesWeights = false
            #expect(throws: ExportError.exists(beside)) {
                try ONNXExport.write(weights: weights, to: thin.path, options: options)
            }

            let data = try Data(contentsOf: URL(fileURLWithPath: beside))
            let expected = try ONNXModel(serializedBytes: Data(contentsOf: whole)).graph.initializer
            let found = try ONNXModel(serializedBytes: Data(contentsOf: thin)).graph.initializer
            #expect(expected.map(\.name) == found.map(\.name))
            #expect(report.files.map(\.byteCount) == [try Data(contentsOf: thin).count, data.count])
            for (expected, found) in zip(expected, found) {
                guard expected.rawData.count >= 1024 else {
                    #expect(found == expected)
                    continue
                }
                let place = Dictionary(uniqueKeysWithValues: found.externalData.map { ($0.key, $0.value) })
                #expect(place["location"] == "thin.onnx.data" && found.dataLocation == .external && !found.hasRawData)
                let (offset, length) = (
                    try #require(place["offset"].flatMap(Int.init)), try #require(place["length"].flatMap(Int.init))
                )
                #expect(offset % 4096 == 0 && data[offset..<offset + length] == expected.rawData)
            }
        }
    }

    @Test func halfPrecisionIsWrittenAsSingle() throws {
        try Scratch.with { folder in
            let (plain, half) = (
                folder.appendingPathComponent("a.safetensors").path, folder.appendingPathComponent("b.safetensors").path
            )
            try SmallNetworks.faster.writeRandomWeights(seed: 4, to: plain)
            let checkpoint = try Checkpoint(contentsOfFile: plain)
            try Checkpoint.write(checkpoint.entries, as: .float16, metadata: checkpoint.metadata, to: half)
            let file = folder.appendingPathComponent("model.onnx")
            try ONNXExport.write(weights: half, to: file.path)
            let graph = try ONNXModel(serializedBytes: Data(contentsOf: file)).graph
            #expect(graph.initializer.allSatisfy { $0.dataType == .float || $0.dataType == .int64 })
        }
    }
}
