import Imaging
import Testing

@Suite struct NumberLabelTests {
    @Test(arguments: [
        (0.41249, 3, "0.412"), (0.0005, 3, "0.001"), (1, 2, "1.00"), (-0.0004, 3, "0.000"), (-12.25, 1, "−12.3"),
        (0.05, 1, "0.1"), (123_456, 0, "123456"), (.nan, 2, "–"), (-.infinity, 2, "–"), (9.995, 1, "10.0"),
    ])
    func fixedDigits(value: Double, digits: Int, text: String) {
        #expect(NumberLabel.fixed(value, digits: digits) == text)
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "−1,234,567"), (Int.min, "−9,223,372,036,854,775,808"),
    ])
    func counts(value: Int, text: String) {
        #expect(NumberLabel.count(value) == text)
    }

    @Test(arguments: [
        (0, "0"), (0.25, "0.25"), (1234, "1234"), (12_345, "12.3k"), (123_456, "123k"), (2_500_000, "2500k"),
        (25_000_000, "25M"), (0.00002, "2e−5"), (1e20, "1e20"), (-1e-300, "−1e−300"), (.infinity, "–"),
    ])
    func shortNumbers(value: Double, text: String) {
        #expect(NumberLabel.short(value) == text)
    }

    @Test func markupIsEscaped() {
        #expect(Markup.escaped("a<b> & \"c\" 'd'") == "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;")
        #expect(Markup.escaped("x\u{0}y\u{b}z\u{ffff}\n") == "x\u{fffd}y\u{fffd}z\u{fffd}\n")
    }
}
