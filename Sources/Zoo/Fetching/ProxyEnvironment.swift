internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore

/// The environment variables that say by which proxy the network is reached.
struct ProxyEnvironment {
    let variables: [String: String]

    /// This process's.
    static var current: ProxyEnvironment { ProxyEnvironment(variables: ProcessInfo.processInfo.environment) }

    /// The proxy for an address; nil where it is reached directly.
    func proxy(for url: URL) -> HTTPClient.Configuration.Proxy? {
        let scheme = url.scheme ?? "https"
        guard let text = value("\(scheme)_proxy") ?? value("all_proxy"), !isExempt(url.host ?? ""),
            let proxy = URL(string: text.contains("://") ? text : "http://" + text), let host = proxy.host
        else { return nil }
        let port = proxy.port ?? 3128
        guard let user = proxy.user else { return .server(host: host, port: port) }
        return .server(
            host: host, port: port, authorization: .basic(username: user, password: proxy.password ?? ""))
    }

    private func value(_ name: String) -> String? {
        [variables[name], variables[name.uppercased()]].compactMap { $0 }.first { !$0.isEmpty }
    }

    private func isExempt(_ host: String) -> Bool {
        let rules = (value("no_proxy") ?? "").split(separator: ",").map { $0.trimmingPrefix { $0 == " " } }
        return ["localhost", "127.0.0.1", "::1"].contains(host)
            || rules.contains { rule in
                let domain = rule.trimmingPrefix { $0 == "*" || $0 == "." }
                return rule == "*" || host == domain || (!domain.isEmpty && host.hasSuffix("." + domain))
            }
    }
}

extension HTTPClient.Configuration {
    /// Fails where there is no network within seconds, and lets a slow one take its time.
    static func forFetching(_ url: String, environment: ProxyEnvironment) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            timeout: .init(connect: .seconds(10), read: .seconds(30)),
            proxy: URL(string: url).flatMap(environment.proxy))
        // The client would try until the deadline of a request; attempts are counted, and told, elsewhere.
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }
}
