import Files
import Testing

struct NearestNameTests {
    @Test(arguments: [
        ("predit", "predict"), ("perdict", "predict"), ("trian", "train"), ("evaluate", "eval"),
        ("datasets", "dataset"),
    ])
    func slipsAreUnderstood(typed: String, meant: String) {
        #expect(NearestName.of(typed, among: ["predict", "train", "eval", "dataset", "weights", "bench"]) == meant)
    }

    @Test func whatIsLikeNothingIsLeft() {
        #expect(NearestName.of("xyzzy", among: ["predict", "train"]) == nil)
        #expect(NearestName.of("predict", among: []) == nil)
    }
}
