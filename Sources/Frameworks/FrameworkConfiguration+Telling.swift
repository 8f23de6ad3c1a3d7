internal import Models

extension FrameworkConfiguration {
    /// Whose settings these are: those of a file of detectron2's have a version, another as its base, or keys that the other does not
    /// know.
    static func framework(of given: GivenSettings) throws(FrameworkError) -> Framework {
        if given.files.count > 1 || given.settings["VERSION"] != nil { return .detectron2 }
        var old = given
        old.rename(GivenSettings.oldNames)
        let unknown = [
            old.settings.keys.count { !SettingTable.detectron2.knows($0) },
            given.settings.keys.count { !SettingTable.benchmark.knows($0) },
        ]
        guard unknown[0] != unknown[1] else {
            // detectron2 called its weights so before it was published alone.
            if given.settings["MODEL.WEIGHT"] != nil { return .maskrcnnBenchmark }
            throw .unknownFramework(given.path)
        }
        return unknown[0] < unknown[1] ? .detectron2 : .maskrcnnBenchmark
    }

    /// A short name in the frameworks' own style.
    static func name(of network: Configuration) -> String {
        let kind = network.hasMasks ? "mask" : network.hasKeypoints ? "keypoint" : "faster"
        let body = network.backbone.resNet
        let end =
            network.pyramid != nil
            ? "FPN" : body?.stageCount == 3 ? "C4" : (body?.dilatedStageCount ?? 0) > 0 ? "DC5" : "C5"
        let groups = body.map { $0.groups > 1 ? "X_\($0.depth)_\($0.groups)x\($0.groupWidth)d" : "R_\($0.depth)" } ?? ""
        return "\(kind)_rcnn_\(groups)_\(end)"
    }

    /// The names of classes, where data sets tell them and there are as many.
    static func categories(of sets: [String], classCount: Int) -> [Int: String]? {
        func isAny(_ beginnings: String...) -> Bool {
            sets.contains { set in beginnings.contains { set.hasPrefix($0) } }
        }
        if isAny("keypoints_coco", "keypoints_"), classCount == 2 { return [1: "person"] }
        if isAny("coco", "keypoints_coco"), classCount == 81 { return Categories.contiguous(classCount: 81) }
        if isAny("voc"), classCount == 21 { return Categories.contiguous(classCount: 21) }
        if isAny("cityscapes_fine_instance_seg"), classCount == 9 {
            let names = ["person", "rider", "car", "truck", "bus", "train", "motorcycle", "bicycle"]
            return Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.offset + 1, $0.element) })
        }
        return nil
    }
}

extension GivenSettings {
    /// What detectron2 called settings before version 2 of its files, and calls them now.
    static let oldNames: [(old: String, new: String)] = [
        ("MODEL.RPN_HEAD.NAME", "MODEL.RPN.HEAD_NAME"), ("MODEL.WEIGHT", "MODEL.WEIGHTS"),
        ("MODEL.RPN.ANCHOR_SIZES", "MODEL.ANCHOR_GENERATOR.SIZES"),
        ("MODEL.RPN.ANCHOR_ASPECT_RATIOS", "MODEL.ANCHOR_GENERATOR.ASPECT_RATIOS"),
        ("MODEL.PANOPTIC_FPN.SEMANTIC_LOSS_SCALE", "MODEL.SEM_SEG_HEAD.LOSS_WEIGHT"),
        ("MODEL.PANOPTIC_FPN.RPN_LOSS_SCALE", "MODEL.RPN.LOSS_WEIGHT"),
        ("MODEL.PANOPTIC_FPN.INSTANCE_LOSS_SCALE", "MODEL.PANOPTIC_FPN.INSTANCE_LOSS_WEIGHT"),
        ("MODEL.PANOPTIC_FPN.COMBINE_ON", "MODEL.PANOPTIC_FPN.COMBINE.ENABLED"),
        ("MODEL.PANOPTIC_FPN.COMBINE_OVERLAP_THRESHOLD", "MODEL.PANOPTIC_FPN.COMBINE.OVERLAP_THRESH"),
        ("MODEL.PANOPTIC_FPN.COMBINE_STUFF_AREA_LIMIT", "MODEL.PANOPTIC_FPN.COMBINE.STUFF_AREA_LIMIT"),
        (
            "MODEL.PANOPTIC_FPN.COMBINE_INSTANCES_CONFIDENCE_THRESHOLD",
            "MODEL.PANOPTIC_FPN.COMBINE.INSTANCES_CONFIDENCE_THRESH"
        ),
        ("MODEL.ROI_HEADS.SCORE_THRESH", "MODEL.ROI_HEADS.SCORE_THRESH_TEST"),
        ("MODEL.ROI_HEADS.NMS", "MODEL.ROI_HEADS.NMS_THRESH_TEST"),
        ("TEST.DETECTIONS_PER_IMG", "TEST.DETECTIONS_PER_IMAGE"), ("TEST.AUG_ON", "TEST.AUG.ENABLED"),
        ("TEST.AUG_MIN_SIZES", "TEST.AUG.MIN_SIZES"), ("TEST.AUG_MAX_SIZE", "TEST.AUG.MAX_SIZE"),
        ("TEST.AUG_FLIP", "TEST.AUG.FLIP"),
    ]

    /// Gives settings of an older version of detectron2's files their names of today. A file that does not say its version is of the
    /// first where it has a key of that alone, else of the latest.
    mutating func upgrade(from version: PlacedSetting?) throws(FrameworkError) {
        var number = settings["MODEL.WEIGHT"] != nil || settings["TEST.AUG_ON"] != nil ? 1 : 2
        if let version {
            guard case .whole(let given) = version.value, (0...2).contains(given) else {
                throw .setting(
                    place: version.place, key: "VERSION", reason: "expected 0, 1 or 2, found \(version.value.kind)")
            }
            number = given
        }
        if number < 2 { rename(Self.oldNames) }
    }
}
