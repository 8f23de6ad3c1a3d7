import Foundation
import Geometry
import Imaging
import TestSupport
import Testing
import TrainingRecords

@Suite struct RunPlotsTests {
    private func record(_ step: Int, _ values: [String: Double], epoch: Double? = nil) -> TrainingRecord {
        TrainingRecord(step: step, epoch: epoch ?? Double(step) / 10, time: 0, values: values)
    }

    private func heights(_ points: [LineChart.Point]) -> [Double?] { points.map(\.y) }

    @Test func nothingGivesNoCharts() throws {
        let folder = try TemporaryFolder()
        #expect(RunPlots(records: []).charts.isEmpty)
        let plots = RunPlots(records: [record(1, ["memory": 3])])
        #expect(plots.loss == nil && plots.rate == nil && plots.ap == nil)
        #expect(try plots.write(toFolder: folder("plots")).isEmpty)
    }

    @Test func theTotalComesFirstAndNamesAreThoseOfTheLosses() throws {
        let values = ["loss/a": 0.5, "loss/mask": 0.5, "loss/box_reg": 0.25, "loss/total": 0.75, "lossless": 1]
        let loss = try #require(RunPlots(records: [record(1, values)]).loss)
        #expect(loss.series.map(\.name) == ["total", "box_reg", "mask", "a"])
        #expect(loss.series.map { $0.points } == [0.75, 0.25, 0.5, 0.5].map { [LineChart.Point(x: 1, y: $0)] })
        // 0.75 is less than 20 times 0.25.
        #expect(loss.yAxis.scale == .linear)
        #expect(loss.summary.contains("mask from 0.5 to 0.5"))
    }

    /// Forty numbers are smoothed over one neighbour to each side, twice; fewer are not smoothed.
    @Test func manyNumbersAreSmoothed() throws {
        func loss(_ values: [Double]) throws -> LineChart.Series {
            let records = values.enumerated().map { record($0 + 1, ["loss/total": $1]) }
            return try #require(RunPlots(records: records).loss?.series.first)
        }
        var values = [Double](repeating: 3, count: 39)
        values[20] = 12
        let few = try loss(values)
        #expect(heights(few.points) == values && few.background.isEmpty)
        values += [12]
        values[0] = 9
        let many = try loss(values)
        #expect(heights(many.background) == values)
        // Once: 9 (the first reaches nowhere), 5, 3 … 3, 6, 6, 6, 3 … 3, 6, 7.5 (the last reaches back only).
        // Twice: 9, (9 + 5 + 3) / 3, (5 + 3 + 3) / 3, 3 …; about the peak 3, 4, 5, 6, 5, 4, 3; at the end (3 + 3 + 6) / 3,
        // (3 + 6 + 7.5) / 3, (6 + 7.5) / 2.
        var expected = [Double](repeating: 3, count: 40)
        expected.replaceSubrange(0..<3, with: [9, 17.0 / 3, 11.0 / 3])
        expected.replaceSubrange(18...22, with: [4, 5, 6, 5, 4])
        expected.replaceSubrange(37..<40, with: [4, 5.5, 6.75])
        for (height, expected) in zip(heights(many.points), expected) {
            #expect(abs((height ?? .nan) - expected) < 1e-12)
        }
    }

    @Test func lossesThatAreFarApartHaveALogarithmicAxis() throws {
        let records = (1...30).map { step in record(step, ["loss/total": 2, "loss/mask": 0.09]) }
        #expect(RunPlots(records: records).loss?.yAxis.scale == .logarithmic)
        // A loss of 0 has no place there.
        let zero = RunPlots(records: records + [record(31, ["loss/mask": 0, "loss/total": 2])])
        #expect(zero.loss?.yAxis.scale == .linear)
    }

    /// One number in a hundred may lie beyond the axis, so that it does not press the rest together.
    @Test func aFarNumberDoesNotStretchTheAxis() throws {
        let records = (1...400).map { step in record(step, ["loss/total": step == 200 ? 1e6 : 1 + Double(step % 2)]) }
        let axis = try #require(RunPlots(records: records).loss?.yAxis)
        // Smoothed over 10 neighbours to each side, twice, the peak is about a million over 21.
        #expect(try #require(axis.range).upperBound < 60_000)
    }

    @Test func numbersThatAreNotFiniteLeaveGaps() throws {
        var records = (1...80).map { step in record(step, ["loss/total": 1]) }
        records[40].values = ["loss/total": .nan]
        records[79].values = ["loss/total": .infinity]
        let line = try #require(RunPlots(records: records).loss?.series.first)
        #expect(line.points.count == 78 && line.points.allSatisfy { $0.y == 1 })
        let lost = try #require(RunPlots(records: [record(1, ["loss/total": .nan, "eval/segm/AP": .nan])]).ap)
        #expect(heights(lost.series[0].points) == [nil] && lost.series[0].marker == nil)
    }

