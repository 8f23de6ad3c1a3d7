internal import Foundation

/// How the learning rate changes during training.
public struct Schedule: Codable, Sendable, Equatable {
    /// How many times the data are seen.
    public var epochs = 12.0
    /// The rate rises over so many steps; nil is 1000, but no more than a tenth of all,
    public var warmupSteps: Int?
    /// from this share of itself.
    public var warmupFactor = 0.001
    /// How it falls then.
    public var decay = Decay.multiStep
    /// With ``Decay/multiStep``: the epochs after which the rate is multiplied,
    public var milestones = [8.0, 11]
    /// and by what.
    public var gamma = 0.1
    /// With ``Decay/cosine``: the share of the rate at the end.
    public var finalFactor = 0.0
    /// With ``Decay/polynomial``: what the share of the steps that are left is raised to.
    public var power = 0.9

    /// How the rate falls.
    public enum Decay: String, Codable, Sendable, CaseIterable {
        /// It does not.
        case constant
        /// At some epochs.
        case multiStep
        /// Along half a cosine, to the end (Loshchilov and Hutter 2017).
        case cosine
        /// As a power of the share of the steps that are left (Chen et al. 2017). Source: torchvision's reference for segmentation.
        case polynomial
    }

    /// Creates torchvision's "1x".
    public init() {}

    /// The number of steps of a whole run.
    public func stepCount(perEpoch stepsPerEpoch: Int) -> Int {
        max(1, Int((epochs * Double(stepsPerEpoch)).rounded(.up)))
    }

    /// Over how many steps of a whole run the rate rises. A warm-up as long as the run would never come to an end.
    public func warmupSteps(of stepCount: Int) -> Int {
        min(warmupSteps ?? min(1000, stepCount / 10), max(0, stepCount - 1))
    }

    /// What the rate is multiplied by in a step, counted from 0.
    public func factor(step: Int, stepsPerEpoch: Int) -> Double {
        let count = stepCount(perEpoch: stepsPerEpoch)
        let warmup = warmupSteps(of: count)
        var factor = 1.0
        if step < warmup {
            let progress = Double(step) / Double(warmup)
            factor = warmupFactor + (1 - warmupFactor) * progress
        }
        switch decay {
        case .constant: return factor
        case .multiStep:
            let epoch = Double(step) / Double(stepsPerEpoch)
            return factor * pow(gamma, Double(milestones.count { $0 <= epoch + 1e-9 }))
        case .cosine:
            guard step >= warmup else { return factor }
            let progress = Double(step - warmup) / Double(max(1, count - warmup))
            return finalFactor + (1 - finalFactor) * (1 + cos(.pi * progress)) / 2
        case .polynomial:
            return factor * pow(1 - Double(max(0, step - warmup)) / Double(max(1, count - warmup)), power)
        }
    }
}
