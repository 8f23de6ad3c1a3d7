import Foundation
import MaskRCNN
import Torch
import Zoo

/// What `doctor` looks at, in order.
enum Diagnosis {
    static func findings() -> [Finding] {
        [libTorch(), devices(), processors()] + ImagingDiagnosis.findings() + [cache(), weights(), terminal()]
    }

    private static func libTorch() -> Finding {
        let mean = try? (Tensor([1, 2, 3] as [Float], shape: [3]) * 2).mean(over: [0]).item()
        guard mean == 4 else {
            return Finding(
                key: "libtorch", name: "LibTorch", value: "\(LibTorch.version), which cannot compute", state: .broken,
                hint: "Set it up anew: make clean setup")
        }
        return Finding(
            key: "libtorch", name: "LibTorch",
            value: "\(LibTorch.version), CPU kernels for \(LibTorch.cpuCapability)",
            state: LibTorch.cpuCapability == "DEFAULT" ? .notice : .fine,
            hint: LibTorch.cpuCapability == "DEFAULT" ? "This processor has no AVX2: expect it to be slow." : nil)
    }

    private static func devices() -> Finding {
        let names = Device.available.map(\.description)
        return Finding(key: "devices", name: "Devices", value: names.joined(separator: ", "))
    }

    private static func processors() -> Finding {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let threads = LibTorch.threadCount
        let limit = ProcessInfo.processInfo.environment["OMP_NUM_THREADS"]
        let memory = Quantity.bytes(Int(clamping: ProcessInfo.processInfo.physicalMemory))
        return Finding(
            key: "threads", name: "Threads",
            value: "\(threads) of \(Quantity.count(cores, "core")); \(memory) of memory",
            state: threads < cores && limit != nil ? .notice : .fine,
            hint: threads < cores ? limit.map { "OMP_NUM_THREADS is \($0)." } : nil)
    }

    private static func cache() -> Finding {
        let folder = PublishedWeights.cacheFolder()
        if let obstacle = OutputFolder.obstacle(folder) {
            return Finding(
                key: "cache", name: "Cache", value: obstacle.message ?? folder, state: .notice,
                hint: "Set TORCH_HOME to a folder that you can write.")
        }
        return Finding(key: "cache", name: "Cache", value: folder)
    }

    private static func weights() -> Finding {
        func size(_ path: String) -> String { CheckpointFile.size(path).map(Quantity.bytes) ?? "?" }
        let builtIn = BuiltInWeights.all.compactMap { model in
            model.path.map { "\(model.name) (built in, \(size($0)))" }
        }
        let cached = PublishedWeights.all.filter(\.isCached)
        let names = builtIn + cached.map { "\($0.name) (\(size($0.cachedPath)))" }
        let missing = BuiltInWeights.all.filter { $0.path == nil }
        if let model = missing.first {
            return Finding(
                key: "weights", name: "Weights", value: names.isEmpty ? "none" : names.joined(separator: ", "),
                state: .notice, hint: WeightsNotFound.notBesideProgram(model).description)
        }
        return Finding(
            key: "weights", name: "Weights", value: names.joined(separator: ", "), state: .fine,
            hint: cached.contains(where: \.isRunnable)
                ? nil : "For photographs: maskrcnn weights fetch maskrcnn_resnet50_fpn_v2")
    }

    private static func terminal() -> Finding {
        let console = Console.standard
        let value = console.isInteractive ? "yes, \(Console.columns) columns" : "no: progress comes in lines"
        return Finding(key: "terminal", name: "Terminal", value: value)
    }
}
