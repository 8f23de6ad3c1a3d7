import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// One request for what is missing of a file.
struct Transfer {
    /// How a request ended.
    enum Outcome {
        case done
        /// The server says no: trying again would not help.
        case refused(String)
        /// The connection failed or broke, or the server is busy: trying again may help.
        case brokenOff(String)
        case failed(CommandFailure)
    }

    let url: String
    let part: PartialFile
    let isQuiet: Bool
    let name: String
    private var begin = ContinuousClock.now
    private var received = 0
    private var lastShown: ContinuousClock.Instant?

    init(url: String, part: PartialFile, isQuiet: Bool, name: String) {
        self.url = url
        self.part = part
        self.isQuiet = isQuiet
        self.name = name
    }

    mutating func run(_ client: HTTPClient) async -> Outcome {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "User-Agent", value: "maskrcnn/\(Release.version)")
        let start = part.count
        if start > 0 {
            request.headers.add(name: "Range", value: "bytes=\(start)-")
            if let tag = part.tag { request.headers.add(name: "If-Range", value: tag) }
        }
        do {
            // The idle timeout of the configuration ends a dead connection; a slow one may take a day.
            let response = try await client.execute(request, timeout: .hours(24))
            return try await take(response, start: start)
        } catch let failure as CommandFailure {
            return .failed(failure)
        } catch {
            return .brokenOff(Self.reason(error))
        }
    }

    private mutating func take(_ response: HTTPClientResponse, start: Int) async throws -> Outcome {
        switch response.status {
        case .ok:
            try part.restart(tag: Self.tag(of: response))
        case .partialContent:
            guard let range = response.headers.first(name: "Content-Range"), range.hasPrefix("bytes \(start)-") else {
                try part.restart(tag: nil)
                return .brokenOff("the server sent another part than was asked for")
            }
        case .rangeNotSatisfiable:
            // All of it is here already, or the part is longer than the file.
            if response.headers.first(name: "Content-Range") == "bytes */\(start)" { return .done }
            try part.restart(tag: nil)
            return .brokenOff("the server has less of the file than is here")
        case .tooManyRequests, .requestTimeout:
            return .brokenOff("the server says \(response.status.code) \(response.status.reasonPhrase)")
        case let status where status.code >= 500:
            return .brokenOff("the server says \(response.status.code) \(response.status.reasonPhrase)")
        default:
            return .refused("the server says \(response.status.code) \(response.status.reasonPhrase)")
        }
        let length = response.headers.first(name: "Content-Length").flatMap(Int.init)
        let total = length.map { $0 + part.count }
        for try await buffer in response.body {
            try buffer.withUnsafeReadableBytes { try part.append($0) }
            received += buffer.readableBytes
            show(total: total)
        }
        if let total, part.count < total { return .brokenOff("the connection broke off") }
        return .done
    }

    private static func tag(of response: HTTPClientResponse) -> String? {
        // A weak tag may stand for files whose bytes differ, which If-Range does not allow.
        if let tag = response.headers.first(name: "ETag"), !tag.hasPrefix("W/") { return tag }
        return response.headers.first(name: "Last-Modified")
    }

    private static func reason(_ error: any Error) -> String {
        if let error = error as? NIOConnectionError { return reason(error) }
        switch error as? HTTPClientError {
        case .connectTimeout: return "no answer from the server"
        case .readTimeout: return "the server fell silent"
        case .remoteConnectionClosed: return "the connection broke off"
        default: return String(describing: error)
        }
    }

    private static func reason(_ error: NIOConnectionError) -> String {
        if let first = error.connectionErrors.first?.error {
            let code = (first as? IOError)?.errnoCode
            return "cannot connect: " + (code.map { String(cString: strerror($0)) } ?? String(describing: first))
        }
        return "the host \(error.host) is not known here"
    }

    private mutating func show(total: Int?) {
        guard !isQuiet else { return }
        let now = ContinuousClock.now
        // A terminal may be slow to draw, a log is to stay short.
        let pause: Duration = Console.standard.isInteractive ? .milliseconds(100) : .seconds(10)
        if let lastShown, now - lastShown < pause { return }
        if lastShown == nil && !Console.standard.isInteractive {
            lastShown = now
            return
        }
        lastShown = now
        let rate = Double(received) / max((now - begin).seconds, 1e-3)
        var line = "\(name)  \(Quantity.bytes(part.count))"
        if let total {
            let left = Double(total - part.count) / max(rate, 1)
            line = "\(Progress.bar(Double(part.count) / Double(max(total, 1)))) \(line) of \(Quantity.bytes(total))"
            line += "  \(Quantity.bytes(Int(rate)))/s  \(Quantity.seconds(left)) left"
        } else {
            line += "  \(Quantity.bytes(Int(rate)))/s"
        }
        Console.standard.isInteractive ? Console.standard.showStatus(line) : Console.standard.note(line)
    }
}
