import Foundation

/// How much memory this process takes.
enum ProcessMemory {
    /// What of its memory is in RAM; nil where the system does not tell.
    static var residentBytes: Int? {
        #if os(Linux)
            // The second number counts pages. Foundation's readers want a file's size, and this one has none.
            let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            defer { close(descriptor) }
            var buffer = [UInt8](repeating: 0, count: 256)
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return nil }
            let numbers = String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: " ")
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
