import Foundation

func base64(_ text: String) throws -> [UInt8] {
    struct NotBase64: Error {}
    guard let data = Data(base64Encoded: text) else { throw NotBase64() }
    return Array(data)
}
