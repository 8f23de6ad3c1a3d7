import COCO
import Foundation
import Geometry
import TestSupport
import Testing
import Training
import TrainingData

/// What a run was started with, and the folder that holds it.
struct RunInputsTests {
    @Test func inputsComeBack() throws {
        let temporary = try TemporaryFolder()
        let folder = RunFolder(temporary("run"))
        try folder.create()
        let inputs = RunInputs(
            training: [
                RunInputs.Data(annotations: "/a/train \"1\".json", images: "/a/é"),
                RunInputs.Data(annotations: "/b.json", images: "/b"),
            ],
            validation: nil, weights: "/w.pth", device: "cuda:1", threads: 3)
        try inputs.write(to: folder)
        #expect(try RunInputs(of: folder) == inputs)
    }

    @Test(arguments: ["", "{}", "[1", "{\"training\": 3}"])
    func otherFilesAreFaultsByName(text: String) throws {
        let temporary = try TemporaryFolder()
        let folder = RunFolder(temporary.path)
        _ = try temporary.add("inputs.json", Array(text.utf8))
        let error = #expect(throws: TrainingError.self) { try RunInputs(of: folder) }
        guard case .damaged(let named, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(named == folder.inputs)
    }

    @Test func onlyTheRunIsRemoved() throws {
        let temporary = try TemporaryFolder()
        let folder = RunFolder(temporary.path)
        for name in [
            "configuration.yaml", "inputs.json", "metrics.jsonl", "state.safetensors", "best.pth", "loss.svg",
            "mine.txt",
        ] {
            _ = try temporary.add(name, [1])
        }
        try FileManager.default.createDirectory(atPath: folder.pictures, withIntermediateDirectories: true)
        #expect(folder.holdsRun)
        try folder.removeRun()
        #expect(!folder.holdsRun)
        #expect(try temporary.contents == ["mine.txt"])
    }

    private func data(_ change: (inout Dataset) -> Void = { _ in }, in folder: String) -> RunInputs.Data {
        var dataset = Dataset(
            images: [DatasetImage(id: 1, fileName: "a.png", size: ImageSize(width: 9, height: 9))],
            annotations: [
                Annotation(
                    id: 1, imageID: 1, categoryID: 1, box: AnnotationBox(x: 1, y: 1, width: 3, height: 3), area: 9,
                    segmentation: .polygons([[1, 1, 4, 1, 4, 4]]))
            ], categories: [ObjectCategory(id: 1, name: "cell")])
        change(&dataset)
        let source = TrainingSet.Source(dataset, imageFolder: folder, name: "t.json")
        return RunInputs.Data(annotations: "t.json", images: folder, content: DataFingerprint(of: source))
    }

    private func changes(_ now: RunInputs.Data, since then: RunInputs.Data) -> [String] {
        RunInputs(training: [now], validation: nil, weights: nil, device: "cpu")
            .changes(since: RunInputs(training: [then], validation: nil, weights: nil, device: "cpu"))
    }

    @Test func changesOfTheDataAreNamed() throws {
        let folder = try TemporaryFolder()
        _ = try folder.add("a.png", [1, 2, 3])
        let before = data(in: folder.path)
        #expect(changes(data(in: folder.path), since: before).isEmpty)
        let said = "t.json: not as it was when the run was started: "
        #expect(
            changes(data({ $0.annotations[0].segmentation = nil }, in: folder.path), since: before)
                == [said + "as many annotations, but others"])
        let more = data(
            {
                $0.annotations.append($0.annotations[0])
                $0.categories.append(ObjectCategory(id: 2, name: "dog"))
            }, in: folder.path)
        #expect(changes(more, since: before) == [said + "2 annotations instead of 1, 2 categories instead of 1"])
        #expect(
            changes(data({ $0.images[0].fileName = "b.png" }, in: folder.path), since: before)
                == [said + "as many images, but others"])
        // The same name, another picture.
        _ = try folder.add("a.png", [1, 2, 3, 4])
        #expect(
            changes(data(in: folder.path), since: before) == [said + "picture files of 4 bytes instead of 3"])
        // What nobody took down cannot be compared.
        #expect(changes(before, since: RunInputs.Data(annotations: "t.json", images: folder.path)).isEmpty)
        let evaluated = RunInputs(training: [before], validation: before, weights: nil, device: "cpu")
        let alone = RunInputs(training: [before], validation: nil, weights: nil, device: "cpu")
        #expect(alone.changes(since: evaluated) == ["the run was evaluated on data, and now is not"])
        // It comes back from the run's folder.
        let run = RunFolder(folder("run"))
        try run.create()
        try alone.write(to: run)
        #expect(try RunInputs(of: run) == alone)
    }
}
