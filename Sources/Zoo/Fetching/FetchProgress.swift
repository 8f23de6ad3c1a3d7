/// Is told how far a fetch is: the bytes that are here, those of an earlier try among them, and the bytes in all; nil where the
/// server does not say.
///
/// It is called many times a second, on any thread, and at the beginning of each connection. The first number falls where a fetch has
/// to begin anew.
public typealias FetchProgress = @Sendable (_ byteCount: Int, _ totalByteCount: Int?) -> Void
