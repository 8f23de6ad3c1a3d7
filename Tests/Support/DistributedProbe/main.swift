// One of several processes that a test of `ProcessGroup` starts: `DistributedProbe SCENARIO TIMEOUT`. It prints what it has
// computed, a line a result, and ends with status 3 where an operation threw.
import Foundation
import Torch

func show(_ name: String, _ values: [Double]) {
    print("\(name):", values.map(\.description).joined(separator: " "))
}

do throws(TorchError) {
    let name = CommandLine.arguments.dropFirst().first ?? ""
    guard let scenario = scenarios[name] else {
        print("error: no scenario \(name)")
        exit(2)
    }
    let seconds = CommandLine.arguments.dropFirst(2).first.flatMap(Double.init) ?? 20
    let environment = try DistributedEnvironment(ProcessInfo.processInfo.environment)
    let group: ProcessGroup? =
        if let environment {
            try ProcessGroup(environment, timeout: .milliseconds(Int(seconds * 1000)))
        } else {
            nil
        }
    try scenario(group)
} catch {
    print("error: \(error)")
    exit(3)
}
