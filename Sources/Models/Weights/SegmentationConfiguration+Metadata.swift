internal import Foundation

extension SegmentationConfiguration {
    /// Reads a configuration from a checkpoint's metadata: torchvision's with what the text says; what is not known is an error.
    init(metadata text: String) throws(MetadataProblem) {
        self = try Configuration.read(text, over: Self()) { value, usual, path in
            guard path == "head" else { return try Configuration.merged(value, into: usual, at: path) }
            guard let members = value as? [String: Any] else { throw MetadataProblem(text: "head is no JSON object") }
            return try Self.head(members)
        }
    }

    /// A head under the name of its kind.
    private static func head(_ members: [String: Any]) throws -> [String: Any] {
        guard let (name, value) = members.first, members.count == 1 else {
            throw MetadataProblem(text: "head has \(members.count) kinds, and is of one")
        }
        guard let kind = Head.Kind(rawValue: name) else {
            throw Configuration.unknown("head.\(name)", among: Head.Kind.allCases.map { "head.\($0.rawValue)" })
        }
        guard let settings = value as? [String: Any] else {
            throw MetadataProblem(text: "head.\(name) is no JSON object")
        }
        let usual = try JSONSerialization.jsonObject(with: JSONEncoder().encode(kind.usual)) as? [String: Any]
        return [
            name: try Configuration.merged(settings, into: usual?[name] as? [String: Any] ?? [:], at: "head.\(name)")
        ]
    }
}
