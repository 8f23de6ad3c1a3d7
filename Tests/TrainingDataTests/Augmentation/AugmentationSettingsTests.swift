import Foundation
import Testing
import TrainingData

@Suite struct AugmentationSettingsTests {
    @Test(arguments: Augmentation.Preset.allCases) func presetsAreValidAndSurviveCoding(_ preset: Augmentation.Preset)
        throws
    {
        var augmentation = Augmentation(preset)
        try augmentation.validate()
        #expect(try JSONDecoder().decode(Augmentation.self, from: JSONEncoder().encode(augmentation)) == augmentation)
        augmentation.copyPaste = .init()
        #expect(try JSONDecoder().decode(Augmentation.self, from: JSONEncoder().encode(augmentation)) == augmentation)
    }

    @Test func settingsThatAreLackingHaveTheirUsualValues() throws {
        let text = #"{"horizontalFlip": 0.25, "photometric": {"gray": 0.5}, "copyPaste": {"mostObjects": 3}}"#
        let augmentation = try JSONDecoder().decode(Augmentation.self, from: Data(text.utf8))
        var expected = Augmentation.none
        expected.horizontalFlip = 0.25
        expected.photometric = .init()
        expected.photometric?.gray = 0.5
        expected.copyPaste = .init()
        expected.copyPaste?.mostObjects = 3
        #expect(augmentation == expected)
    }

    @Test func torchvisionsSizes() {
        #expect(
            Augmentation.multiScale.scale
                == .multiScale(shortSides: [480, 512, 544, 576, 608, 640, 672, 704, 736, 768, 800], maximumSide: 1333))
    }

    @Test func whatMakesNoSenseIsNamed() {
        expect("horizontalFlip") { $0.horizontalFlip = 1.5 }
        expect("verticalFlip") { $0.verticalFlip = .nan }
        expect("scale.shortSide") { $0.scale = .fixed(shortSide: 0, maximumSide: 10) }
        expect("scale.shortSides") { $0.scale = .multiScale(shortSides: [], maximumSide: 10) }
        expect("scale.range") { $0.scale = .largeScaleJitter(range: .init(2, 1), cropSide: 10) }
        expect("scale.ratio") { $0.scale = .ratioCrop(ratio: .init(0, 1), cropSide: 10) }
        expect("photometric.hue") {
            $0.photometric = .init()
            $0.photometric?.hue = .init(-0.6, 0)
        }
        expect("copyPaste.mostObjects") {
            $0.copyPaste = .init()
            $0.copyPaste?.mostObjects = 0
        }
    }

    private func expect(_ name: String, _ change: (inout Augmentation) -> Void) {
        var augmentation = Augmentation.none
        change(&augmentation)
        let changed = augmentation
        let error = #expect(throws: TrainingDataError.self) { try changed.validate() }
        #expect(error?.description.hasPrefix(name + " should be") == true, "\(name)")
    }
}
