#if os(Linux)
    internal import Foundation
#endif

/// Memory that the process has freed and its allocator keeps.
package enum FreeMemory {
    /// Gives it back to the system, where the C library can, as glibc can.
    ///
    /// Work that takes many pieces now and then, such as saving a state, leaves gaps between what is taken before and after it; over
    /// thousands of rounds they add up to tens of megabytes.
    ///
    /// - Complexity: Milliseconds for hundreds of megabytes; what is given back costs as much again where it is needed again.
    package static func giveBack() {
        #if os(Linux)
            // Swift's module of the C library leaves malloc.h out, and not every C library has this.
            if let function = dlsym(dlopen(nil, RTLD_NOW), "malloc_trim") {
                _ = unsafeBitCast(function, to: (@convention(c) (Int) -> Int32).self)(0)
            }
        #endif
    }
}
