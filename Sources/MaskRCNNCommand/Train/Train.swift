import ArgumentParser
import Torch
import Training

/// `maskrcnn train`: trains a network on data of one's own.
struct Train: AsyncParsableCommand, MemoryBudgeted {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a network on your own data, from a checkpoint or from nothing.",
        discussion: """
            EXAMPLES
              Data to try it with, and a small network that learns them on a laptop:
                maskrcnn dataset synthesize cells --images 40 --val-images 10
                maskrcnn train --data cells --model small --augmentation microscopy

              Fine-tune published weights on classes of your own:
                maskrcnn weights fetch maskrcnn_resnet50_fpn_v2
                maskrcnn train --train train.json --images pictures \\
                    --val val.json --weights maskrcnn_resnet50_fpn_v2

              Look first: what would be done, as a configuration to change and to give back
                maskrcnn train --data cells --model small --dry-run > run.yaml
                maskrcnn train --data cells --config run.yaml --epochs 24

              A class for every pixel, from folders of pictures and of class maps (PNG):
                maskrcnn train --model fcn_resnet50 --train train/maps \\
                    --images train/images --val val/maps --val-images val/images \\
                    --labels classes.txt

              Go on after Ctrl-C, or after the power went:
                maskrcnn train --resume runs/cells

              In four processes (Slurm and Kubernetes start them, too):
                torchrun --nproc-per-node 4 --no-python maskrcnn train --data cells \\
                    --output runs/four --batch-size 8

            DATA
              --data takes a folder with train.json, val.json and images, one in COCO's
              layout (annotations/instances_train2017.json, train2017), or with train and
              valid that each hold _annotations.coco.json. The same images with others'
              annotations, or several data sets: --train and --images, as often as needed.

            WHAT IS WRITTEN, to the folder of the run
              best.safetensors, best.pth   the best weights: by the AP of masks, else of
                                           keypoints or boxes, or by the mean IoU
              last.safetensors, last.pth   those at the end
              configuration.yaml           all settings; --config takes it
              metrics.jsonl, events        every figure, and the same for TensorBoard
              loss, rate, ap (.svg .png)   the curves; of class maps iou
              predictions                  pictures of what is found
              state.safetensors            what --resume needs, with inputs.json

            MORE OPTIONS
              Here are those that most runs need. --help-hidden shows all, with
              augmentation, sampling, schedules, norms and evaluation;
              docs/training.md has every setting of --config and --set,
              hyper-parameters of the network among them.

            EXIT CODES
            \(ExitStatus.help)
            """)

    @OptionGroup(title: "Data") var data: TrainingDataOptions
    @OptionGroup(title: "Model") var model: TrainedModelOptions
    @OptionGroup(title: "Class maps") var classMaps: TrainingClassMapOptions
    @OptionGroup(title: "Augmentation and sampling") var augmentation: AugmentationOptions
    @OptionGroup(title: "Optimisation") var optimization: OptimizationOptions
    @OptionGroup(title: "Schedule") var schedule: ScheduleOptions
    @OptionGroup(title: "Evaluation") var evaluation: TrainingEvaluationOptions
    @OptionGroup(title: "Run") var settings: RunOptions
    @OptionGroup(title: "Memory") var memory: MemoryOptions
    @OptionGroup(title: "Messages") var messages: TrainingMessageOptions

    func validate() throws {
        if settings.resume != nil {
            if model.model != nil || model.weights != nil {
                throw ValidationError("--resume goes on with the run's own network, without --model and --weights.")
            }
        } else if data.data == nil, data.train.isEmpty {
            throw ValidationError("Give --data, or --train and --images, or --resume.")
        } else if !data.train.isEmpty, data.images.isEmpty {
            throw ValidationError("--train needs --images, the folder of its images.")
        }
    }

    func run() async throws {
        let place = try ProcessPlace.current()
        do {
            let plan = try TrainingPlan(self, place: place)
            if settings.dryRun {
                try TrainingDryRun(plan: plan, messages: messages).run()
            } else {
                try await TrainRun(plan: plan, messages: messages).run()
            }
        } catch {
            throw place.named(error)
        }
    }

    /// Puts what was given into a configuration whose network is settled.
    func apply(to configuration: inout TrainingConfiguration) {
        data.apply(to: &configuration.data)
        classMaps.apply(to: &configuration)
        model.apply(to: &configuration.training)
        augmentation.apply(to: &configuration)
        optimization.apply(to: &configuration.optimizer)
        schedule.apply(to: &configuration)
        evaluation.apply(to: &configuration.evaluation)
        if let steps = settings.saveEvery { configuration.saveEverySteps = steps }
    }
}
