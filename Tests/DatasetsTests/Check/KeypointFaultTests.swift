import COCO
import Datasets
import Geometry
import Testing

/// Keypoints in checks, statistics and other formats.
@Suite struct KeypointFaultTests {
    /// The sound data set with keypoints in the corners of its object, of which the last is not labelled.
    private var posed: Dataset {
        var dataset = soundDataset()
        dataset.categories[0].keypoints = ["a", "b", "c"]
        dataset.categories[0].skeleton = [SkeletonEdge(start: 1, end: 2)]
        dataset.annotations[0].keypoints = [
            Keypoint(x: 10, y: 20, visibility: .visible), Keypoint(x: 40, y: 60, visibility: .hidden), .unlabelled,
        ]
        dataset.annotations[0].labelledKeypointCount = 2
        return dataset
    }

    @Test func soundKeypointsHaveNoFault() {
        #expect(faults(posed).isEmpty)
    }

    @Test func anotherCountThanTheCategorysIsAnError() {
        var dataset = posed
        dataset.annotations[0].keypoints?.removeLast()
        let found = faults(dataset)
        #expect(found.map(\.kind) == [.keypointCountDiffers])
        #expect(found.first?.severity == .error)
        #expect(found.first?.message == "there are 2 keypoints, and the category names 3")
        #expect(found.first?.field == "annotations[0].keypoints")
        #expect(found.first?.isMendable == false)
        // Where the category names none, nothing can be compared.
        dataset.categories[0].keypoints = []
        #expect(faults(dataset).isEmpty)
    }

    @Test func labelledKeypointsOutsideTheImageAreNamed() {
        var dataset = posed
        // An image of 100×80: a pixel outside is within the tolerance, the place of what is not labelled is another fault.
        dataset.annotations[0].keypoints?[0].x = 101
        #expect(faults(dataset).isEmpty)
        dataset.annotations[0].keypoints?[0].x = -2
        dataset.annotations[0].keypoints?[1].y = 84.5
        let found = faults(dataset)
        #expect(found.map(\.kind) == [.keypointOutside])
        #expect(found.first?.severity == .warning)
        #expect(found.first?.field == "annotations[0].keypoints[3]")
        #expect(
            found.first?.message
                == "keypoint 2 (of 2 such) at 40, 84.5 lies 4.5 pixels outside the image of 100×80")
    }

    @Test func placesOfWhatIsNotLabelledAreNamed() {
        var dataset = posed
        dataset.annotations[0].keypoints?[2] = Keypoint(x: 12.5, y: 900, visibility: .unlabelled)
        let found = faults(dataset)
        #expect(found.map(\.kind) == [.unlabelledKeypointPlaced])
        #expect(found.first?.field == "annotations[0].keypoints[6]")
        #expect(found.first?.message == "keypoint 3 has a place, 12.5, 900, and counts as not labelled (v is 0)")
        #expect(mended(dataset).dataset == dataset)
    }

    @Test(arguments: [nil, 0, 3])
    func aWrongNumberOfLabelledKeypointsIsMended(count: Int?) {
        var dataset = posed
        dataset.annotations[0].labelledKeypointCount = count
        let found = faults(dataset)
        #expect(found.map(\.kind) == [.labelledKeypointsMiscounted])
        #expect(found.first?.message.hasSuffix(", and 2 keypoints are labelled") == true)
        let repaired = mended(dataset)
        #expect(repaired.dataset == posed)
        #expect(
            repaired.repairs == [DatasetRepair(kind: .labelledKeypointsMiscounted, action: .setKeypointCount, ids: [1])]
        )
    }

    /// Mending drops objects without a box and a segmentation, but not what people labelled.
    @Test func objectsWithKeypointsAloneAreKept() {
        var dataset = posed
        dataset.annotations[0].segmentation = nil
        dataset.annotations[0].box = nil
        #expect(faults(dataset).map(\.kind) == [.boxMissing])
        #expect(mended(dataset).dataset.annotations.count == 1)
        dataset.annotations[0].box = AnnotationBox(x: 10, y: 20, width: 0, height: 0)
        #expect(mended(dataset).dataset.annotations.count == 1)
    }

    @Test func objectsWithOtherKeypointsAreNotTheSame() {
        var dataset = posed
        dataset.annotations.append(dataset.annotations[0])
        dataset.annotations[1].id = 2
        #expect(faults(dataset).map(\.kind) == [.duplicateAnnotation])
        dataset.annotations[1].keypoints?[0].x = 11
        #expect(faults(dataset).isEmpty)
    }

    @Test func categoriesOfOtherKeypointsAreNotJoined() {
        var dataset = posed
        dataset.categories.append(ObjectCategory(id: 4, name: "cell", keypoints: ["d"]))
        let found = faults(dataset).filter { $0.kind == .duplicateCategoryName }
        #expect(found.map(\.isMendable) == [false])
        #expect(mended(dataset).dataset.categories.count == 2)
    }

    @Test func otherKeypointsInAnotherDataSetAreNamed() {
        var other = posed
        other.images[0].fileName = "b.png"
        other.categories[0].keypoints = ["a", "c", "b"]
        let check = DatasetCheck([.init(name: "x.json", dataset: posed), .init(name: "y.json", dataset: other)])
        #expect(check.faults.map(\.kind) == [.categoriesDiffer])
        #expect(check.faults.first?.field == "categories[0].keypoints")
        #expect(check.faults.first?.message == "the keypoints of the category 3 \"cell\" are not those of x.json")
    }

    @Test func statisticsCountKeypoints() throws {
        #expect(DatasetStatistics(soundDataset()).keypoints == nil)
        var dataset = posed
        dataset.annotations.append(soundAnnotation(id: 2))
        dataset.annotations.append(soundAnnotation(id: 3))
        dataset.annotations[2].keypoints = [.unlabelled, .unlabelled, .unlabelled]
        let keypoints = try #require(DatasetStatistics(dataset).keypoints)
        #expect(keypoints.annotations == 2)
        #expect(keypoints.annotationsWithLabelled == 1)
        #expect([keypoints.visible, keypoints.hidden, keypoints.unlabelled] == [1, 1, 4])
    }

    @Test(arguments: [DatasetFormat.instanceMasks, .binaryMasks, .voc, .labelMe, .yolo])
    func otherFormatsSayThatTheyDropKeypoints(format: DatasetFormat) throws {
        try SampleFolder.with { folder in
            let report = try posed.export(to: folder.path + "/out", format: format)
            #expect(report.problems.map(\.effect) == [.keypointsSkipped])
            #expect(
                report.problems.first?.description.hasSuffix(
                    "found keypoints of 1 object, which are not written in this format (keypoints skipped)") == true)
            #expect(report.objectCount == 1)
            let plain = try soundDataset().export(to: folder.path + "/plain", format: format)
            #expect(plain.problems.isEmpty)
        }
    }

    @Test func COCOAndSplitsKeepKeypoints() throws {
        try SampleFolder.with { folder in
            let report = try posed.export(to: folder.path + "/out", format: .coco)
            #expect(report.problems.isEmpty)
            let written = try Dataset(contentsOfFile: folder.path + "/out/annotations.json")
            #expect(written == posed)
        }
        #expect(posed.converting(to: .runLengths).dataset.annotations[0].keypoints == posed.annotations[0].keypoints)
    }
}
