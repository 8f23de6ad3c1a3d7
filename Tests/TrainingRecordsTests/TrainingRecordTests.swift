import Testing
import TrainingRecords

@Suite struct TrainingRecordTests {
    @Test func recordsAreEqualWhereAllIs() {
        let record = TrainingRecord(step: 1, epoch: 0.5, time: 3, values: ["loss": 2])
        var other = record
        #expect(record == other)
        other.values["loss"] = 1
        #expect(record != other)
    }
}
