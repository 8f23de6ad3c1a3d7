internal import CVips

/// The libvips that this process runs on.
public enum LibVips {
    /// Its version, such as "8.14.1".
    public static var version: String { String(cString: cv_version()) }
}
