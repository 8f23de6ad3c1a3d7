import ArgumentParser
import COCO
import MaskRCNN
import Torch

/// `maskrcnn predict`: segments images.
struct Predict: AsyncParsableCommand, MemoryBudgeted {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Segment images: a box, a name, a score and a mask for every object, or a class for every pixel.",
        discussion: """
            EXAMPLES
              One photograph, to the folder predictions:
                maskrcnn predict photo.jpg --weights maskrcnn_resnet50_fpn_v2

              The outlines and names of what the model is rather sure of, no boxes:
                maskrcnn predict photo.jpg --weights maskrcnn_resnet50_fpn_v2 \\
                    --draw-score 0.8 --show outlines,labels

              A folder, with a mask a person, and nothing scored under 0.7:
                maskrcnn predict photos --recursive --weights model.pth \\
                    --score 0.7 --classes person --format overlay,masks,jsonl --output out

              In four views, mirrored and at two sizes, which takes four times as long:
                maskrcnn predict photos --weights model.pth --tta flip,0.8,1.2

              In a pipe, one line of JSON an image:
                cat photo.jpg | maskrcnn predict - --weights model.pth \\
                    --format jsonl --output - | jq .instances

              The class of every pixel, from a model for semantic segmentation:
                maskrcnn predict photos --weights deeplabv3_resnet50 --output maps

              See what would happen, without doing it:
                maskrcnn predict 'photos/*.jpg' --weights model.pth --dry-run

            WHAT IS WRITTEN, for photo.jpg
              Pictures show instances that score more than --draw-score (0.5); json and
              jsonl list all that score more than --score (0.05).
              overlay   photo.overlay.png
              masks     photo.masks/001_person.png and so on (binary), or
                        photo.index.png, where pixel k is of instance k (index)
              soft      photo.soft/001_person.png and so on: probabilities, 65535 for 1
              json      results.json: COCO results of all images
              jsonl     results.jsonl: a line of JSON an image, with its file, width,
                        height and instances
              labels    photo.labels.tif: pixel k is of instance k, 16 or 32 bits
              geojson   photo.geojson: objects for QuPath, with measurements
              imagej    photo.rois.zip: regions for ImageJ and Fiji
              cellpose  photo_seg.npy and photo_cp_masks.png
              csv       measurements.csv: what is measured of every instance drawn
              coco      annotations.json: a COCO data set of what is found, with scores,
                        for CVAT, FiftyOne, supervision, datumaro and dataset convert
            Of models for semantic segmentation:
              overlay   photo.overlay.png, with a legend of the classes and their shares
              classes   classes/photo.png: palette number k is class k, as in Pascal VOC;
                        eval --task semantic --results FOLDER/classes compares them
              json      results.json: a list with each image's classes, pixels and shares
              jsonl     results.jsonl: the same, a line of JSON an image
            Images of one name from several folders get names that tell them apart.

            EXIT CODES
            \(ExitStatus.help)
            """)

    @Argument(
        help: ArgumentHelp(
            "Images, folders of images, patterns such as 'photos/*.jpg', or - for an image on standard input.",
            valueName: "input"),
        completion: .file())
    var inputs: [String]

    @OptionGroup(title: "Model") var model: ModelOptions
    @OptionGroup(title: "Size for the model") var resizing: ResizingOptions
    @OptionGroup(title: "Tiles") var tiles: TilingOptions
    @OptionGroup(title: "Test-time augmentation") var augmentation: AugmentedViewOptions
    @OptionGroup(title: "Computing") var computing: ComputingOptions
    @OptionGroup(title: "Input") var reading: ReadingOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Picture") var picture: PictureOptions
    @OptionGroup(title: "Memory") var memory: MemoryOptions
    @OptionGroup(title: "Messages") var messages: MessageOptions

    @Flag(name: .long, help: "Check inputs, weights and output, say what would be done, and do nothing.")
    var dryRun = false

    func validate() throws {
        if let drawScore = picture.drawScore, let score = model.score, drawScore < score {
            throw ValidationError("--draw-score is at least --score: what scores less is not kept.")
        }
        let drawsOverlays = output.formats.contains(.overlay) || picture.grid
        let drawsMasks = output.formats.contains(where: \.needsMasks)
        if picture.drawScore != nil, !drawsOverlays, !drawsMasks {
            throw ValidationError("--draw-score is for overlays and what is made of masks, and --format has neither.")
        }
        if !drawsOverlays, let option = picture.given.first {
            throw ValidationError("\(option) is for overlays, and --format has none.")
        }
        guard output.isStandardOutput else { return }
        if output.overwrite { throw ValidationError("--overwrite is for files, and --output - writes none.") }
        if messages.json { throw ValidationError("--json and --output - both want standard output.") }
        if output.formats.count > 1 {
            throw ValidationError(
                "--output - takes one format: give --format json, jsonl, coco, csv, overlay or classes.")
        }
        if output.formats.contains(where: { $0.needsMasks && $0 != .csv }) || picture.grid {
            throw ValidationError("Masks and grids are several files: give --output a folder.")
        }
    }

    /// The first option that networks without masks cannot follow.
    private var maskRequirement: FindingRequirement? {
        for format in output.formats where format.needsMasks {
            return FindingRequirement(option: "--format \(format.rawValue)", finding: .masks)
        }
        return model.maskThreshold == nil ? nil : FindingRequirement(option: "--mask-threshold", finding: .masks)
    }

    func run() async throws {
        let console = Console.standard
        var inputs = InputSet(self.inputs, recursive: reading.recursive)
        for failure in inputs.failures { console.report(CommandFailure(.noInput, failure.description)) }
        guard !inputs.items.isEmpty else { throw CommandFailure(.noInput, "there is nothing to segment") }
        let segmenter = SegmenterRequest.checkpoint(model.weights, key: model.key.weightsKey)
        let tiling = tiles.tiling
        if tiling != nil { try checkTiles(inputs, segmenter) }
        let output = tiling != nil ? self.output.ofTiles : segmenter == nil ? self.output : self.output.ofClassMaps
        if let segmenter {
            let name = try CheckpointFile.segmentationName(in: segmenter)
            try TaskRefusal.check(model, augmentation, output, picture, ofClassMapsBy: name)
        }
        if output.formats == [.overlay] || output.formats == [.classes], output.isStandardOutput, inputs.items.count > 1
        {
            throw CommandFailure(.usage, "--output - takes one picture, and there are \(inputs.items.count) inputs")
        }
        let dataSet = try output.imageIds.map { (path) throws(CommandFailure) in try Dataset.given(path) }
        var plan = try OutputPlan(for: inputs.items, output: output, picture: picture, dataSet: dataSet)
        // Results of an earlier run in the folder of the images are not images to segment.
        while case let results = inputs.removeFiles(at: plan.pathsOfAllRuns), !results.isEmpty {
            for result in results { console.note("note: \(result.name) is a result of a run like this, and no input") }
            plan = try OutputPlan(for: inputs.items, output: output, picture: picture, dataSet: dataSet)
        }
        if let segmenter { return try await runSegmenter(segmenter, inputs, plan) }
        let request = try ModelRequest(model, resizing: resizing, augmentation: augmentation, computing: computing)
        if let requirement = maskRequirement {
            try requirement.check(
                request.options.model, weights: request.path, key: request.options.weightsKey)
        }
        try TaskRefusal.check(output, ofObjectsBy: request)
        // A data set that names no categories has no numbers for them.
        if let dataSet, !dataSet.categories.isEmpty {
            let classes =
                try request.options.categories
                ?? CheckpointFile.categories(in: request.path, key: request.options.weightsKey)
            let assignment = try CategoryAssignment(
                of: classes, to: dataSet, weights: request.weightsName, option: "--labels")
            plan.categoryIDs = assignment.ids
            if !messages.quiet { for note in assignment.notes { console.note("note: " + note) } }
        }
        if dryRun {
            try await DryRun(inputs: inputs, plan: plan, request: request).run(messages: messages)
        } else {
            let reading = try InputReading(
                inputs.items, imageIDs: plan.imageIDs, dataSet: output.imageIds, options: reading)
            if let tiling {
                return try await TiledRun(
                    inputs: inputs, plan: plan, request: request, reading: reading, tiling: tiling, messages: messages
                ).run()
            }
            try await PredictRun(
                inputs: inputs, plan: plan, request: request, reading: reading, picture: picture, messages: messages
            ).run()
        }
    }

    /// Gives every pixel a class.
    private func runSegmenter(_ checkpoint: Checkpoint, _ inputs: InputSet, _ plan: OutputPlan) async throws {
        let request = try SegmenterRequest(
            checkpoint, key: model.key.weightsKey, labels: model.labels, resizing: resizing, computing: computing.set)
        if dryRun {
            return try await DryRun(inputs: inputs, plan: plan, request: request).run(messages: messages)
        }
        let reading = try InputReading(
            inputs.items, imageIDs: plan.imageIDs, dataSet: output.imageIds, options: reading)
        try await ClassMapRun(
            inputs: inputs, plan: plan, request: request, reading: reading, picture: picture, messages: messages
        ).run()
    }
}
