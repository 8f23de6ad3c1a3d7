import Foundation

/// Where the peers are: their Python, and the program that runs one of them.
struct PeerPlace: Sendable {
    /// What installs them.
    static let installation = "Scripts/peers.sh --benchmarks"

    let python: String
    let script: String

    /// Finds both.
    ///
    /// - Parameter script: The program, as the user named it.
    ///
    /// - Throws: ``CommandFailure`` that says what is missing and what installs it.
    init(script: String) throws(CommandFailure) {
        let given = ProcessInfo.processInfo.environment["MASKRCNN_PEERS"].flatMap { $0.isEmpty ? nil : $0 }
        python = (given ?? ".peers") + "/venv/bin/python"
        self.script = script
        guard FileManager.default.isExecutableFile(atPath: python) else {
            let hint =
                given == nil
                ? "In a checkout of swift-mask-rcnn, \(Self.installation) installs them; MASKRCNN_PEERS names another folder."
                : "MASKRCNN_PEERS names a folder that \(Self.installation) filled; without it, .peers is taken."
            throw CommandFailure(.unavailable, "\(python): the peers' Python is not there", hint: hint)
        }
        guard FileManager.default.isReadableFile(atPath: script) else {
            throw CommandFailure(
                .unavailable, "\(script): the program that runs the peers is not there",
                hint: "Call from a checkout of swift-mask-rcnn after \(Self.installation), or give --peer-script.")
        }
    }
}
