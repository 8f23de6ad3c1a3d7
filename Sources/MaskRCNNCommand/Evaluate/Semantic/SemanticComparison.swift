import COCO
import ClassMaps
import Files
import Geometry
import Imaging
import MaskRCNN

/// Images on their way through a model whose class maps are compared: while it looks at one, the next are decoded and the maps of
/// the last are compared.
struct SemanticComparison {
    private(set) var evaluation: SemanticEvaluation
    /// The images that gave nothing to compare.
    private(set) var failures: [SemanticFindings.Failure] = []
    /// What is to be known of how images were read.
    private(set) var notes = DecodingNotes()

    private let empty: SemanticEvaluation
    private let truth: SemanticTruth
    private let pictures: SemanticPictures
    private let memory: PictureMemory
    private var batches: ImageBatches
    private var progress: Progress
    private var comparing = OrderedWork<Result<SemanticEvaluation, SemanticFindings.Failure>>()

    init(
        _ truth: SemanticTruth, _ pictures: SemanticPictures, batches: ImageBatches, memory: PictureMemory,
        progress: Progress
    ) throws(CommandFailure) {
        self.truth = truth
        self.pictures = pictures
        self.batches = batches
        self.memory = memory
        self.progress = progress
        do {
            empty = try SemanticEvaluation(classCount: truth.palette.count)
            evaluation = empty
        } catch {
            throw CommandFailure(error)
        }
    }

    /// Compares all images.
    ///
    /// - Throws: ``CommandFailure`` where Ctrl-C is pressed.
    mutating func run(_ segmenter: Segmenter) async throws(CommandFailure) {
        progress.start()
        defer { progress.stop() }
        while !Interruption.isRequested {
            let batch = await batches.next(inputSize: segmenter.inputSize)
            failures += batch.failures.map(SemanticFindings.Failure.init)
            progress.advance(by: batch.failures.count)
            for (index, notes) in batch.notes.sorted(by: { $0.key < $1.key }) {
                self.notes.add(notes, of: name(index))
            }
            if batch.images.isEmpty {
                while comparing.count > 0 { await collect() }
                return
            }
            for image in batch.images {
                switch await segmenter.classMap(of: image, memory: memory, name: name(image.index)) {
                case .success(let map): compare(map, image)
                case .failure(let failure):
                    failures.append(SemanticFindings.Failure(failure))
                    progress.advance(by: 1)
                }
                while comparing.count > 2 { await collect() }
            }
        }
        throw CommandFailure(.interrupted, "interrupted before all images were compared")
    }

    private func name(_ index: Int) -> String { pictures.images[index].fileName ?? pictures.names[index] }

    private mutating func compare(_ map: ClassMap, _ image: ImageBatches.Waiting) {
        let (truth, name, file, empty) = (truth.maps, pictures.names[image.index], name(image.index), empty)
        comparing.start {
            defer { image.memory?.release() }
            do throws(ClassMapError) {
                var part = empty
                try part.add(map, groundTruth: try truth.map(of: name, size: map.size), name: file)
                return .success(part)
            } catch {
                return .failure(SemanticFindings.Failure(error))
            }
        }
    }

    private mutating func collect() async {
        switch await comparing.next() {
        case .success(let part): evaluation.merge(part)
        case .failure(let failure): failures.append(failure)
        case nil: return
        }
        progress.advance(by: 1)
    }
}
