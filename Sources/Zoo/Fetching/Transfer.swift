internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// One request for what is missing of a file.
struct Transfer {
    /// How a request ended.
    enum Outcome {
        case done
        /// The server says no: trying again would not help.
        case refused(String)
        /// The connection failed or broke, or the server is busy: trying again may help.
        case brokenOff(String)
        /// The file is longer than it may be; nil where only that is known.
        case tooLong(byteCount: Int?)
        case failed(FetchError)
    }

    private let file: RemoteFile
    private let part: PartialFile
    private let rules: RedirectRules
    private let limit: Int
    private let agent: String
    private let progress: FetchProgress

    /// - Parameters:
    ///   - agent: What the server is told who asks.
    ///   - progress: Is told of every piece that comes.
    init(
        _ file: RemoteFile, part: PartialFile, rules: RedirectRules, limit: Int, agent: String,
        progress: @escaping FetchProgress
    ) {
        self.file = file
        self.part = part
        self.rules = rules
        self.limit = limit
        self.agent = agent
        self.progress = progress
    }

    /// Asks for what is missing, and follows redirects.
    ///
    /// - Parameter attempt: How many times this was tried before.
    func run(attempt: Int) async -> Outcome {
        var location = file.location
        var previous: Location?
        for _ in 0...RedirectRules.most {
            let configuration: HTTPClient.Configuration
            do {
                configuration = try await rules.configuration(for: location, after: previous, attempt: attempt)
            } catch {
                return .refused(error.reason)
            }
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            let answer = await ask(client, location)
            try? await client.shutdown()
            switch answer {
            case .outcome(let outcome): return outcome
            case .redirect(let target):
                guard let next = location.redirected(to: target) else {
                    return .refused("it redirects to what is no address of the web")
                }
                (previous, location) = (location, next)
            }
        }
        return .refused("it redirects more than \(RedirectRules.most) times")
    }

    /// What comes of one request.
    private enum Answer {
        case outcome(Outcome)
        case redirect(String)
    }

    private func ask(_ client: HTTPClient, _ location: Location) async -> Answer {
        var request = HTTPClientRequest(url: location.url)
        request.headers.add(name: "User-Agent", value: agent)
        // Nobody else gets a name and a password than who they were typed for.
        if let credentials = file.location.credentials, location.isSameServer(as: file.location) {
            request.setBasicAuth(username: credentials.user, password: credentials.password)
        }
        let start = part.count
        if start > 0 {
            request.headers.add(name: "Range", value: "bytes=\(start)-")
            if let tag = part.tag { request.headers.add(name: "If-Range", value: tag) }
        }
        do {
            // The idle timeout of the configuration ends a dead connection; a slow one may take a day.
            let response = try await client.execute(request, timeout: .hours(24))
            let redirects: [HTTPResponseStatus] = [
                .movedPermanently, .found, .seeOther, .temporaryRedirect, .permanentRedirect,
            ]
            if redirects.contains(response.status), let target = response.headers.first(name: "Location") {
                return .redirect(target)
            }
            return .outcome(try await take(response, start: start))
        } catch let failure as FetchError {
            return .outcome(.failed(failure))
        } catch let fault as AnnouncedLength.Fault {
            if case .tooLong(let count) = fault { return .outcome(.tooLong(byteCount: count)) }
            return .outcome(.refused(fault.reason))
        } catch let error as HTTPParserError where error != .invalidEOFState {
            return .outcome(.refused("what the server sends is not HTTP: \(error)"))
        } catch {
            return .outcome(.brokenOff(Self.reason(error)))
        }
    }

    private func take(_ response: HTTPClientResponse, start: Int) async throws -> Outcome {
        let length = response.headers.first(name: "Content-Length")
        let announced: AnnouncedLength
        switch response.status {
        case .ok:
            announced = try AnnouncedLength(contentLength: length, limit: limit)
            try part.restart(tag: Self.tag(of: response))
        case .partialContent:
            do {
                announced = try AnnouncedLength(
                    contentRange: response.headers.first(name: "Content-Range") ?? "", contentLength: length,
                    start: start,
                    limit: limit)
            } catch {
                // What is here may be of another file.
                try part.restart(tag: nil)
                return .brokenOff(error.reason)
            }
        case .rangeNotSatisfiable:
            // All of it is here already, or the part is longer than the file.
            if response.headers.first(name: "Content-Range") == "bytes */\(start)" { return .done }
            try part.restart(tag: nil)
            return .brokenOff("the server has less of the file than is here")
        case .tooManyRequests, .requestTimeout: return .brokenOff(Self.word(of: response))
        case let status where status.code >= 500: return .brokenOff(Self.word(of: response))
        default: return .refused(Self.word(of: response))
        }
        let total = announced.total
        let most = total ?? limit
        progress(part.count, total)
        for try await buffer in response.body {
            guard buffer.readableBytes <= most - part.count else {
                try part.restart(tag: nil)
                throw total == nil
                    ? AnnouncedLength.Fault.tooLong(byteCount: nil)
                    : .senseless("the server sends more than it announced")
            }
            try buffer.withUnsafeReadableBytes { try part.append($0) }
            progress(part.count, total)
        }
        if let total, part.count < total { return .brokenOff("the connection broke off") }
        return .done
    }

    /// What the server says by its status; its own words may hold anything.
    private static func word(of response: HTTPClientResponse) -> String {
        let phrase = response.status.reasonPhrase.unicodeScalars.filter { (0x20..<0x7F).contains($0.value) }
        return "the server says \(response.status.code) " + String(String.UnicodeScalarView(phrase)).prefix(80)
    }

    private static func tag(of response: HTTPClientResponse) -> String? {
        // A weak tag may stand for files whose bytes differ, which If-Range does not allow.
        if let tag = response.headers.first(name: "ETag"), !tag.hasPrefix("W/") { return tag }
        return response.headers.first(name: "Last-Modified")
    }

    private static func reason(_ error: any Error) -> String {
        if let error = error as? NIOConnectionError { return reason(error) }
        if let error = error as? IOError { return "cannot connect: " + String(cString: strerror(error.errnoCode)) }
        switch error as? HTTPClientError {
        case .connectTimeout: return "no answer from the server"
        case .readTimeout: return "the server fell silent"
        case .remoteConnectionClosed: return "the connection broke off"
        default: return String(String(describing: error).prefix(200))
        }
    }

    private static func reason(_ error: NIOConnectionError) -> String {
        if let first = error.connectionErrors.first?.error { return reason(first) }
        return "the host \(error.host) is not known here"
    }
}
