import Foundation
import MaskRCNN
import Torch

/// Opens checkpoints for the commands.
enum CheckpointFile {
    /// The checkpoint of this path or published name.
    static func open(_ pathOrName: String) throws(CommandFailure) -> Checkpoint {
        let path: String
        do {
            path = try PublishedWeights.path(of: pathOrName)
        } catch {
            throw CommandFailure(.noInput, error.description)
        }
        do {
            return try Checkpoint(contentsOfFile: path)
        } catch {
            throw CommandFailure(.badData, error.description)
        }
    }

    /// The file's size.
    static func size(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
    }
}
