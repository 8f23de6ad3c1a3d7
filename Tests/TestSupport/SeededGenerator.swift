package import Geometry

/// A random number generator whose seed a failing test can print.
package typealias SeededGenerator = SplitMix64
