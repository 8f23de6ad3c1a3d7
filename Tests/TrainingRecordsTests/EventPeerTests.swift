import Foundation
import Geometry
import Imaging
import TestSupport
import Testing
import TrainingRecords

/// What TensorBoard's own reader finds in our files.
@Suite(.enabled(if: Peer.isAvailable, "\(Peer.skipReason)")) struct EventPeerTests {
    private struct Found: Decodable {
        struct Picture: Decodable, Equatable {
            var step: Int
            var width: Int
            var height: Int
            var bytes: Data

            init(from decoder: any Decoder) throws {
                var fields = try decoder.unkeyedContainer()
                (step, width, height) = (
                    try fields.decode(Int.self), try fields.decode(Int.self), try fields.decode(Int.self)
                )
                bytes = try fields.decode(Data.self)
            }
        }

        struct Text: Decodable, Equatable {
            var step: Int
            var text: String

            init(from decoder: any Decoder) throws {
                var fields = try decoder.unkeyedContainer()
                (step, text) = (try fields.decode(Int.self), try fields.decode(String.self))
            }
        }

        /// Step, time and value.
        var scalars: [String: [[Double]]]
        var images: [String: [Picture]]
        var texts: [String: [Text]]
        /// The steps of all by tag, as the reader that the server uses has them.
        var served: [String: [Int]]
        var textPlugin: [String]

        enum CodingKeys: String, CodingKey {
            case scalars, images, texts, served
            case textPlugin = "text plugin"
        }
    }

    private func read(_ folder: String) throws -> Found {
        try JSONDecoder().decode(Found.self, from: Data(try Peer.run("events.py", [folder]).utf8))
    }

    /// A run that noted up to step 7 was killed; it goes on after step 4, and does the others again.
    @Test func aKilledAndResumedRunHasOneCurve() throws {
        let folder = try TemporaryFolder()
        var picture = try Image(size: .init(width: 5, height: 3), filledWith: Color(hex: 0x204060))
        picture[4, 2] = .white
        let writer = try EventWriter(folder: folder.path, time: 1000)
        for step in 1...7 {
            let values = ["loss/total": 1 / Double(step), "loss/mask": Double(-step)]
            try writer.append(TrainingRecord(step: step, epoch: Double(step) / 4, time: 1000.25, values: values))
            if step == 3 || step == 7 { try writer.image("eval/a", picture, step: step) }
        }
        try writer.text("configuration", "rate: 0.1\n", step: 0)
        try writer.flush()
        // Killed: the first writer is not closed.
        let second = try EventWriter(folder: folder.path, resumingAfter: 4, time: 1000)
        for step in 5...6 { try second.scalar("loss/total", 10 + Double(step), step: step, time: 2000) }
        picture[0, 0] = .black
        try second.image("eval/a", picture, step: 6)
        try second.close()

        let found = try read(folder.path)
        let total: [[Double]] = [
            [1, 1000.25, 1], [2, 1000.25, 0.5], [3, 1000.25, Double(Float(1) / 3)], [4, 1000.25, 0.25], [5, 2000, 15],
            [6, 2000, 16],
        ]
        #expect(found.scalars["loss/total"] == total)
        #expect(found.scalars["loss/mask"]?.map { $0[2] } == [-1, -2, -3, -4])
        #expect(found.scalars["epoch"]?.map { $0[2] } == [0.25, 0.5, 0.75, 1])
        #expect(found.scalars.count == 3)
        let pictures = try #require(found.images["eval/a"])
        #expect(pictures.map(\.step) == [3, 6])
        #expect(pictures.allSatisfy { $0.width == 5 && $0.height == 3 })
        #expect(try Image(encoded: [UInt8](pictures[1].bytes), name: "second") == picture)
        picture[0, 0] = Color(hex: 0x204060)
        #expect(try Image(encoded: [UInt8](pictures[0].bytes), name: "first") == picture)
        let text = try #require(found.texts["configuration"]?.first)
        #expect(text.step == 0 && text.text == "rate: 0.1\n")
        #expect(found.served["loss/total"] == [1, 2, 3, 4, 5, 6])
        #expect(found.served["eval/a"] == [3, 6])
        #expect(found.textPlugin == ["configuration"])
        withExtendedLifetime(writer) {}
    }
}
