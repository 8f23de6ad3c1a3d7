import Geometry
import MaskRCNN
import Testing

/// The sizes at the network's input where they are not the model's own.
@Suite struct InputResizingTests {
    private let usual = Configuration().transform

    private func resized(_ width: Int, _ height: Int, _ resizing: InputResizing) -> ImageSize {
        ImageTransform(configuration: usual, resizing: resizing).resizedSize(ImageSize(width: width, height: height))
    }

    @Test func aScaleIsTheSameForEverySize() {
        #expect(resized(6000, 4000, .scale(1)) == ImageSize(width: 6000, height: 4000))
        #expect(resized(640, 480, .scale(0.5)) == ImageSize(width: 320, height: 240))
        #expect(resized(1, 300, .scale(0.01)) == ImageSize(width: 1, height: 3))
    }

    @Test func sidesReplaceTheModels() {
        // min(1024 / 480, 2048 / 640): 2.13, and 640 · 2.13 = 1365.3.
        #expect(resized(640, 480, .sides(short: 1024, longest: 2048)) == ImageSize(width: 1365, height: 1024))
        // 1000 / 640 = 1.5625, less than 1024 / 480.
        #expect(resized(640, 480, .sides(short: 1024, longest: 1000 + 24)).width == 1024)
    }

    /// The other side keeps the model's ratio: 1333 / 800 · 1600 = 2666.
    @Test func oneSideAlone() {
        #expect(resized(3000, 1000, .sides(short: 1600, longest: nil)) == ImageSize(width: 2666, height: 888))
        #expect(resized(3000, 1000, .sides(short: nil, longest: 2666)) == ImageSize(width: 2666, height: 888))
        #expect(resized(1000, 1000, .sides(short: 1600, longest: nil)) == ImageSize(width: 1600, height: 1600))
        #expect(resized(640, 480, .sides(short: nil, longest: nil)) == ImageSize(width: 1066, height: 800))
    }

    /// 1600² pixels in place of 800² are four times as many; fewer never lower a limit.
    @Test func limitsGrowWithTheInput() {
        let square = ImageSize(width: 500, height: 500)
        func enlargement(_ resizing: InputResizing?) -> Double {
            ImageTransform(configuration: usual, resizing: resizing).enlargement(of: square)
        }
        #expect(enlargement(nil) == 1)
        #expect(enlargement(.sides(short: 1600, longest: nil)) == 4)
        #expect(enlargement(.scale(0.1)) == 1)
        #expect(enlargement(.scale(3.2)) == 4)
    }

    @Test func detectionsFollow() async throws {
        // The model scales to a short side of 96, at most 192, and keeps 100 detections.
        let size = ImageSize(width: 192, height: 192)
        let image = try TestModel.picture(width: 192, height: 192)
        let usual = try await TestModel.detector { $0.scoreThreshold = 0 }
        let large = try await TestModel.detector {
            $0.scoreThreshold = 0
            $0.resizing = .scale(1)
        }
        let limited = try await TestModel.detector {
            $0.scoreThreshold = 0
            $0.resizing = .scale(1)
            $0.maximumDetections = 100
        }
        #expect(usual.inputSize(of: size) == ImageSize(width: 96, height: 96))
        #expect(large.inputSize(of: size) == size)
        #expect(usual.inputScale(of: size) == 0.5 && large.inputScale(of: size) == 1)
        let counts = [usual, large, limited].map { $0.maximumDetections(in: size) }
        #expect(counts == [100, 400, 100])
        #expect(try await usual.detections(in: image).count == 100)
        let found = try await large.detections(in: image)
        #expect(found.count > 100 && found.count <= 400)
        #expect(try await limited.detections(in: image).map(\.score) == found.prefix(100).map(\.score))
    }

    /// A size that the model would choose itself changes nothing.
    @Test func theModelsOwnSizeGivesTheSame() async throws {
        let image = try TestModel.picture(width: 90, height: 70)
        let usual = try await TestModel.detector().detections(in: image)
        let given = try await TestModel.detector { $0.resizing = .sides(short: 96, longest: 192) }
        #expect(try await given.detections(in: image) == usual)
    }

    @Test(
        arguments: [
            .scale(0), .scale(.nan), .scale(.infinity), .scale(-1), .scale(1000), .sides(short: 0, longest: nil),
            .sides(short: 800, longest: 700), .sides(short: nil, longest: .max),
        ] as [InputResizing])
    func whatMakesNoSenseIsRefused(_ resizing: InputResizing) async throws {
        await #expect(throws: MaskRCNNError.self) {
            _ = try await TestModel.detector { $0.resizing = resizing }
        }
    }

    @Test func immenseInputsAreRefused() async throws {
        let detector = try await TestModel.detector { $0.resizing = .scale(64) }
        let image = try TestModel.picture(width: 300, height: 300)
        await #expect {
            _ = try await detector.detections(in: image)
        } throws: { error in
            // 300 · 64 = 19200, a multiple of 32.
            "\(error)".contains("300×300") && "\(error)".contains("19200×19200")
        }
    }
}
