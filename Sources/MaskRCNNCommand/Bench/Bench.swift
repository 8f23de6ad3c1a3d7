import ArgumentParser
import Torch

/// `maskrcnn bench`: how long each stage of inference takes, here and beside others.
struct Bench: AsyncParsableCommand, MemoryBudgeted {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Time each stage of inference, and compare with torchvision, OpenVINO and ONNX Runtime.",
        discussion: """
            It finds what is in one picture, or the class of each of its pixels, again and
            again, and takes the time of each stage of every run. Without --weights they are random: as slow as any others,
            and what they find means nothing. The picture is drawn, unless --image names
            one.

            --compare runs Python peers beside it, in turns, run by run, with the same
            weights, picture, score and threads. Scripts/peers.sh --benchmarks installs
            them in .peers, or MASKRCNN_PEERS names the folder where they are.

            EXAMPLES
              maskrcnn bench
              maskrcnn bench --weights maskrcnn_resnet50_fpn_v2 --size 1333x800
              maskrcnn bench --weights model.pth --image photo.jpg --threads 2
              maskrcnn bench --runs 5 --compare torchvision,openvino
              maskrcnn bench --model fcn_resnet50 --compare torchvision
              maskrcnn bench --compare --json > bench.json

            EXIT CODES
            \(ExitStatus.help)
            """)

    @OptionGroup(title: "Model") var model: BenchModelOptions
    @OptionGroup(title: "Size for the model") var resizing: ResizingOptions
    @OptionGroup(title: "Computing") var computing: ComputingOptions
    @OptionGroup(title: "Picture") var picture: BenchPictureOptions
    @OptionGroup(title: "Runs") var runs: BenchRunOptions
    @OptionGroup(title: "Peers") var peers: PeerOptions
    @OptionGroup(title: "Memory") var memory: MemoryOptions
    @OptionGroup(title: "Messages") var messages: MessageOptions

    func validate() throws {
        if peers.compare != nil, computing.device.device != .cpu {
            throw ValidationError("--compare is for the CPU alone, and --device is \(computing.device.text).")
        }
        if peers.compare != nil, resizing.resizing != nil {
            throw ValidationError(
                "--compare is for the model's own size: leave out --short-side, --max-side and --scale.")
        }
    }

    func run() async throws {
        try await BenchRun(
            model: model, resizing: resizing, computing: computing, picture: picture, runs: runs, peers: peers,
            messages: messages
        ).run()
    }
}
