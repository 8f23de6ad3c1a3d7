internal import Models

extension BenchmarkNetwork {
    mutating func readProposals() throws(FrameworkError) {
        try reader.name(
            "MODEL.RPN.RPN_HEAD", "proposals.convolutionCount", among: ["SingleConvRPNHead"], others: ["FBNet.rpn_head"]
        )
        let strides = configuration.levelStrides
        let given = try reader.wholes("MODEL.RPN.ANCHOR_STRIDE", "the distance of anchors")
        guard given == strides else {
            throw reader.unsupported("MODEL.RPN.ANCHOR_STRIDE", "the distances of the maps' cells are \(strides)")
        }
        let sizes = reader.value("MODEL.RPN.ANCHOR_SIZES", "proposals.anchorSizes")
        if strides.count == 1 {
            guard let all = sizes.wholes, !all.isEmpty else { throw wrongSizes() }
            configuration.proposals.anchorSizes = [all]
        } else {
            guard case .list(let levels) = sizes, levels.count == strides.count else { throw wrongSizes() }
            let all = levels.compactMap { level in
                level.wholes ?? (Setting.list([level]).wholes)
            }
            guard all.count == levels.count, all.allSatisfy({ !$0.isEmpty && $0.count == all[0].count }) else {
                throw wrongSizes()
            }
            configuration.proposals.anchorSizes = all
        }
        guard let ratios = reader.value("MODEL.RPN.ASPECT_RATIOS", "proposals.aspectRatios").reals, !ratios.isEmpty
        else {
            throw reader.wrong("MODEL.RPN.ASPECT_RATIOS", "expected a list of numbers")
        }
        configuration.proposals.aspectRatios = [ratios]
        try readCounts(levels: strides.count)
        configuration.proposals.nmsThreshold = try reader.real("MODEL.RPN.NMS_THRESH", "proposals.nmsThreshold", 0...1)
        configuration.proposals.minimumSide = Double(
            try reader.whole("MODEL.RPN.MIN_SIZE", "proposals.minimumSide", 0...1 << 20))
    }

    private func wrongSizes() -> FrameworkError {
        reader.wrong("MODEL.RPN.ANCHOR_SIZES", "expected whole numbers, for a pyramid one or as many for each level")
    }

    /// A level keeps so many there before those of all levels are counted.
    private mutating func readCounts(levels: Int) throws(FrameworkError) {
        let most = 0...1_000_000
        let before = try reader.whole("MODEL.RPN.PRE_NMS_TOP_N_TEST", "proposals.countBeforeNMS", most)
        let ofLevel = try reader.whole("MODEL.RPN.POST_NMS_TOP_N_TEST", "proposals.countAfterNMS", most)
        configuration.proposals.countBeforeNMS = before
        guard levels > 1 else {
            configuration.proposals.countAfterNMS = ofLevel
            return
        }
        let ofAll = try reader.whole("MODEL.RPN.FPN_POST_NMS_TOP_N_TEST", "proposals.countAfterNMS", most)
        configuration.proposals.countAfterNMS = ofAll
        if ofLevel < min(before, ofAll) {
            reader.notes.append(
                "MODEL.RPN.POST_NMS_TOP_N_TEST keeps \(ofLevel) proposals of each level there; here all levels together keep \(ofAll)"
            )
        }
    }
}
