import Files
import Foundation

/// How much memory this process takes.
enum ProcessMemory {
    /// The most of its memory that was ever in RAM; nil where the system does not tell.
    static var peakBytes: Int? {
        #if os(Linux)
            // getrusage would count what stood in this process before it became this program.
            let line = SystemFile.text("/proc/self/status")?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
            let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
            return kibibytes.map { $0 * 1024 }
        #else
            var usage = rusage()
            return getrusage(RUSAGE_SELF, &usage) == 0 ? Int(usage.ru_maxrss) : nil
        #endif
    }

    /// Gives memory that is free back to the system and lets ``peakBytes`` count from now, on Linux; elsewhere it cannot.
    static func resetPeak() {
        #if os(Linux)
            FreeMemory.giveBack()
            let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return }
            defer { close(descriptor) }
            // Source: proc(5).
            _ = write(descriptor, "5", 1)
        #endif
    }

    /// What of its memory is in RAM; nil where the system does not tell.
    static var residentBytes: Int? {
        #if os(Linux)
            // The second number counts pages.
            let numbers = SystemFile.text("/proc/self/statm")?.split(separator: " ") ?? []
            guard numbers.count > 1, let pages = Int(numbers[1]) else { return nil }
            return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
        #else
            var information = mach_task_basic_info()
            var count = mach_msg_type_number_t(MemoryLayout<mach_task_basic_info>.size / MemoryLayout<natural_t>.size)
            let status = withUnsafeMutablePointer(to: &information) { pointer in
                pointer.withMemoryRebound(to: integer_t.self, capacity: Int(count)) { pointer in
                    task_info(mach_task_self_, task_flavor_t(MACH_TASK_BASIC_INFO), pointer, &count)
                }
            }
            return status == KERN_SUCCESS ? Int(clamping: information.resident_size) : nil
        #endif
    }
}
