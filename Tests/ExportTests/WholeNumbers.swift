import Export
import Foundation

/// Whole numbers, at most a matrix of them, as the part of a graph that computes sizes has them; truth values are 0 and 1.
struct WholeNumbers {
    let shape: [Int]
    let values: [Int]

    /// Joins shapes as NumPy does.
    static func joined(_ a: Self, _ b: Self, _ body: (Int, Int) -> Int) -> Self {
        let rank = max(a.shape.count, b.shape.count)
        func padded(_ shape: [Int]) -> [Int] { Array(repeating: 1, count: rank - shape.count) + shape }
        let (left, right) = (padded(a.shape), padded(b.shape))
        let shape = zip(left, right).map { $0 == 1 ? $1 : $0 }
        let count = shape.reduce(1, *)
        func place(_ index: Int, _ own: [Int]) -> Int {
            var (rest, stride, place) = (index, 1, 0)
            for axis in shape.indices.reversed() {
                let coordinate = rest % shape[axis]
                rest /= shape[axis]
                place += (own[axis] == 1 ? 0 : coordinate) * stride
                stride *= own[axis]
            }
            return place
        }
        return Self(
            shape: shape,
            values: (0..<count).map { body(a.values[place($0, left)], b.values[place($0, right)]) })
    }
}

/// Computes the part of a graph that makes whole numbers of an image's size, by ONNX' definition of its operators.
struct SizeEvaluator {
    struct Unknown: Error { let operation: String }

    let graph: ONNXGraph
    private let makers: [String: ONNXNode]
    private let constants: [String: WholeNumbers]

    init(_ graph: ONNXGraph) {
        self.graph = graph
        makers = Dictionary(graph.node.flatMap { node in node.output.map { ($0, node) } }) { first, _ in first }
        constants = Dictionary(
            uniqueKeysWithValues: graph.initializer.filter { $0.dataType == .int64 }.map { tensor in
                let numbers = tensor.rawData.withUnsafeBytes { Array($0.bindMemory(to: Int64.self)) }
                return (tensor.name, WholeNumbers(shape: tensor.dims.map(Int.init), values: numbers.map(Int.init)))
            })
    }

    /// What the value is for images (1, 3, height, width).
    func value(_ name: String, height: Int, width: Int) throws -> WholeNumbers {
        var known = constants
        return try value(name, [1, 3, height, width], &known)
    }

    private func value(_ name: String, _ images: [Int], _ known: inout [String: WholeNumbers]) throws -> WholeNumbers {
        if let value = known[name] { return value }
        guard let node = makers[name] else { throw Unknown(operation: "input \(name)") }
        let result: WholeNumbers
        if node.opType == "Shape" {
            let part = images[(node.integer("start") ?? 0)..<(node.integer("end") ?? 4)]
            result = WholeNumbers(shape: [part.count], values: Array(part))
        } else {
            var inputs: [WholeNumbers] = []
            for input in node.input { inputs.append(try value(input, images, &known)) }
            result = try apply(node, inputs)
        }
        // Some runtimes have 32 bits alone.
        guard result.values.allSatisfy({ Int(Int32.min)...Int(Int32.max) ~= $0 }) else {
            throw Unknown(operation: "\(node.opType) gives more than 32 bits")
        }
        known[name] = result
        return result
    }

    private func apply(_ node: ONNXNode, _ inputs: [WholeNumbers]) throws -> WholeNumbers {
        func both(_ body: (Int, Int) -> Int) -> WholeNumbers { .joined(inputs[0], inputs[1], body) }
        switch node.opType {
        case "Add": return both(+)
        case "Sub": return both(-)
        case "Mul": return both(*)
        case "Div": return both(/)
        case "Mod": return both(%)
        case "Max": return both(max)
        case "Min": return both(min)
        case "Greater": return both { $0 > $1 ? 1 : 0 }
        case "GreaterOrEqual": return both { $0 >= $1 ? 1 : 0 }
        case "LessOrEqual": return both { $0 <= $1 ? 1 : 0 }
        case "Equal": return both { $0 == $1 ? 1 : 0 }
        case "And": return both { $0 & $1 }
        case "Cast": return inputs[0]
        case "Concat":
            return WholeNumbers(shape: [inputs.reduce(0) { $0 + $1.values.count }], values: inputs.flatMap(\.values))
        case "Unsqueeze": return WholeNumbers(shape: inputs[0].shape + [1], values: inputs[0].values)
        case "Where":
            let chosen = WholeNumbers.joined(inputs[0], inputs[1]) { $0 == 1 ? $1 : .min }
            return .joined(chosen, inputs[2]) { $0 == .min ? $1 : $0 }
        case "ReduceMin": return reduced(node, inputs, min)
        case "ReduceMax": return reduced(node, inputs, max)
        default: throw Unknown(operation: node.opType)
        }
    }

    /// Along the last axis.
    private func reduced(_ node: ONNXNode, _ inputs: [WholeNumbers], _ body: (Int, Int) -> Int) -> WholeNumbers {
        let (shape, values) = (inputs[0].shape, inputs[0].values)
        let length = shape.last ?? 1
        let results = stride(from: 0, to: values.count, by: length).map { start in
            values[start + 1..<start + length].reduce(values[start], body)
        }
        let keeps = node.integer("keepdims") ?? 1
        return WholeNumbers(shape: shape.dropLast() + (keeps == 1 ? [1] : []), values: results)
    }
}

extension ONNXNode {
    func integer(_ name: String) -> Int? { attribute.first { $0.name == name }.map { Int($0.i) } }
}
