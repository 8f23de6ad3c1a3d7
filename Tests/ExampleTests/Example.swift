import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing

/// Runs a built example as a reader would.
struct Example {
    /// How a run ended and what it wrote.
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    /// The product's name.
    let name: String

    /// Beside the tests' own bundle, where SwiftPM puts every product.
    private var file: URL {
        get throws {
            let bundles = Bundle.allBundles.map(\.bundlePath).filter { $0.hasSuffix(".xctest") }
            let tests = URL(fileURLWithPath: bundles.first ?? CommandLine.arguments[0])
            let file = tests.deletingLastPathComponent().appendingPathComponent(name)
            try #require(
                FileManager.default.isExecutableFile(atPath: file.path),
                "There is no \(file.path): build it with `swift build --product \(name)`, in the tests' configuration.")
            return file
        }
    }

    /// Runs to the end.
    func callAsFunction(_ arguments: String...) throws -> Outcome {
        try Scratch.with { folder in
            let output = folder.appendingPathComponent("output")
            let errors = folder.appendingPathComponent("errors")
            for file in [output, errors] { try Data().write(to: file) }
            let process = Process()
            process.executableURL = try file
            process.arguments = arguments
            // A crash is to be seen at once; its backtrace would take a minute.
            process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = try FileHandle(forWritingTo: output)
            process.standardError = try FileHandle(forWritingTo: errors)
            try process.run()
            process.waitUntilExit()
            return Outcome(
                status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
                errors: try String(contentsOf: errors, encoding: .utf8))
        }
    }
}

/// A drawn picture and a small model of seeded random weights, which finds something everywhere.
enum Sample {
    static let pictureSize = ImageSize(width: 96, height: 64)

    static func writePicture(to path: String) throws {
        var canvas = try Canvas(size: pictureSize, background: .solid(Color(hex: 0xB9A78D)))
        canvas.fillEllipse(in: Box(x1: 20, y1: 12, x2: 60, y2: 52), with: .solid(Color(hex: 0x2C4C6E)))
        canvas.addNoise(amplitude: 5, seed: 1)
        try canvas.image.write(toFile: path)
    }

    static func writeWeights(to path: String) throws {
        var configuration = Configuration.small
        configuration.classCount = 3
        configuration.transform.minimumSide = 96
        configuration.transform.maximumSide = 160
        // Few, so that a run takes a fraction of a second.
        configuration.boxHead.maximumDetections = 4
        try configuration.writeRandomWeights(seed: 1, categories: [1: "cat", 2: "dog & bone"], to: path)
    }
}
