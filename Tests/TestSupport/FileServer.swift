package import Foundation
import Synchronization

/// An HTTP server on this machine alone, which answers as a test says: one request a connection.
package final class FileServer: Sendable {
    /// A request's target and its headers, by names in small letters.
    package struct Request: Sendable {
        fileprivate var method = "GET"
        package let target: String
        /// The host and port that a proxy was asked for; nil where there is none.
        package fileprivate(set) var tunnel: String?
        package let headers: [String: String]

        /// The first byte asked for, where a part is.
        package var start: Int? {
            guard let range = headers["range"], range.hasPrefix("bytes=") else { return nil }
            return Int(range.dropFirst(6).prefix { $0.isNumber })
        }
    }

    /// An answer.
    package struct Response: Sendable {
        fileprivate let status: String
        fileprivate let headers: [String: String]
        fileprivate let body: Data
        fileprivate let announced: String?
        fileprivate let breaksAfter: Int?

        /// - Parameters:
        ///   - announced: What is announced as the body's length; nil for what it is.
        ///   - breaksAfter: How many bytes of the body are sent before the connection breaks; nil for all.
        package init(
            status: String = "200 OK", headers: [String: String] = [:], body: Data = Data(),
            announced: String? = nil, breaksAfter: Int? = nil
        ) {
            self.status = status
            self.headers = headers
            self.body = body
            self.announced = announced
            self.breaksAfter = breaksAfter
        }
    }

    /// Its port on 127.0.0.1.
    package let port: UInt16
    private let descriptor: Int32
    private let log = Mutex<[Request]>([])

    /// The requests so far.
    package var requests: [Request] { log.withLock { $0 } }

    /// The address of a file on it.
    package func url(_ name: String) -> String { "http://127.0.0.1:\(port)/\(name)" }

    /// Starts to answer.
    package init(_ answer: @escaping @Sendable (_ request: Request, _ number: Int) -> Response) throws {
        let descriptor = socket(AF_INET, Self.streamType, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = UInt16(bigEndian: address.sin_port)
        self.descriptor = descriptor
        let thread = Thread { [weak self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0, let self else { return }
                self.serve(connection, answer)
                close(connection)
            }
        }
        thread.start()
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    private func serve(_ connection: Int32, _ answer: (Request, Int) -> Response) {
        guard let first = read(connection) else { return }
        var request = first
        // As a proxy, it is itself whatever server is asked for.
        if first.method == "CONNECT" {
            send(Data("HTTP/1.1 200 Connected\r\n\r\n".utf8), on: connection)
            guard let inner = read(connection) else { return }
            request = inner
            request.tunnel = first.target
        }
        let number = log.withLock { log in
            log.append(request)
            return log.count
        }
        let response = answer(request, number)
        let length = response.announced ?? "\(response.body.count)"
        var head = "HTTP/1.1 \(response.status)\r\nConnection: close\r\n"
        if !length.isEmpty { head += "Content-Length: \(length)\r\n" }
        for (name, value) in response.headers { head += "\(name): \(value)\r\n" }
        let body = response.body.prefix(response.breaksAfter ?? response.body.count)
        send(Data((head + "\r\n").utf8) + body, on: connection)
    }

    /// The next request of a connection; nil where there is none.
    private func read(_ connection: Int32) -> Request? {
        var received: [UInt8] = []
        var byte: UInt8 = 0
        while !received.suffix(4).elementsEqual([13, 10, 13, 10]) {
            guard recv(connection, &byte, 1, 0) == 1 else { return nil }
            received.append(byte)
        }
        let lines = String(decoding: received, as: UTF8.self).components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            headers[line[..<colon].lowercased()] = value
        }
        let words = lines[0].split(separator: " ").map(String.init)
        return Request(method: words.first ?? "", target: words.dropFirst().first ?? "/", headers: headers)
    }

    private func send(_ data: Data, on connection: Int32) {
        data.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
                let count = Foundation.send(connection, rest.baseAddress, rest.count, Self.noSignal)
                guard count > 0 else { return }
                start += count
            }
        }
    }

    #if os(Linux)
        private static let streamType = Int32(SOCK_STREAM.rawValue)
        private static let noSignal = Int32(MSG_NOSIGNAL)
    #else
        private static let streamType = SOCK_STREAM
        private static let noSignal: Int32 = 0
    #endif
}
