internal import CTorch

/// The LibTorch that this process runs on.
public enum LibTorch {
    /// Its version, such as "2.13.0".
    public static var version: String { String(cString: ct_version()) }

    /// The instruction set that its CPU kernels are chosen for, such as "AVX2".
    public static var cpuCapability: String { String(cString: ct_cpu_capability()) }

    /// The number of threads that an operation called from this thread uses. At first it is `OMP_NUM_THREADS`, else
    /// the number of processors.
    public static var threadCount: Int { Int(ct_thread_count()) }

    /// The number of threads that operations use where nobody set it: `OMP_NUM_THREADS`, else one for each processor.
    ///
    /// LibTorch gives a new thread the number that any thread set last; this is what it was before.
    public static let defaultThreadCount = threadCount

    /// The most threads that an operation may use: more only fail to start.
    public static let mostThreads = 1024

    /// Sets the number of threads that an operation called from this thread uses, from 1 to ``mostThreads``.
    public static func setThreadCount(_ count: Int) throws(TorchError) {
        guard (1...mostThreads).contains(count), let count = Int32(exactly: count) else {
            throw .mismatch(operation: "setThreadCount", expected: "1 to \(mostThreads) threads", found: "\(count)")
        }
        _ = defaultThreadCount
        try check("setThreadCount") { ct_set_thread_count(count, $0) }
    }
}

/// Runs `body` without recording anything for gradients: torch.inference_mode.
///
/// The mode belongs to the calling thread, so the body is not asynchronous.
public func withInferenceMode<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
    var mode = ct_inference_mode(ptr: nil)
    var error = ct_error(message: nil)
    let status = ct_inference_mode_new(&mode, &error)
    ct_error_free(error)
    defer { if status == CT_OK { ct_inference_mode_free(mode) } }
    return try body()
}
