import ArgumentParser

/// Who is compared with, and where the peers are.
struct PeerOptions: ParsableArguments {
    @Option(
        name: .long, defaultAsFlag: PeerList(peers: PeerName.allCases), parsing: .next,
        help: ArgumentHelp(
            "Compare with these, with commas between; without names, with all: torchvision, openvino, onnxruntime. Class maps are compared with torchvision alone.",
            valueName: "peers"))
    var compare: PeerList?

    @Option(
        name: .long, help: ArgumentHelp("The program that runs a peer.", valueName: "file"),
        completion: .file(extensions: ["py"]))
    var peerScript = "Tools/benchmarks/peer_server.py"

    func validate() throws {
        guard let unknown = compare?.unknown, !unknown.isEmpty else { return }
        let names = PeerName.allCases.map(\.rawValue).joined(separator: ", ")
        let found = unknown.map { "'\($0)'" }.joined(separator: ", ")
        throw ValidationError("--compare expects names of \(names), with commas between, and got \(found).")
    }
}

extension PeerOptions {
    /// Those that a model is compared with: of the ones that give class maps, torchvision's alone where none is named.
    func names(for form: BenchModelForm) -> [PeerName] {
        guard let compare else { return [] }
        return form.givesClassMap && !compare.isNamed ? [.torchvision] : compare.peers
    }

    /// - Throws: ``CommandFailure`` where a peer is named that gives no class maps, and the model does.
    func check(_ form: BenchModelForm) throws(CommandFailure) {
        guard let other = names(for: form).first(where: { $0 != .torchvision }), form.givesClassMap else { return }
        throw CommandFailure(
            .usage,
            "--compare \(other.rawValue) is for models that find objects, and this one gives every pixel a class",
            hint: "Class maps are compared with torchvision.")
    }
}

/// An implementation to compare with, by the name that the peers' program knows it by.
enum PeerName: String, CaseIterable, Sendable {
    case torchvision
    case openvino
    case onnxruntime
}

/// Peers, as typed: `torchvision,openvino`; each once.
struct PeerList: ExpressibleByArgument, CustomStringConvertible {
    private(set) var peers: [PeerName]
    /// Whether they were named, rather than all be meant.
    let isNamed: Bool
    /// What is no peer's name.
    private(set) var unknown: [String] = []

    init(peers: [PeerName]) {
        self.peers = peers
        isNamed = false
    }

    /// Takes any text: what an option with an optional value does not take would count as an argument of its own.
    init(argument: String) {
        peers = []
        isNamed = true
        for name in argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
            guard let peer = PeerName(rawValue: name) else {
                unknown.append(name)
                continue
            }
            if !peers.contains(peer) { peers.append(peer) }
        }
    }

    var description: String { peers.map(\.rawValue).joined(separator: ",") }
}
