internal import Foundation
internal import SwiftProtobuf

/// A graph of ONNX' operators while it is built.
///
/// Nodes come in the order in which they are made, which is one in which they can run. A node is named by the part of the network
/// that it is in and by what it does, `rpn.decode.mul`; constants that are equal are one.
final class GraphBuilder {
    /// The version of ONNX' operators that the nodes are of.
    let opset: Int
    /// Parameters and constants, in the order in which they were first used.
    private(set) var initializers: [Initializer] = []
    /// The nodes of the graph, and of each graph inside it that is being built.
    private var nodes: [[ONNXNode]] = [[]]
    private var place: [String] = []
    private var namesInUse: [String: Int] = [:]
    private var constants: [Initializer.Content: Value] = [:]
    private var parameters: [String: Value] = [:]

    init(opset: Int) { self.opset = opset }

    /// Names what the body makes after a part of the network.
    func within<Result, Failure: Error>(
        _ name: String, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        place.append(name)
        defer { place.removeLast() }
        return try body()
    }

    /// A node with one result.
    ///
    /// - Parameters:
    ///   - inputs: Nil where an operator's input may be left out, and is.
    ///   - label: What the node is called in its part of the network; by default its operator.
    func node(_ operation: String, _ inputs: [Value?], _ attributes: [ONNXAttribute] = [], label: String? = nil)
        -> Value
    {
        let name = unusedName(label ?? operation.lowercased())
        append(operation, name, inputs, attributes, results: [name])
        return Value(name: name, graph: self)
    }

    /// A node with several results, which are named after what each is.
    func node(
        _ operation: String, _ inputs: [Value?], _ attributes: [ONNXAttribute] = [], results: [String]
    ) -> [Value] {
        let names = results.map(unusedName)
        append(operation, unusedName(operation.lowercased()), inputs, attributes, results: names)
        return names.map { Value(name: $0, graph: self) }
    }

    private func append(
        _ operation: String, _ name: String, _ inputs: [Value?], _ attributes: [ONNXAttribute], results: [String]
    ) {
        var node = ONNXNode()
        node.opType = operation
        node.name = name
        node.input = inputs.map { $0?.name ?? "" }
        node.output = results
        node.attribute = attributes
        nodes[nodes.count - 1].append(node)
    }

    /// A name that nothing has yet.
    private func unusedName(_ label: String) -> String {
        let name = (place + [label]).joined(separator: ".")
        let count = namesInUse[name, default: 0] + 1
        namesInUse[name] = count
        guard count > 1 else { return name }
        return unusedName("\(label)_\(count)")
    }

    /// A value that comes from outside: the graph's input, or that of a graph inside it.
    func input(_ name: String) -> Value { Value(name: unusedName(name), graph: self) }

    /// The nodes of a graph inside this one, which sees the values of this one.
    func inner(_ body: () -> Void) -> [ONNXNode] {
        nodes.append([])
        body()
        return nodes.removeLast()
    }

    /// The nodes of all that results are made from, which get these names; those that nothing is made from are left out.
    func nodes(for results: [(name: String, value: Value)]) -> [ONNXNode] {
        var needed = Set(results.map(\.value.name))
        var kept: [ONNXNode] = []
        for node in nodes[0].reversed() where node.output.contains(where: needed.contains) {
            needed.formUnion(node.inputsOfAll)
            kept.append(node)
        }
        let used = needed
        initializers.removeAll { !used.contains($0.name) }
        let names = Dictionary(results.map { ($0.value.name, $0.name) }) { first, _ in first }
        return kept.reversed().map { $0.renaming(names) }
    }

    // MARK: Parameters and constants

    /// A parameter, which is made only once for each name.
    func parameter<Failure: Error>(
        _ name: String, _ shape: [Int], _ values: () throws(Failure) -> [Float]
    ) throws(Failure) -> Value {
        if let known = parameters[name] { return known }
        let value = add(Initializer(name: name, Initializer.Content(shape: shape, floats: try values())))
        namesInUse[name] = 1
        parameters[name] = value
        return value
    }

    /// Numbers that are the same in every run.
    func constant(_ values: [Float], shape: [Int]? = nil) -> Value {
        constant(Initializer.Content(shape: shape ?? [values.count], floats: values), values.map { "\($0)" })
    }

    /// Whole numbers that are the same in every run.
    func constant(_ values: [Int], shape: [Int]? = nil) -> Value {
        constant(Initializer.Content(shape: shape ?? [values.count], integers: values), values.map { "\($0)" })
    }

    private func constant(_ content: Initializer.Content, _ texts: [String]) -> Value {
        if let known = constants[content] { return known }
        let short = texts.count <= 4 ? texts.joined(separator: "_") : "\(texts.count)_numbers"
        let outer = place
        place = ["constant"]
        defer { place = outer }
        let kind = content.kind == .float ? "float" : "int"
        let shaped = content.shape.isEmpty ? kind : "\(kind)\(content.shape.count)d"
        let value = add(Initializer(name: unusedName("\(shaped).\(short)"), content))
        constants[content] = value
        return value
    }

    private func add(_ initializer: Initializer) -> Value {
        initializers.append(initializer)
        return Value(name: initializer.name, graph: self)
    }
}

extension ONNXNode {
    /// The names of all that it and the graphs inside it take.
    fileprivate var inputsOfAll: [String] {
        let inner = attribute.filter(\.hasG).flatMap { $0.g.node.flatMap(\.inputsOfAll) + $0.g.output.map(\.name) }
        return input.filter { !$0.isEmpty } + inner
    }

    /// With other names of values.
    fileprivate func renaming(_ names: [String: String]) -> ONNXNode {
        var node = self
        node.input = input.map { names[$0] ?? $0 }
        node.output = output.map { names[$0] ?? $0 }
        for index in attribute.indices where attribute[index].hasG {
            node.attribute[index].g.node = attribute[index].g.node.map { $0.renaming(names) }
        }
        return node
    }
}
