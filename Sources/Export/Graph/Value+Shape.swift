// Shapes, and elements by their places.

extension Value {
    /// Some of its sizes, as a vector of whole numbers.
    func sizes(_ dimensions: Range<Int>? = nil) -> Value {
        guard let dimensions else { return graph.node("Shape", [self]) }
        return graph.node("Shape", [self], [.int("start", dimensions.lowerBound), .int("end", dimensions.upperBound)])
    }

    /// The same elements in another shape: 0 keeps a size, −1 is what is left.
    func reshaped(_ shape: [Int]) -> Value { reshaped(to: graph.constant(shape)) }
    func reshaped(to shape: Value) -> Value { graph.node("Reshape", [self, shape]) }

    func transposed(_ order: [Int]) -> Value { graph.node("Transpose", [self], [.ints("perm", order)]) }
    func unsqueezed(_ axis: Int) -> Value { graph.node("Unsqueeze", [self, graph.constant([axis])]) }
    func squeezed(_ axis: Int) -> Value { graph.node("Squeeze", [self, graph.constant([axis])]) }

    /// The elements, or rows and the like along an axis, at places that are given.
    func gathered(at places: Value, axis: Int = 0) -> Value {
        graph.node("Gather", [self, places], axis == 0 ? [] : [.int("axis", axis)])
    }
    func gathered(at places: [Int], axis: Int = 0) -> Value { gathered(at: graph.constant(places), axis: axis) }
    /// The element at a place, without the axis.
    func element(_ place: Int, axis: Int = 0) -> Value { gathered(at: graph.constant([place], shape: []), axis: axis) }

    /// What lies at coordinates, which are the last axis of `places`; the first axes of both are those of a batch.
    func gathered(atCoordinates places: Value, batchAxes: Int = 0) -> Value {
        graph.node("GatherND", [self, places], batchAxes == 0 ? [] : [.int("batch_dims", batchAxes)])
    }

    /// With other elements at coordinates, which are the last axis of `places`.
    func replacing(atCoordinates places: Value, with elements: Value) -> Value {
        graph.node("ScatterND", [self, places, elements])
    }

    /// From a place on, to the end.
    func dropping(first count: Int, axis: Int) -> Value {
        let ends = graph.constant([Int(Int32.max)])
        return graph.node("Slice", [self, graph.constant([count]), ends, graph.constant([axis])])
    }

    /// Parts of these sizes along an axis.
    func split(_ sizes: [Int], axis: Int, into names: [String]) -> [Value] {
        graph.node("Split", [self, graph.constant(sizes)], [.int("axis", axis)], results: names)
    }

    /// Repeated along axes of size 1.
    func expanded(to shape: Value) -> Value { graph.node("Expand", [self, shape]) }

    /// The places of what is true: a row for each axis, a column for each place.
    func placesOfTrue() -> Value { graph.node("NonZero", [self]) }
}

extension GraphBuilder {
    func concatenated(_ values: [Value], axis: Int) -> Value {
        values.count == 1 ? values[0] : node("Concat", values, [.int("axis", axis)])
    }

    /// 0, 1, … below a number.
    func range(below end: Value) -> Value {
        node("Range", [constant([0], shape: []), end, constant([1], shape: [])])
    }
}

// MARK: What is made of several elements

extension Value {
    enum Reduction: String {
        case sum = "ReduceSum", product = "ReduceProd", most = "ReduceMax", least = "ReduceMin", mean = "ReduceMean"
    }

    /// Made of all along some axes; nil for all axes.
    func reduced(_ reduction: Reduction, axes: [Int]? = nil, keepsAxes: Bool = false) -> Value {
        var attributes = [ONNXAttribute.int("keepdims", keepsAxes ? 1 : 0)]
        // Axes became an input, that of sums before that of the others.
        let isInput = reduction == .sum || graph.opset >= 18
        if let axes, !isInput { attributes.append(.ints("axes", axes)) }
        return graph.node(
            reduction.rawValue, [self] + (isInput ? axes.map { [graph.constant($0)] } ?? [] : []), attributes)
    }

    /// The place of the largest element along an axis, without the axis.
    func placeOfLargest(axis: Int) -> Value {
        graph.node("ArgMax", [self], [.int("axis", axis), .int("keepdims", 0)])
    }

    /// The largest elements along the last axis, the largest first, and their places.
    ///
    /// - Parameter count: A vector of one number, at most the axis' size.
    func largest(_ count: Value) -> (values: Value, places: Value) {
        let both = graph.node("TopK", [self, count], results: ["best", "best_places"])
        return (both[0], both[1])
    }
}
