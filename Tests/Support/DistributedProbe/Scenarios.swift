import Foundation
import Torch

/// What the processes do, by name; without a group, what one process alone is to be compared with.
nonisolated(unsafe) let scenarios: [String: (ProcessGroup?) throws(TorchError) -> Void] = [
    "exchange": exchange,
    "average": averages,
    "other-parameters": otherParameters,
    "batch-norm-2": { (group) throws(TorchError) in try batchNorm(group, rowCounts: [3, 2]) },
    "batch-norm-3": { (group) throws(TorchError) in try batchNorm(group, rowCounts: [4, 0, 1]) },
    "die": die,
    "die-in-backward": dieInBackward,
    "hang": hang,
    "stop-0": { (group) throws(TorchError) in try stop(group, rank: 0) },
    "stop-1": { (group) throws(TorchError) in try stop(group, rank: 1) },
    "fail-in-backward": failInBackward,
]

private func needed(_ group: ProcessGroup?) throws(TorchError) -> ProcessGroup {
    guard let group else { throw .mismatch(operation: "probe", expected: "a group", found: "none") }
    return group
}

private func exchange(_ group: ProcessGroup?) throws(TorchError) {
    let group = try needed(group)
    let own = try Tensor([Float(group.rank + 1), Float(-group.rank)], shape: [2])
    try show("sum", group.allReduce(own).elements(as: Float.self).map(Double.init))
    try show("mean", group.allReduce(own, .mean).elements(as: Float.self).map(Double.init))
    try show("maximum", group.allReduce(own, .maximum).elements(as: Float.self).map(Double.init))
    try show("own", own.elements(as: Float.self).map(Double.init))
    let whole = try Tensor([Int64(group.rank), 1 << 40], shape: [2])
    try show("integers", group.allReduce(whole).elements(as: Int64.self).map(Double.init))
    // Not contiguous: a transposed view.
    let view = try Tensor([0, 1, 2, 3, 4, 5].map { Float($0 * (group.rank + 1)) }, shape: [2, 3]).permuted([1, 0])
    try show("transposed", group.allReduce(view).elements(as: Float.self).map(Double.init))
    try group.broadcast(view, from: group.size - 1)
    try show("broadcast", view.elements(as: Float.self).map(Double.init))
    let bytes = [UInt8](repeating: UInt8(65 + group.rank), count: 2 * group.rank)
    let all = try group.allGather(bytes: bytes)
    print("bytes:", all.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "|"))
    try show("nothing", group.allGather(bytes: []).map { Double($0.count) })
    try group.barrier()
}

private func otherParameters(_ group: ProcessGroup?) throws(TorchError) {
    let group = try needed(group)
    let parameters = try [Tensor.zeros([2]), Tensor.zeros([group.rank + 3])]
    for parameter in parameters { try parameter.setRequiresGradient(true) }
    _ = try GradientReducer(parameters, group: group)
}

private func die(_ group: ProcessGroup?) throws(TorchError) {
    let group = try needed(group)
    let large = try Tensor.zeros([8 << 20])
    try group.barrier()
    if group.rank == group.size - 1 { dieSoon() }
    while true { _ = try group.allReduce(large) }
}

private func dieInBackward(_ group: ProcessGroup?) throws(TorchError) {
    let group = try needed(group)
    let weight = try Tensor.zeros([4 << 20])
    try weight.setRequiresGradient(true)
    let reducer = try GradientReducer([weight], group: group)
    if group.rank == group.size - 1 { dieSoon() }
    while true {
        try reducer.averaging { () throws(TorchError) in try weight.mean(over: [0]).backward() }
    }
}

/// Ends this process as the system does when memory is short, while it computes.
private func dieSoon() {
    Thread.detachNewThread {
        Thread.sleep(forTimeInterval: 0.2)
        kill(getpid(), SIGKILL)
    }
}

private func hang(_ group: ProcessGroup?) throws(TorchError) {
    let group = try needed(group)
    if group.rank == group.size - 1 { Thread.sleep(forTimeInterval: 60) }
    _ = try group.allReduce(.zeros([1]))
}

/// The process of a rank stops itself, as by SIGSTOP.
private func stop(_ group: ProcessGroup?, rank: Int) throws(TorchError) {
    let group = try needed(group)
    // Not before all have found each other.
    try group.barrier()
    if group.rank == rank { raise(SIGSTOP) }
    _ = try group.allReduce(.zeros([1]))
}

private func failInBackward(_ group: ProcessGroup?) throws(TorchError) {
    let group = try needed(group)
    let weight = try Tensor.zeros([4])
    try weight.setRequiresGradient(true)
    let reducer = try GradientReducer([weight], group: group)
    try reducer.averaging { () throws(TorchError) in
        if group.rank == 0 { throw .operation("loss", message: "is not finite") }
        try weight.mean(over: [0]).backward()
    }
}
