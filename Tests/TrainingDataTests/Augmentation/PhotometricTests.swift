import COCO
import Geometry
import Imaging
import TestSupport
import Testing
import TrainingData

@Suite struct PhotometricTests {
    /// What a picture of three colours becomes.
    private func colors(_ change: (inout Augmentation.Photometric) -> Void) throws -> [Color] {
        let folder = try TemporaryFolder()
        let set = try singleImageSet(
            ImageSize(width: 3, height: 1), in: folder, segmentations: [.polygons([[0, 0, 3, 0, 3, 1, 0, 1]])])
        var image = try Image(size: ImageSize(width: 3, height: 1), filledWith: .black)
        image[0, 0] = Color(red: 200, green: 100, blue: 50)
        image[1, 0] = Color(red: 10, green: 20, blue: 30)
        _ = try folder.add("a.png", image.encoded(as: .png))
        var augmentation = Augmentation.none
        var settings = Augmentation.Photometric()
        settings.probability = 1
        let still = Augmentation.Interval(1, 1)
        (settings.brightness, settings.contrast, settings.saturation) = (still, still, still)
        settings.hue = .init(0, 0)
        settings.channelShuffle = 0
        change(&settings)
        augmentation.photometric = settings
        let sample = try SampleMaker(set, augmentation: augmentation, seed: 1).sample(ofImage: 0, epoch: 0)
        return (0..<3).map { sample.image[$0, 0] }
    }

    private let first = Color(red: 200, green: 100, blue: 50)
    private let second = Color(red: 10, green: 20, blue: 30)

    @Test func nothingChangesWithoutAChange() throws {
        #expect(try colors { _ in } == [first, second, .black])
    }

    @Test func brightnessMultiplies() throws {
        #expect(
            try colors { $0.brightness = .init(1.5, 1.5) }
                == [Color(red: 255, green: 150, blue: 75), Color(red: 15, green: 30, blue: 45), .black])
    }

    @Test func contrastStretchesAroundTheMeanGray() throws {
        // Greys: 0.299·200 + 0.587·100 + 0.114·50 = 124.2, 2.99 + 11.74 + 3.42 = 18.15, and 0; their mean is 47.45.
        // By a half: 200 → 123.7, 100 → 73.7, 50 → 48.7; 10 → 28.7, 20 → 33.7, 30 → 38.7; 0 → 23.7.
        #expect(
            try colors { $0.contrast = .init(0.5, 0.5) }
                == [
                    Color(red: 124, green: 74, blue: 49), Color(red: 29, green: 34, blue: 39),
                    Color(red: 24, green: 24, blue: 24),
                ])
    }

    @Test func saturationStretchesAroundThePixelsGray() throws {
        // Around 124.2 by a half: 162.1, 112.1, 87.1; around 18.15: 14.1, 19.1, 24.1.
        #expect(
            try colors { $0.saturation = .init(0.5, 0.5) }
                == [Color(red: 162, green: 112, blue: 87), Color(red: 14, green: 19, blue: 24), .black])
    }

    @Test func hueTurns() throws {
        // By a third of the circle red becomes green, green blue and blue red, whatever the colour.
        let third = 1.0 / 3
        #expect(
            try colors { $0.hue = .init(third, third) }
                == [Color(red: 50, green: 200, blue: 100), Color(red: 30, green: 10, blue: 20), .black])
    }

    @Test func grayAndNegative() throws {
        let gray = { (value: UInt8) in Color(red: value, green: value, blue: value) }
        #expect(try colors { $0.gray = 1 } == [gray(124), gray(18), .black])
        #expect(
            try colors { $0.inversion = 1 }
                == [Color(red: 55, green: 155, blue: 205), Color(red: 245, green: 235, blue: 225), .white])
    }

    @Test func channelsChangePlacesTogether() throws {
        let changed = try colors { $0.channelShuffle = 1 }
        let order = [changed[0].red, changed[0].green, changed[0].blue].map { [200: 0, 100: 1, 50: 2][Int($0)] ?? 9 }
        #expect(order.sorted() == [0, 1, 2])
        #expect([changed[1].red, changed[1].green, changed[1].blue].map(Int.init) == order.map { [10, 20, 30][$0] })
    }
}
