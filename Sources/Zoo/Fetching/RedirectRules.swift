internal import AsyncHTTPClient
internal import Foundation

/// Where a fetch may be sent by a server.
///
/// What is fetched may be anybody's file, and a server may send a request on to what only this machine reaches: services on itself, in
/// its network, or of its cloud. A redirect goes there only where the file's own address is such a one, or a mirror that the user named is on the host.
/// The addresses of a host are looked up once, and the connection is made to the address that was checked: a name that means another
/// address a moment later does not help. Where a proxy connects, it is the proxy that looks names up, and what it reaches is its matter.
struct RedirectRules: Sendable {
    /// A redirect that is not followed, and why.
    struct Refusal: Error {
        let reason: String
    }

    /// How many redirects are followed.
    static let most = 5

    private let first: Location
    private let trustedHost: String?
    private let environment: ProxyEnvironment

    /// - Parameter mirror: What the user named in place of torchvision's own place, if anything.
    init(first: Location, mirror: Location?, environment: ProxyEnvironment) {
        self.first = first
        trustedHost = mirror?.host
        self.environment = environment
    }

    /// How a location is reached.
    ///
    /// - Parameters:
    ///   - previous: The location that sends us there; nil for the first.
    ///   - attempt: Counts tries: of several addresses each has its turn.
    func configuration(
        for location: Location, after previous: Location?, attempt: Int
    ) async throws(Refusal) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration.forFetching(location.url, environment: environment)
        configuration.redirectConfiguration = .disallow
        if previous?.scheme == "https", location.scheme != "https" {
            throw Refusal(reason: "it redirects from https to \(location.shown), which is not encrypted")
        }
        let isProxied = configuration.proxy != nil
        let addresses = isProxied ? literal(location.host) : await NetworkAddress.all(of: location.host)
        var usable = addresses
        if previous != nil, location.host != trustedHost, location.host != first.host, await !isPrivate(first) {
            usable = addresses.filter { !$0.isPrivate }
            let isHere = isProxied && (location.host == "localhost" || location.host.hasSuffix(".localhost"))
            if usable.isEmpty, !addresses.isEmpty || isHere {
                throw Refusal(
                    reason: "it redirects to \(location.shown), which is in a private network"
                        + (addresses.first.map { $0.text == location.host ? "" : " (\($0.text))" } ?? ""))
            }
        }
        // Without a proxy, an unknown name is the client's to report.
        if !isProxied, !usable.isEmpty {
            configuration.dnsOverride = [location.host: usable[attempt % usable.count].text]
        }
        return configuration
    }

    private func isPrivate(_ location: Location) async -> Bool {
        let isProxied = URL(string: location.url).flatMap(environment.proxy) != nil
        return await (isProxied ? literal(location.host) : NetworkAddress.all(of: location.host))
            .contains(where: \.isPrivate)
    }

    private func literal(_ host: String) -> [NetworkAddress] { NetworkAddress(host).map { [$0] } ?? [] }
}