    /// Steps 1 … 5, then again from 3: what was noted of 3, 4 and 5 before is gone. Figures of one step are joined.
    @Test func whatWasDoneAgainReplacesWhatWas() throws {
        let steps = [1, 2, 3, 4, 5, 3, 4, 4]
        let records = steps.enumerated().map { index, step in
            record(step, ["loss/total": Double(index), index < 7 ? "loss/mask" : "loss/objectness": 7])
        }
        let loss = try #require(RunPlots(records: records).loss)
        #expect(loss.series.map(\.name) == ["total", "mask", "objectness"])
        #expect(loss.series[0].points == [(1, 0), (2, 1), (3, 5), (4, 7)].map { LineChart.Point(x: $0, y: $1) })
        #expect(loss.series[1].points.map(\.x) == [1, 2, 3, 4])
        #expect(loss.series[2].points.map(\.x) == [4])
    }

    /// Curves are drawn from the file itself, also where its steps go back.
    @Test func aFileGivesWhatItsRecordsGive() throws {
        let folder = try TemporaryFolder()
        let log = try MetricsLog(path: folder("metrics.jsonl"))
        let records = ([1, 2, 3, 4, 5, 3, 4, 4, 5] + Array(6...60)).enumerated().map { index, step in
            let other = index % 2 == 0 ? "loss/mask" : "eval/segm/AP"
            return record(step, ["loss/total": Double(index), other: 1 / Double(index + 1)])
        }
        for record in records { try log.append(record) }
        try log.close()
        let (fromFile, fromRecords) = (try RunPlots(metricsFile: log.path), RunPlots(records: records))
        #expect(fromFile.charts.map(\.name) == ["loss", "ap"])
        for (own, other) in zip(fromFile.charts, fromRecords.charts) {
            #expect(own.chart.series.map(\.points) == other.chart.series.map(\.points))
            #expect(own.chart.series.map(\.background) == other.chart.series.map(\.background))
        }
        let total = try #require(fromFile.loss?.series.first { $0.name == "total" })
        #expect(total.points.map(\.x) == (1...60).map(Double.init))
        let damaged = try folder.add("damaged.jsonl", Array("{\"step\": 1}\n{}\n".utf8))
        #expect(throws: TrainingRecordError.self) { try RunPlots(metricsFile: damaged) }
    }

    @Test func theFirstBestIsMarked() throws {
        let figures = [0.1, 0.4, 0.4123, 0.3, 0.4123]
        let records = figures.enumerated().map { index, ap in
            record(
                index * 100, ["eval/segm/AP": ap, "eval/segm/AP50": ap * 2, "eval/bbox/AP": ap, "learning_rate": 0.1],
                epoch: Double(index + 1))
        }
        let plots = RunPlots(records: records)
        let ap = try #require(plots.ap)
        #expect(ap.series.map(\.name) == ["mask AP", "mask AP50", "box AP"])
        #expect(ap.series[0].points.map(\.x) == [1, 2, 3, 4, 5])
        #expect(ap.series[0].marker == LineChart.Marker(x: 3, y: 0.4123, label: "best: 0.412 after epoch 3"))
        #expect(ap.series[1].marker == nil)
        #expect(ap.summary == "Best mask AP: 0.412 after epoch 3.")
        #expect(plots.rate?.series.map(\.name) == ["learning rate"])
        // Without masks the first line is that of boxes.
        let boxes = RunPlots(records: [record(1, ["eval/bbox/AP": 0.5], epoch: 2.5)])
        #expect(boxes.ap?.series.first?.marker?.label == "best: 0.500 after epoch 2.5")
        // What no epoch was better than are the weights that the run started from.
        let worse = [0.5, 0.2].enumerated().map { record($0 * 9, ["eval/segm/AP": $1], epoch: Double($0)) }
        let start = RunPlots(records: worse)
        #expect(start.ap?.series.first?.marker == LineChart.Marker(x: 0, y: 0.5, label: "best: 0.500 at the start"))
        #expect(start.ap?.summary == "Best mask AP: 0.500 at the start.")
    }

    @Test func filesAreWrittenAndReplaced() throws {
        let folder = try TemporaryFolder()
        let seed: UInt64 = 3
        var generator = SeededGenerator(seed: seed)
        let records = (1...3000).map { step -> TrainingRecord in
            let noise = Double.random(in: 0.5...2, using: &generator)
            return record(
                step, ["loss/total": noise / Double(step), "learning_rate": 0.1, "learning_rate/backbone": 0.01])
        }
        for count in [1, 3000] {
            let plots = RunPlots(records: Array(records.prefix(count)) + [record(count, ["eval/segm/AP": 0.5])])
            let files = try plots.write(toFolder: folder("plots"))
            let names = ["loss.svg", "rate.svg", "ap.svg", "loss.png", "rate.png", "ap.png"]
            #expect(files == names.map { folder("plots/" + $0) })
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder("plots")).sorted() == names.sorted())
            #expect(try Image(contentsOfFile: files[3]).size == ImageSize(width: 1280, height: 880), "seed \(seed)")
        }
        // Thousands of numbers are no more than four to a column of pixels: some 600 columns of some 40 bytes.
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder("plots/loss.svg"))).count < 150_000)
        let file = try folder.add("file", [])
        #expect(throws: TrainingRecordError.self) { try RunPlots(records: records).write(toFolder: file) }
    }
}
