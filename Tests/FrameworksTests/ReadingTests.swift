import Frameworks
import Models
import Testing
import Torch

/// How files are read: bases, values, tags, keys, whose they are.
@Suite struct ReadingTests {
    @Test func laterFilesWin() throws {
        let files = try Files([
            "base/fpn.yaml": Samples.detectron2FPN + "SOLVER: {BASE_LR: 0.5}\n",
            "base/more.yaml": "MODEL: {ROI_HEADS: {NMS_THRESH_TEST: 0.4, SCORE_THRESH_TEST: 0.2}}\nVERSION: 2\n",
            "own/a.yaml": """
            _BASE_: [../base/fpn.yaml, ../base/more.yaml]
            MODEL: {ROI_HEADS: {SCORE_THRESH_TEST: 0.3}}
            """,
        ])
        let file = try files.read("own/a.yaml")
        #expect(file.framework == .detectron2)
        #expect(file.configuration.boxHead.nmsThreshold == 0.4 && file.configuration.boxHead.scoreThreshold == 0.3)
        #expect(file.files.count == 3 && file.files[0].hasSuffix("own/a.yaml"))
        // There is no mask head whose convolutions could be counted.
        #expect(file.withoutEffect.map(\.key) == ["MODEL.ROI_MASK_HEAD.NUM_CONV", "SOLVER.BASE_LR"])
        #expect(
            file.mapped.contains { $0.key == "MODEL.ROI_HEADS.NMS_THRESH_TEST" && $0.meaning == "boxHead.nmsThreshold" }
        )
    }

    @Test func basesThatAreNone() throws {
        #expect(try Files.problem("_BASE_: a.yaml")?.contains("it is based on itself") == true)
        #expect(try Files.problem("_BASE_: b.yaml") == "b.yaml: no such file")
        #expect(try Files.problem("_BASE_: https://example.org/b.yaml")?.contains("nothing is fetched") == true)
        let chain = Dictionary(uniqueKeysWithValues: (0..<40).map { ("\($0).yaml", "_BASE_: \($0 + 1).yaml") })
        let error = #expect(throws: FrameworkError.self) { try Files(chain).read("0.yaml") }
        #expect(try #require(error).description.contains("more than 32"))
    }

    /// Values as yacs takes them: texts that are literals of Python, lists for tuples, and no number of one kind for the other.
    @Test(arguments: [
        ("MODEL: {ROI_HEADS: {NMS_THRESH_TEST: '0.25'}}", 0.25),
        ("MODEL: {ROI_HEADS: {NMS_THRESH_TEST: 2.5e-1}}", 0.25),
        ("MODEL: {ROI_HEADS: {NMS_THRESH_TEST: 25e-2}}", 0.25),
    ])
    func numbers(_ text: String, _ expected: Double) throws {
        #expect(try Files.read(text + "\nVERSION: 2").configuration.boxHead.nmsThreshold == expected)
    }

    @Test(arguments: [
        (
            "MODEL: {ROI_HEADS: {NMS_THRESH_TEST: 1}}",
            "expected a number with a point, such as 0.5, found the whole number 1"
        ),
        ("MODEL: {RPN: {POST_NMS_TOPK_TEST: 10.0}}", "expected a whole number, such as 1000, found the number 10.0"),
        ("MODEL: {MASK_ON: 1}", "expected True or False, found the whole number 1"),
        ("MODEL: {PIXEL_MEAN: 3.0}", "expected a list"), ("MODEL: {RPN: 3}", "MODEL.RPN: expected a section"),
        ("MODEL: {PIXEL_MEAN: [1.0, 2.0]}", "expected 3 numbers"),
        ("MODEL: {ROI_HEADS: {NMS_THRESH_TEST: 1.5}}", "expected from 0.0 to 1.0, found 1.5"),
        ("MODEL: {ROI_HEADS: {NMS_TRESH_TEST: 0.5}}", "the nearest that it has is MODEL.ROI_HEADS.NMS_THRESH_TEST"),
        ("MODLE: {MASK_ON: True}", "MODLE.MASK_ON: detectron2 has no such setting"),
        (
            "MODEL: {ROI_HEADS: {NAME: StandardRoiHeads}}",
            "\"StandardRoiHeads\" is not known; there are StandardROIHeads, Res5ROIHeads"
        ),
        ("VERSION: 3", "VERSION: expected 0, 1 or 2, found the whole number 3"),
        ("MODEL: [1", "this is not YAML"), ("- 1", "expected sections such as MODEL"),
        ("MODEL: {MASK_ON: True, MASK_ON: False}", "the key is there twice"),
    ])
    func wrongValuesAreNamed(_ text: String, _ words: String) throws {
        let problem = try Files.problem(text + "\n", framework: .detectron2)
        #expect(problem?.contains(words) == true, "\(problem ?? "no error")")
        #expect(problem?.hasPrefix("a.yaml") == true)
    }

    /// A line is named.
    @Test func placesHaveLines() throws {
        let text = "VERSION: 2\nMODEL:\n  MASK_ON: True\n  RPN:\n    NMS_TRESH: 0.7\n"
        #expect(try Files.problem(text)?.hasPrefix("a.yaml:5: MODEL.RPN.NMS_TRESH:") == true)
    }

    @Test(arguments: [
        ("!!python/object/apply:os.system ['touch /tmp/x']", "!!python/object/apply:os.system"),
        ("!!python/name:os.system", "!!python/name:os.system"), ("!something 3", "the tag !something"),
    ])
    func tagsAreRefused(_ value: String, _ words: String) throws {
        let problem = try Files.problem("VERSION: 2\nMODEL:\n  ANCHOR_GENERATOR:\n    SIZES: \(value)\n")
        #expect(problem?.hasPrefix("a.yaml:4: MODEL.ANCHOR_GENERATOR.SIZES: the tag") == true, "\(problem ?? "")")
        #expect(problem?.contains(words) == true)
    }

    @Test func tuplesAreLists() throws {
        let text = "VERSION: 2\nMODEL:\n  PIXEL_MEAN: !!python/tuple [1.0, 2, 3.5]\n"
        #expect(try Files.read(text).configuration.transform.mean == [1, 2, 3.5])
        let quoted = "VERSION: 2\nMODEL:\n  PIXEL_MEAN: (1.0, 2, 3.5)\n"
        #expect(try Files.read(quoted).configuration.transform.mean == [1, 2, 3.5])
    }

    /// Aliases of aliases would be a billion values.
    @Test func aliasesAreRefused() throws {
        let text = "a: &a [1, 1]\nb: &b [*a, *a]\nMODEL: {PIXEL_MEAN: *b}\n"
        #expect(try Files.problem(text)?.hasPrefix("a.yaml:2: expected plain values, found an alias") == true)
        let nested = String(repeating: "[", count: 100_000)
        #expect(try Files.problem("MODEL: \(nested)") != nil)
        #expect(try Files.problem(String(repeating: "#", count: 1 << 19))?.contains("at most") == true)
    }

    @Test func frameworksAreTold() throws {
        #expect(try Files.read(Samples.benchmarkFPN).framework == .maskrcnnBenchmark)
        #expect(try Files.read(Samples.detectron2FPN).framework == .detectron2)
        // Before version 2 of its files detectron2 called the weights as maskrcnn-benchmark does.
        let old =
            "MODEL: {WEIGHT: a.pkl, RPN: {ANCHOR_SIZES: [[16, 32, 64]]}, ROI_HEADS: {NMS: 0.4, NAME: Res5ROIHeads}}"
        let file = try Files.read(old)
        #expect(file.framework == .detectron2 && file.configuration.boxHead.nmsThreshold == 0.4)
        #expect(file.configuration.proposals.anchorSizes == [[16, 32, 64]] && file.weights?.place == "a.pkl")
        #expect(try Files.read("MODEL: {WEIGHT: 'catalog://a'}").framework == .maskrcnnBenchmark)
        let either = "MODEL: {MASK_ON: False}"
        #expect(try Files.problem(either)?.contains("--framework") == true)
        #expect(try Files.read(either, framework: .detectron2).configuration.conventions == .detectron2)
        #expect(
            try Files.read(either, framework: .maskrcnnBenchmark).configuration.backbone.normalization
                == .frozenBatchNorm(epsilon: 0))
    }

    @Test func settingsAreChanged() throws {
        let file = try Files.read(
            Samples.detectron2FPN,
            overrides: [
                ("MODEL.MASK_ON", "True"), ("INPUT.MIN_SIZE_TEST", "600"), ("MODEL.PIXEL_STD", "(1.0, 2.0, 3.0)"),
            ])
        #expect(file.configuration.hasMasks && file.configuration.transform.minimumSide == 600)
        #expect(file.configuration.transform.standardDeviation == [1, 2, 3])
        let problem = try Files.problem(Samples.detectron2FPN, overrides: [("INPUT.MIN_SIZE_TSET", "600")])
        #expect(problem?.contains("the nearest that it has is INPUT.MIN_SIZE_TEST") == true)
    }
}
