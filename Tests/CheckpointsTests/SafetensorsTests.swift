import Testing
import Checkpoints

@Suite struct SafetensorsTests {
    private static let whole = #"{"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}"#

    @Test func reads() throws {
        let checkpoint = try open(
            safetensors(
                "{\t\"__metadata__\" : {\"k\\u00e9\\ud83d\\ude00\":\"a\\\"\\\\\\n\"},\n"
                    + "\"w\":{\"shape\":[ ],\"data_offsets\":[0,4],\"dtype\":\"F32\"},"
                    + "\"b\":{\"dtype\":\"BOOL\",\"shape\":[3,0],\"data_offsets\":[4,4]},"
                    + "\"d\":{\"dtype\":\"BF16\",\"shape\":[6],\"data_offsets\":[4,16]}}   "))
        #expect(checkpoint.format == .safetensors)
        #expect(checkpoint.metadata == ["ké😀": "a\"\\\n"])
        #expect(checkpoint.entries.map(\.name) == ["w", "b", "d"])
        #expect(checkpoint["w"]?.contiguousBytes() == Array(fourFloats[..<4]))
        #expect(checkpoint["b"]?.contiguousBytes() == [])
        #expect(checkpoint["d"]?.dtype == .bfloat16)
        #expect(checkpoint.elementCount == 7 && checkpoint.byteCount == 16)
    }

    @Test(arguments: [16, 17, 100_000_001, UInt64(Int64.max), 1 << 63, .max])
    func refusesHeaderLengthsThatLie(_ length: UInt64) {
        #expect(refusal(safetensors(SafetensorsTests.whole, length: length)) != nil)
    }

    /// Headers in the stead of the whole one, each wrong in one thing.
    static let wrong: [String] = [
        #"{"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,15]}}"#,
        #"{"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,20]}}"#,
        #"{"w":{"dtype":"F32","shape":[2,2],"data_offsets":[16,0]}}"#,
        #"{"w":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}"#,
        #"{"w":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]}}"#,
        #"{"w":{"dtype":"F32","shape":[3,1],"data_offsets":[0,12]},"v":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}"#,
        #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"v":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}"#,
        #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}"#,
        #"{"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,16]}}"#,
        #"{"w":{"dtype":"F32","shape":[9223372036854775807,2],"data_offsets":[0,16]}}"#,
        #"{"w":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,16]}}"#,
        #"{"w":{"dtype":"F32","shape":[-4],"data_offsets":[0,16]}}"#,
        #"{"w":{"dtype":"F32","shape":[4.0],"data_offsets":[0,16]}}"#,
        #"{"w":{"dtype":"F32","shape":[04],"data_offsets":[0,16]}}"#,
        #"{"w":{"dtype":"F32","shape":[4 4],"data_offsets":[0,16]}}"#,
        #"{"w":{"dtype":"F32","shape":[4],"data_offsets":[0]}}"#,
        #"{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16,16]}}"#,
        #"{"w":{"dtype":"F8_E4M3","shape":[16],"data_offsets":[0,16]}}"#,
        #"{"w":{"dtype":"C64","shape":[2],"data_offsets":[0,16]}}"#,
        #"{"w":{"dtype":"F32","shape":[4]}}"#,
        #"{"w":{"dtype":"F32","dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#,
        #"{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16],"more":{}}}"#,
        #"{"w":[[[[]]]]}"#, #"{"w":null}"#, #"{"w":{"#, "{", "{}", #"{"w"}"#, #"{"w":}"#, "{,}", "{{}}",
        #"{"w\x":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#,
        #"{"w\ud800":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#,
        #"{"w\u12g4":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#,
        #"{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},}"#,
        #"{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}} x"#,
        #"{"__metadata__":{"a":1},"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#,
        #"{"__metadata__":{"a":"","a":""},"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#,
        #"{"__metadata__":{},"__metadata__":{},"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#,
    ]

    @Test(arguments: wrong)
    func refuses(_ header: String) {
        #expect(refusal(safetensors(header)) != nil)
    }

    @Test func refusesManyDimensionsAndDeepNesting() {
        let ones = [String](repeating: "1", count: 65).joined(separator: ",")
        #expect(
            refusal(safetensors(#"{"w":{"dtype":"U8","shape":[\#(ones)],"data_offsets":[0,1]}}"#, data: [0])) != nil)
        #expect(refusal(safetensors(String(repeating: #"{"a":"#, count: 100_000))) != nil)
        #expect(refusal(safetensors(#"{"w":"# + String(repeating: "[", count: 100_000))) != nil)
    }
}
