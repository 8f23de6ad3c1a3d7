public import ArgumentParser
public import Training
public import TrainingData

// Enumerations whose cases are typed by their names.

extension Augmentation.Preset: ExpressibleByArgument {}
extension FaultPolicy: ExpressibleByArgument {}
extension Schedule.Decay: ExpressibleByArgument {}
extension TrainingConfiguration.Optimization.Method: ExpressibleByArgument {}
extension TrainingConfiguration.Trained.Normalization: ExpressibleByArgument {}
extension TrainingConfiguration.Trained.Precision: ExpressibleByArgument {}
