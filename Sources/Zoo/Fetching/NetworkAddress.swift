internal import Foundation

/// A numeric address of the internet protocol, and what kind of network it belongs to.
struct NetworkAddress: Sendable, Hashable {
    /// Four bytes, or sixteen.
    private let bytes: [UInt8]

    /// As it is written: `10.0.0.5`, `fe80::1`.
    let text: String

    /// An address as it is written; nil for a name.
    init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            bytes = withUnsafeBytes(of: six) { Array($0) }
        } else {
            return nil
        }
        self.text = text
    }

    /// Whether it belongs to this machine, a network of one's own, or none: anything but the public internet.
    ///
    /// Addresses of the sixth version that stand for one of the fourth are what that is.
    /// Source: IANA's registries of special-purpose addresses (RFC 6890).
    var isPrivate: Bool {
        bytes.count == 4 ? Self.isPrivate(bytes) : isPrivateOfVersionSix
    }

    private static func isPrivate(_ bytes: [UInt8]) -> Bool {
        switch (bytes[0], bytes[1], bytes[2]) {
        case (0, _, _), (10, _, _), (127, _, _), (169, 254, _), (172, 16...31, _), (192, 168, _): true
        case (100, 64...127, _), (192, 0, 0), (198, 18...19, _): true
        default: bytes[0] >= 224
        }
    }

    private var isPrivateOfVersionSix: Bool {
        let tail = Array(bytes[12...])
        // ::, ::1, and the fourth version's as ::a.b.c.d, ::ffff:a.b.c.d, 64:ff9b::a.b.c.d and 2002:ab:cd::.
        if bytes[..<10].allSatisfy({ $0 == 0 }) {
            let isMapped = bytes[10] == 0xFF && bytes[11] == 0xFF
            return isMapped || (bytes[10] == 0 && bytes[11] == 0) ? Self.isPrivate(tail) : true
        }
        if bytes.starts(with: [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) { return Self.isPrivate(tail) }
        if bytes.starts(with: [0x20, 0x02]) { return Self.isPrivate(Array(bytes[2..<6])) }
        // 2001:0::/32 tunnels through addresses that cannot be told from it.
        if bytes.starts(with: [0x20, 0x01, 0, 0]) { return true }
        // Only 2000::/3 is the public internet.
        return bytes[0] & 0xE0 != 0x20
    }

    /// The addresses of a host, a name or an address; empty where it is not known.
    static func all(of host: String) async -> [NetworkAddress] {
        await withCheckedContinuation { continuation in
            // It may wait for a server of names.
            Thread { continuation.resume(returning: resolve(host)) }.start()
        }
    }

    private static func resolve(_ host: String) -> [NetworkAddress] {
        var hints = addrinfo()
        #if os(Linux)
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &found) == 0 else { return [] }
        defer { freeaddrinfo(found) }
        var addresses: [NetworkAddress] = []
        var entry = found
        while let current = entry {
            var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let status = getnameinfo(
                current.pointee.ai_addr, current.pointee.ai_addrlen, &name, socklen_t(name.count), nil, 0,
                NI_NUMERICHOST)
            let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            // A link's address has the link's name after it, by which no other machine is reached.
            if status == 0, let address = NetworkAddress(String(text.prefix { $0 != "%" })),
                !addresses.contains(address)
            {
                addresses.append(address)
            }
            entry = current.pointee.ai_next
        }
        return addresses
    }
}
