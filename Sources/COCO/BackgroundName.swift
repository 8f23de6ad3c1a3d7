/// The names that class 0 has where it is what no object covers.
package enum BackgroundName {
    /// Whether a name is one: `background`, with underscores around it or without, in any letters.
    package static func matches(_ name: String) -> Bool {
        ["background", "_background_", "__background__"].contains(name.lowercased())
    }
}
