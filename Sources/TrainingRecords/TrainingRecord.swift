/// What is noted of one moment of a training run: figures by name, such as `loss/mask` or `eval/segm/AP`.
public struct TrainingRecord: Sendable, Hashable {
    /// How many optimiser steps were done.
    public var step: Int
    /// How many times the data had been seen, with a fraction.
    public var epoch: Double
    /// Seconds since 1970.
    public var time: Double
    /// The figures by name; `/` groups them.
    public var values: [String: Double]

    /// Creates a record.
    public init(step: Int, epoch: Double, time: Double, values: [String: Double]) {
        self.step = step
        self.epoch = epoch
        self.time = time
        self.values = values
    }
}
