internal import Foundation

extension ONNXAttribute {
    static func int(_ name: String, _ value: Int) -> Self {
        make(name, .int) { $0.i = Int64(value) }
    }

    static func ints(_ name: String, _ values: [Int]) -> Self {
        make(name, .ints) { $0.ints = values.map(Int64.init) }
    }

    static func float(_ name: String, _ value: Float) -> Self {
        make(name, .float) { $0.f = value }
    }

    static func string(_ name: String, _ value: String) -> Self {
        make(name, .string) { $0.s = Data(value.utf8) }
    }

    static func graph(_ name: String, _ graph: ONNXGraph) -> Self {
        make(name, .graph) { $0.g = graph }
    }

    private static func make(_ name: String, _ kind: Kind, _ set: (inout Self) -> Void) -> Self {
        var attribute = Self()
        attribute.name = name
        attribute.type = kind
        set(&attribute)
        return attribute
    }
}

extension ONNXValueInfo {
    /// - Parameters:
    ///   - sizes: A number, or the name of a size that differs from run to run.
    ///   - note: What it is, in words.
    init(_ name: String, _ kind: ONNXTensor.Kind, _ sizes: [Size], note: String = "") {
        self.init()
        self.name = name
        docString = note
        type.tensorType.elemType = kind
        type.tensorType.shape.dim = sizes.map(\.dimension)
    }

    /// The size of an axis.
    enum Size: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
        case fixed(Int)
        case named(String)

        init(integerLiteral value: Int) { self = .fixed(value) }
        init(stringLiteral value: String) { self = .named(value) }

        fileprivate var dimension: ONNXDimension {
            var dimension = ONNXDimension()
            switch self {
            case .fixed(let size): dimension.dimValue = Int64(size)
            case .named(let name): dimension.dimParam = name
            }
            return dimension
        }
    }
}
