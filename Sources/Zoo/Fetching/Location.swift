internal import Foundation

/// An address of the network, of a file or of where a server sends us for it.
package struct Location: Sendable {
    /// Without a name and a password.
    let url: String
    /// What is sent as a name and a password, to this host alone.
    let credentials: (user: String, password: String)?
    /// `http` or `https`.
    let scheme: String
    /// A name or an address, without brackets.
    let host: String
    private let port: Int?

    private static let hostBytes = Set("abcdefghijklmnopqrstuvwxyz0123456789.-_:".utf8)

    /// An address in full; nil where it is none of the web's.
    package init?(_ text: String) {
        guard let parsed = URL(string: text) else { return nil }
        self.init(parsed)
    }

    private init?(_ parsed: URL) {
        guard var components = URLComponents(url: parsed, resolvingAgainstBaseURL: true),
            let scheme = components.scheme?.lowercased(), scheme == "https" || scheme == "http",
            let host = components.host?.trimmingCharacters(in: ["[", "]"]).lowercased(), !host.isEmpty,
            // One spelling alone: what is looked up and checked is then what the connection is made to.
            host.utf8.allSatisfy({ Self.hostBytes.contains($0) })
        else { return nil }
        components.host = host.contains(":") ? "[\(host)]" : host
        components.scheme = scheme
        credentials = components.user.map { ($0, components.password ?? "") }
        components.user = nil
        components.password = nil
        components.fragment = nil
        guard let url = components.string, let written = URL(string: url)?.host,
            written.trimmingCharacters(in: ["[", "]"]) == host
        else { return nil }
        self.url = url
        self.scheme = scheme
        self.host = host
        port = components.port
    }

    /// Where a server sends us from here; nil where that is no address of the web.
    func redirected(to target: String) -> Location? {
        guard let base = URL(string: url), let next = URL(string: target, relativeTo: base) else { return nil }
        return Location(next.absoluteURL)
    }

    /// Whether both are answered by one server, who may have this one's name and password.
    func isSameServer(as other: Location) -> Bool {
        func port(_ location: Location) -> Int { location.port ?? (location.scheme == "https" ? 443 : 80) }
        return scheme == other.scheme && host == other.host && port(self) == port(other)
    }

    /// For messages: without a name, a password and what follows `?`, which may be a secret, too.
    var shown: String {
        guard let question = url.firstIndex(of: "?") else { return url }
        return url[..<question] + "?…"
    }
}
