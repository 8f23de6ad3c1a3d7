/// A number, a vector or a tensor in a graph that is being built. Operators make nodes.
struct Value {
    /// What the graph calls it.
    let name: String
    /// The graph.
    let graph: GraphBuilder
}

// MARK: Arithmetic, element by element, with the shapes joined as NumPy does

extension Value {
    static func + (a: Value, b: Value) -> Value { a.graph.node("Add", [a, b]) }
    static func - (a: Value, b: Value) -> Value { a.graph.node("Sub", [a, b]) }
    static func * (a: Value, b: Value) -> Value { a.graph.node("Mul", [a, b]) }
    /// Whole numbers lose what is left.
    static func / (a: Value, b: Value) -> Value { a.graph.node("Div", [a, b]) }
    /// What is left of dividing whole numbers of 0 or more.
    static func % (a: Value, b: Value) -> Value { a.graph.node("Mod", [a, b]) }

    static func + (a: Value, b: Float) -> Value { a + a.graph.constant([b], shape: []) }
    static func - (a: Value, b: Float) -> Value { a - a.graph.constant([b], shape: []) }
    static func * (a: Value, b: Float) -> Value { a * a.graph.constant([b], shape: []) }
    static func / (a: Value, b: Float) -> Value { a / a.graph.constant([b], shape: []) }
    static func - (a: Float, b: Value) -> Value { b.graph.constant([a], shape: []) - b }
    static func / (a: Float, b: Value) -> Value { b.graph.constant([a], shape: []) / b }

    static func + (a: Value, b: Int) -> Value { a + a.graph.constant([b], shape: []) }
    static func * (a: Value, b: Int) -> Value { a * a.graph.constant([b], shape: []) }
    static func / (a: Value, b: Int) -> Value { a / a.graph.constant([b], shape: []) }
    static func % (a: Value, b: Int) -> Value { a % a.graph.constant([b], shape: []) }

    static func < (a: Value, b: Value) -> Value { a.graph.node("Less", [a, b]) }
    static func > (a: Value, b: Value) -> Value { a.graph.node("Greater", [a, b]) }
    static func <= (a: Value, b: Value) -> Value { a.graph.node("LessOrEqual", [a, b]) }
    static func >= (a: Value, b: Value) -> Value { a.graph.node("GreaterOrEqual", [a, b]) }
    static func == (a: Value, b: Value) -> Value { a.graph.node("Equal", [a, b]) }
    static func && (a: Value, b: Value) -> Value { a.graph.node("And", [a, b]) }
    static func > (a: Value, b: Float) -> Value { a > a.graph.constant([b], shape: []) }
    static func >= (a: Value, b: Float) -> Value { a >= a.graph.constant([b], shape: []) }
    static func == (a: Value, b: Int) -> Value { a == a.graph.constant([b], shape: []) }

    /// The larger of two.
    func atLeast(_ least: Value) -> Value { graph.node("Max", [self, least]) }
    func atLeast(_ least: Float) -> Value { atLeast(graph.constant([least], shape: [])) }
    func atLeast(_ least: Int) -> Value { atLeast(graph.constant([least], shape: [])) }
    /// The smaller of two.
    func atMost(_ most: Value) -> Value { graph.node("Min", [self, most]) }
    func atMost(_ most: Float) -> Value { atMost(graph.constant([most], shape: [])) }
    func atMost(_ most: Int) -> Value { atMost(graph.constant([most], shape: [])) }

    func exponential() -> Value { graph.node("Exp", [self]) }
    func rectified() -> Value { graph.node("Relu", [self]) }
    func magnitude() -> Value { graph.node("Abs", [self]) }
    func roundedUp() -> Value { graph.node("Ceil", [self]) }
    /// To the nearest whole number, to the even one of two.
    func rounded() -> Value { graph.node("Round", [self]) }
    func sigmoid() -> Value { graph.node("Sigmoid", [self]) }

    /// Where this is true the one, else the other.
    func choosing(_ one: Value, else other: Value) -> Value { graph.node("Where", [self, one, other]) }
    func choosing(_ one: Value, else other: Float) -> Value { choosing(one, else: graph.constant([other], shape: [])) }
    func choosing(_ one: Value, else other: Int) -> Value { choosing(one, else: graph.constant([other], shape: [])) }

    /// The same numbers in another type.
    func cast(to kind: ONNXTensor.Kind) -> Value {
        graph.node("Cast", [self], [.int("to", kind.rawValue)])
    }
}
