internal import Models
internal import Torch

extension Detectron2Network {
    mutating func readBackbone() throws(FrameworkError) {
        let name = try reader.name(
            "MODEL.BACKBONE.NAME", "backbone, pyramid",
            among: ["build_resnet_fpn_backbone", "build_resnet_backbone"],
            others: ["build_retinanet_resnet_fpn_backbone", "build_regnet_fpn_backbone", "build_mvit_fpn_backbone"])
        let hasPyramid = name == "build_resnet_fpn_backbone"
        var network = Configuration.Backbone.ResNet()
        network.depth = try reader.whole("MODEL.RESNETS.DEPTH", "backbone.depth", 1...1000)
        let stages = try reader.texts("MODEL.RESNETS.OUT_FEATURES", "backbone.stageCount")
        if hasPyramid {
            try readPyramid(stages)
            network.stageCount = stages.count
        } else {
            configuration.pyramid = nil
            guard let stage = stages.first, stages.count == 1, let number = Int(stage.dropFirst(3)),
                (2...5).contains(number),
                stage.hasPrefix("res")
            else {
                throw reader.unsupported(
                    "MODEL.RESNETS.OUT_FEATURES", "without a pyramid one stage is looked at, res2 to res5")
            }
            network.stageCount = number - 1
        }
        if hasLastStage, hasPyramid || network.stageCount != 3 || network.depth < 50 {
            throw reader.unsupported(
                "MODEL.ROI_HEADS.NAME", "the last stage is a head after res4 of at least 50 layers, without a pyramid")
        }
        try readBlocks(&network)
        configuration.backbone = .resNet(network)
        // Stages that follow one after the other are in both frameworks called by the next power of two.
        configuration.transform.sizeDivisor = hasPyramid ? 32 : 1
        let features = hasPyramid ? nil : stages
        try requireFeatures("MODEL.RPN.IN_FEATURES", features ?? (2...network.stageCount + 2).map { "p\($0)" })
        try requireFeatures("MODEL.ROI_HEADS.IN_FEATURES", features ?? (2...network.stageCount + 1).map { "p\($0)" })
    }

    private mutating func readBlocks(_ network: inout Configuration.Backbone.ResNet) throws(FrameworkError) {
        let stem = try reader.whole("MODEL.RESNETS.STEM_OUT_CHANNELS", "backbone.width", 1...1024)
        let first = try reader.whole("MODEL.RESNETS.RES2_OUT_CHANNELS", "backbone.width", 1...1 << 16)
        network.width = stem
        guard first == stem * (network.depth < 50 ? 1 : 4) else {
            throw reader.unsupported(
                "MODEL.RESNETS.RES2_OUT_CHANNELS",
                "the first stage of \(network.depth) layers has \(network.depth < 50 ? "as many" : "4 times as many") channels as the stem"
            )
        }
        network.groups = try reader.whole("MODEL.RESNETS.NUM_GROUPS", "backbone.groups", 1...1024)
        let width = try reader.whole("MODEL.RESNETS.WIDTH_PER_GROUP", "backbone.groupWidth", 1...4096)
        // The width of a group is given for a stem of 64 channels here.
        guard (width * 64).isMultiple(of: stem) else {
            throw reader.unsupported(
                "MODEL.RESNETS.WIDTH_PER_GROUP", "it does not divide by the stem's \(stem) channels")
        }
        network.groupWidth = network.depth < 50 ? 64 : width * 64 / stem
        network.stridePlace =
            reader.truth("MODEL.RESNETS.STRIDE_IN_1X1", "backbone.stridePlace") ? .oneByOne : .threeByThree
        let dilation = try reader.whole("MODEL.RESNETS.RES5_DILATION", "backbone.dilatedStageCount", 1...2)
        if dilation == 2, network.stageCount == 4 {
            guard configuration.pyramid == nil else {
                throw reader.unsupported(
                    "MODEL.RESNETS.RES5_DILATION", "the maps of a pyramid halve from stage to stage")
            }
            network.dilatedStageCount = 1
            network.dilatesFirstBlock = true
        }
        network.normalization = try norm("MODEL.RESNETS.NORM", "backbone.normalization")
        guard network.normalization != .none else {
            throw reader.unsupported("MODEL.RESNETS.NORM", "a norm follows every convolution of a ResNet")
        }
    }

    private mutating func readPyramid(_ stages: [String]) throws(FrameworkError) {
        let all = ["res2", "res3", "res4", "res5"]
        guard (1...4).contains(stages.count), stages == Array(all.prefix(stages.count)) else {
            throw reader.unsupported("MODEL.RESNETS.OUT_FEATURES", "a pyramid stands on all stages from res2 on")
        }
        let inputs = try reader.texts("MODEL.FPN.IN_FEATURES", "pyramid")
        guard inputs == stages else {
            throw reader.unsupported("MODEL.FPN.IN_FEATURES", "a pyramid stands on all stages of the backbone")
        }
        var pyramid = Configuration.Pyramid()
        pyramid.channels = try reader.whole("MODEL.FPN.OUT_CHANNELS", "pyramid.channels", 1...1 << 16)
        pyramid.normalization = try norm("MODEL.FPN.NORM", "pyramid.normalization")
        configuration.pyramid = pyramid
        try reader.name("MODEL.FPN.FUSE_TYPE", "sums of levels", among: ["sum"], others: ["avg"])
    }

    private mutating func requireFeatures(_ key: String, _ expected: [String]) throws(FrameworkError) {
        let found = try reader.texts(key, "the maps that it looks at")
        if key == "MODEL.RPN.IN_FEATURES", found == expected.dropLast(), configuration.pyramid != nil {
            configuration.pyramid?.extraLevel = .none
            return
        }
        guard found == expected else {
            throw reader.unsupported(key, "it looks at \(expected.joined(separator: ", "))")
        }
    }
}
