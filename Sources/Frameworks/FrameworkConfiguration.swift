public import Models

/// A network as a configuration file of detectron2 or maskrcnn-benchmark describes it.
///
/// ```swift
/// let file = try FrameworkConfiguration(contentsOfFile: "e2e_mask_rcnn_R_50_FPN_1x_caffe2.yaml")
/// var options = DetectorOptions()
/// options.model = file.configuration
/// options.categories = file.categories
/// let detector = try await Detector(weights: "e2e_mask_rcnn_R_50_FPN_1x.pkl", options: options)
/// ```
///
/// The file alone is read, and those that it is based on: nothing is fetched, and nothing in it is run.
public struct FrameworkConfiguration: Sendable {
    /// Whose file it is.
    public let framework: Framework
    /// The network, with that framework's conventions.
    public let configuration: Configuration
    /// What was set and what it became here, by key.
    public let mapped: [Meaning]
    /// What was set and means nothing for finding objects here, such as how the network is trained, by key.
    public let withoutEffect: [Assignment]
    /// The weights that it names, as they stand there; nil where it names none.
    public let weights: NamedWeights?
    /// The names of the classes by label, where its data sets tell them.
    public let categories: [Int: String]?
    /// What else a person should know.
    public let notes: [String]
    /// The files that were read, the given one first.
    public let files: [String]

    /// A framework with such files.
    public enum Framework: String, Sendable, Hashable, CaseIterable {
        /// detectron2, of whichever version of its files.
        case detectron2
        /// maskrcnn-benchmark.
        case maskrcnnBenchmark = "maskrcnn-benchmark"
    }

    /// A setting that was set.
    public struct Assignment: Sendable, Hashable {
        /// Its key, such as `SOLVER.BASE_LR`.
        public let key: String
        /// Its value.
        public let value: Setting
    }

    /// A setting that was set, and what it is here.
    public struct Meaning: Sendable, Hashable {
        /// Its key, such as `MODEL.RPN.NMS_THRESH`.
        public let key: String
        /// Its value.
        public let value: Setting
        /// A field of ``Configuration``, such as `proposals.nmsThreshold`, or what it says in words.
        public let meaning: String
    }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - framework: Whose it is; nil tells it from its keys.
    ///   - overrides: Keys and values that count instead of the file's, as on the framework's own command line.
    /// - Throws: ``FrameworkError`` where a file cannot be read, a key is not known, a value is not one that its key takes, or the network
    ///   is none that is built here.
    public init(
        contentsOfFile path: String, framework: Framework? = nil, overrides: [(key: String, value: String)] = []
    ) throws(FrameworkError) {
        var given = try GivenSettings(contentsOfFile: path)
        let own: Framework
        if let framework { own = framework } else { own = try Self.framework(of: given) }
        let version = given.remove("VERSION")
        if own == .detectron2 {
            try given.upgrade(from: version)
        } else if let version {
            throw .setting(place: version.place, key: "VERSION", reason: "maskrcnn-benchmark has no such setting")
        }
        for (key, value) in overrides { given.set(key, to: value) }
        let table: SettingTable = own == .detectron2 ? .detectron2 : .benchmark
        try given.check(against: table, of: own.rawValue)

        var reader = SettingReader(given, table)
        var network: Configuration
        switch own {
        case .detectron2:
            var reading = Detectron2Network(reader)
            try reading.read()
            (network, reader) = (reading.configuration, reading.reader)
        case .maskrcnnBenchmark:
            var reading = BenchmarkNetwork(reader)
            try reading.read()
            (network, reader) = (reading.configuration, reading.reader)
        }
        network.name = Self.name(of: network)
        do {
            try network.validate()
        } catch {
            throw .file(path, "\(error)")
        }
        self.framework = own
        configuration = network
        files = given.files
        let named = given.settings[own == .detectron2 ? "MODEL.WEIGHTS" : "MODEL.WEIGHT"]
        weights = if case .text(let text)? = named?.value, !text.isEmpty { NamedWeights(text) } else { nil }
        let sets =
            (given.settings["DATASETS.TEST"]?.value.texts ?? []) + (given.settings["DATASETS.TRAIN"]?.value.texts ?? [])
        categories = Self.categories(of: sets, classCount: network.classCount)
        var meanings = reader.meanings
        if categories != nil {
            for key in ["DATASETS.TEST", "DATASETS.TRAIN"] { meanings[key] = "the names of classes" }
        }
        let sorted = given.settings.sorted { $0.key < $1.key }
        mapped = sorted.compactMap { key, setting in
            meanings[key].map { Meaning(key: key, value: setting.value, meaning: $0) }
        }
        withoutEffect = sorted.filter { key, _ in meanings[key] == nil && !key.hasPrefix("MODEL.WEIGHT") }
            .map { Assignment(key: $0.key, value: $0.value.value) }
        notes = reader.notes
    }
}
