#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// x to the power of y.
func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }

/// The logarithm to base 10.
func decimalLogarithm(_ x: Double) -> Double { log10(x) }

/// The operating system's words for the error of the call that has just failed.
func systemReason(_ code: Int32 = errno) -> String {
    String(cString: strerror(code))
}
