/// The names that a framework has for the layers of a network, as rules by part.
struct FrameworkNames {
    /// In the order in which they are tried.
    let rules: [NameRule]

    init(_ framework: WeightsFramework, _ layout: FrameworkLayout) {
        rules =
            switch framework {
            case .detectron2: Self.detectron2(layout)
            case .maskrcnnBenchmark: Self.maskrcnnBenchmark(layout)
            case .caffe2: Self.caffe2(layout)
            case .mmdetection: Self.mmdetection(layout)
            }
    }

    /// Our name of theirs; nil for what has no place here.
    func ours(_ name: String) -> String? { rules.lazy.compactMap { $0.ours(name) }.first }

    /// Their name of ours; nil for what has no place there.
    func theirs(_ name: String) -> String? { rules.lazy.compactMap { $0.theirs(name) }.first }

    /// The linear layers of a box head of ours: after convolutions each has a number in one list, in which flattening and each ReLU have
    /// one, too.
    ///
    /// - Parameters:
    ///   - theirs: Their pattern.
    ///   - first: The number of their first one.
    static func linearLayers(_ layout: FrameworkLayout, _ theirs: String, first: Int) -> NameRule {
        layout.boxConvolutions == 0
            ? NameRule("roi_heads.box_head.fc#.*", theirs, NameRule.Count(ours: 6, theirs: first))
            : NameRule(
                "roi_heads.box_head.#.*", theirs,
                NameRule.Count(ours: layout.boxConvolutions + 1, ourStep: 2, theirs: first))
    }

    /// The blocks of a ResNet whose parts are called as here.
    static func sameBlocks(_ ours: String, _ theirs: String) -> [NameRule] {
        [
            NameRule(ours + "conv#.*", theirs + "conv#.*"), NameRule(ours + "bn#.*", theirs + "bn#.*"),
            NameRule(ours + "downsample.#.*", theirs + "downsample.#.*"),
        ]
    }
}
