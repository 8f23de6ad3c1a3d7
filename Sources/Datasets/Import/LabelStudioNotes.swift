internal import COCO
internal import Files

/// The names of categories in the `notes.json` that Label Studio puts beside YOLO's labels.
///
/// The label files have each category's `id`, which a labelling configuration may choose (`category="3"`); the lines of
/// `classes.txt` are in the order of the configuration, whatever the ids are.
/// Source: the converter of label-studio-sdk 2.1.2.
struct LabelStudioNotes {
    /// The file's name.
    static let fileName = "notes.json"

    /// The names by number; nil where the file is not one of Label Studio's.
    let names: [String]?

    /// - Throws: `DatasetError` where the file is Label Studio's, and its categories cannot be read.
    init(contentsOfFile path: String) throws(DatasetError) {
        guard let document = try? JSONDocument(contentsOfFile: path).value,
            case .array(let categories)? = document["categories"],
            !categories.isEmpty
        else {
            names = nil
            return
        }
        var named: [Int: String] = [:]
        for category in categories {
            guard let id = LabelStudioNotes.number(category["id"]), case .string(let name)? = category["name"],
                named[id] == nil
            else {
                throw .content(
                    file: path, line: nil, expected: "categories with a number of their own as id, and a name",
                    found: "another category")
            }
            named[id] = name
        }
        guard let filled = YOLONames.filled(named) else {
            throw .content(
                file: path, line: nil, expected: "names for most numbers of categories",
                found: "\(named.count) for numbers up to \(named.keys.max() ?? 0)")
        }
        names = filled
    }

    /// A number from 0 on, which older versions write as a string.
    private static func number(_ value: JSONValue?) -> Int? {
        let number =
            switch value {
            case .number(let number)?: Int(exactly: number)
            case .string(let text)?: Int(text)
            default: Int?.none
            }
        return number.flatMap { (0..<1_000_000).contains($0) ? $0 : nil }
    }
}
