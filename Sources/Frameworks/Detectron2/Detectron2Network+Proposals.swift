internal import Models

extension Detectron2Network {
    mutating func readProposals() throws(FrameworkError) {
        try reader.name(
            "MODEL.ANCHOR_GENERATOR.NAME", "anchors", among: ["DefaultAnchorGenerator"],
            others: ["RotatedAnchorGenerator"])
        try reader.name("MODEL.RPN.HEAD_NAME", "proposals.convolutionCount", among: ["StandardRPNHead"])
        try reader.require(
            "MODEL.ANCHOR_GENERATOR.OFFSET", 0.0, "anchors from the corner of a cell",
            else: "anchors stand at the corners of cells, offset 0.0")
        let unit: Setting = [1.0, 1.0, 1.0, 1.0]
        try reader.require(
            "MODEL.RPN.BBOX_REG_WEIGHTS", unit, "deltas of anchors", else: "deltas of anchors have the weights 1")
        let levels = configuration.pyramid == nil ? 1 : (configuration.backbone.resNet?.stageCount ?? 0)
        let count = levels + (configuration.pyramid.map { $0.extraLevel == .none ? 0 : 1 } ?? 0)
        configuration.proposals.anchorSizes = try perLevel(
            "MODEL.ANCHOR_GENERATOR.SIZES", "proposals.anchorSizes", count
        ) {
            $0.wholes
        }
        let ratios = try perLevel("MODEL.ANCHOR_GENERATOR.ASPECT_RATIOS", "proposals.aspectRatios", count) { $0.reals }
        configuration.proposals.aspectRatios = Set(ratios).count == 1 ? [ratios[0]] : ratios
        let channels = try reader.wholes("MODEL.RPN.CONV_DIMS", "proposals.convolutionCount")
        let inputs = configuration.featureChannels
        guard !channels.isEmpty, channels.count <= 100, channels.allSatisfy({ $0 == -1 || $0 == inputs }) else {
            throw reader.unsupported("MODEL.RPN.CONV_DIMS", "each convolution gives as many channels as it gets, -1")
        }
        configuration.proposals.convolutionCount = channels.count
        configuration.proposals.countBeforeNMS = try reader.whole(
            "MODEL.RPN.PRE_NMS_TOPK_TEST", "proposals.countBeforeNMS", 0...1_000_000)
        configuration.proposals.countAfterNMS = try reader.whole(
            "MODEL.RPN.POST_NMS_TOPK_TEST", "proposals.countAfterNMS", 0...1_000_000)
        configuration.proposals.nmsThreshold = try reader.real("MODEL.RPN.NMS_THRESH", "proposals.nmsThreshold", 0...1)
        configuration.proposals.minimumSide = Double(
            try reader.whole("MODEL.PROPOSAL_GENERATOR.MIN_SIZE", "proposals.minimumSide", 0...1 << 20))
    }

    /// The lists of each level, of which one serves all.
    private mutating func perLevel<Value>(
        _ key: String, _ meaning: String, _ count: Int, _ values: (Setting) -> [Value]?
    ) throws(FrameworkError) -> [[Value]] {
        let value = reader.value(key, meaning)
        let lists = value.lists?.compactMap(values) ?? []
        guard !lists.isEmpty, lists.count == value.lists?.count, [1, count].contains(lists.count),
            lists.allSatisfy({ !$0.isEmpty && $0.count == lists[0].count })
        else {
            throw reader.unsupported(
                key,
                "expected a list for all \(count) levels, or one for each, as long as the others, of numbers that are built"
            )
        }
        return lists.count == count ? lists : Array(repeating: lists[0], count: count)
    }
}
