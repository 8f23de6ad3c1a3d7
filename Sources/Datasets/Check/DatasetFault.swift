/// One fault of a data set: where it is, what is wrong, and what to do.
public struct DatasetFault: Sendable, Hashable {
    /// What is wrong, as a kind.
    public var kind: FaultKind
    /// The name of the data set, as its check was given it.
    public var dataset: String
    /// The place in the file, such as `annotations[12].bbox`; empty for a fault of no single record.
    public var field: String
    /// The image's id.
    public var imageID: Int?
    /// The image's file name, as the data set has it.
    public var imageFile: String?
    /// The annotation's id.
    public var annotationID: Int?
    /// The category's id.
    public var categoryID: Int?
    /// What is wrong, in words and numbers.
    public var message: String
    /// Whether `DatasetCheck.mended` mends it.
    public var isMendable: Bool

    /// How much it matters.
    public var severity: FaultSeverity { kind.severity }
    /// What to do about it.
    public var advice: String { kind.advice }
}

extension DatasetFault: CustomStringConvertible {
    /// One line with the place and what is wrong.
    public var description: String {
        let parts = [
            imageFile ?? imageID.map { "image \($0)" }, annotationID.map { "annotation \($0)" },
        ].compactMap { $0 }
        let place = parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
        return "\(dataset): \(field)\(place): \(message)"
    }
}

extension DatasetFault: Encodable {
    private enum CodingKeys: String, CodingKey {
        case kind
        case severity
        case dataset
        case field
        case imageID = "image_id"
        case imageFile = "file_name"
        case annotationID = "annotation_id"
        case categoryID = "category_id"
        case message
        case advice
        case isMendable = "mendable"
    }

    /// Encodes all that is known, with the severity and the advice; what does not apply is left out.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(severity, forKey: .severity)
        try container.encode(dataset, forKey: .dataset)
        try container.encode(field, forKey: .field)
        try container.encodeIfPresent(imageID, forKey: .imageID)
        try container.encodeIfPresent(imageFile, forKey: .imageFile)
        try container.encodeIfPresent(annotationID, forKey: .annotationID)
        try container.encodeIfPresent(categoryID, forKey: .categoryID)
        try container.encode(message, forKey: .message)
        try container.encode(advice, forKey: .advice)
        try container.encode(isMendable, forKey: .isMendable)
    }
}

/// How many faults of a kind there are.
public struct FaultCount: Sendable, Hashable, Codable {
    /// The kind.
    public var kind: FaultKind
    /// How much it matters.
    public var severity: FaultSeverity
    /// How many faults.
    public var count: Int
    /// How many of them can be mended.
    public var mendable: Int
}

/// A number with what it counts, for messages: `1 pixel`, `2.5 pixels`.
func words(_ number: Double, _ singular: String) -> String {
    let text = words(number)
    return "\(text) \(singular)\(text == "1" ? "" : "s")"
}

/// A number with at most two decimals, for messages.
func words(_ number: Double) -> String {
    let rounded = (number * 100).rounded() / 100
    guard rounded.isFinite else { return "\(number)" }
    let text = "\(rounded)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
