import Imaging
import Testing

@Suite struct PaletteTests {
    @Test func colorsComeAgainAfterTheLast() {
        let palette = Palette([.white, .black])
        #expect(
            [0, 1, 2, 3, -1, -2, .min, .max].map { palette[$0] == .white }
                == [true, false, true, false, false, true, true, false])
    }

    @Test func theStandardColorsDiffer() {
        #expect(Set(Palette.standard.colors).count == 35)
    }

    @Test func textContrastsWithEveryColor() {
        for color in Palette.standard.colors {
            let (a, b) = (color.luminance + 0.05, color.contrastingText.luminance + 0.05)
            // WCAG's level AA for text.
            #expect(max(a, b) / min(a, b) >= 4.5, "\(color)")
        }
        #expect(Color.white.contrastingText == .black)
        #expect(Color.black.contrastingText == .white)
    }

    @Test func luminanceOfPrimaries() {
        #expect(Color.white.luminance == 1)
        #expect(Color.black.luminance == 0)
        // sRGB's green is 0.7152 of white.
        #expect(abs(Color(hex: 0x00ff00).luminance - 0.7152) < 1e-12)
    }
}
