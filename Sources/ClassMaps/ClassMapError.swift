public import COCO
public import Files
public import Geometry
public import Imaging

/// What can be wrong with class maps, their files, and what is asked of them; `file` is the path, or what the map is called.
public enum ClassMapError: Error, Hashable, Sendable {
    /// A file or a folder cannot be read, for `reason`.
    case unreadable(file: String, reason: String)
    /// A picture cannot be read, drawn or written.
    case imaging(ImagingError)
    /// A data set in COCO's format is at fault.
    case coco(COCOError)
    /// Something needs more memory than the budget has; nothing of it was allocated.
    case memory(MemoryShortage)
    /// A file is of a kind that holds no classes.
    case kind(file: String, expected: String, found: String)
    /// `count` pixels have values that no class has; (`x`, `y`) is the first of them, and `classes` says which there are.
    case value(file: String, x: Int, y: Int, value: Int, count: Int, classes: String)
    /// `count` pixels have colours that no class has; (`x`, `y`) is the first of them.
    case color(file: String, x: Int, y: Int, color: Color, count: Int, hint: String)
    /// A map is not as large as the picture, or the other map, that it belongs to.
    case sizesDiffer(file: String, expected: ImageSize, found: ImageSize)
    /// There is not one label a pixel.
    case wrongLabelCount(size: ImageSize, found: Int)
    /// A list of classes is none; `subject` is its file and line, or what else it comes from.
    case classes(subject: String, expected: String, found: String)
    /// Two files of a folder stand for one picture.
    case twoFiles(name: String, first: String, second: String)
    /// Two pictures of a folder have one name but for their extensions.
    case twoPictures(folder: String, name: String, first: String, second: String)
    /// A setting makes no sense.
    case setting(key: String, expected: String, found: String)
}

extension ClassMapError: CustomStringConvertible {
    /// One sentence that names the file, what was expected and what came.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason):
            return "\(file): cannot be read: \(reason)"
        case .imaging(let error): return error.description
        case .coco(let error): return error.description
        case .memory(let shortage): return shortage.description
        case .kind(let file, let expected, let found):
            return "\(file): expected \(expected), found \(found)"
        case .value(let file, let x, let y, let value, let count, let classes):
            let others = count == 1 ? "" : ", the first of \(count) such pixels"
            return "\(file): the pixel at x \(x), y \(y) has the value \(value)\(others), which is no class: \(classes)"
        case .color(let file, let x, let y, let color, let count, let hint):
            let others = count == 1 ? "" : ", the first of \(count) such pixels"
            let words = "\(color.red), \(color.green), \(color.blue)"
            return
                "\(file): the pixel at x \(x), y \(y) has the color (\(words))\(others), which is no class's: \(hint)"
        case .sizesDiffer(let file, let expected, let found):
            return "\(file): expected \(expected) pixels, as its picture has, found \(found)"
        case .wrongLabelCount(let size, let found):
            return "a map of \(size) pixels should have a label for each, but has \(found)"
        case .classes(let subject, let expected, let found):
            return "\(subject): expected \(expected), found \(found)"
        case .twoFiles(let name, let first, let second):
            return "\(name): expected one class map for it, found \(first) and \(second)"
        case .twoPictures(let folder, let name, let first, let second):
            return "\(folder): expected one image called \(name), found \(first) and \(second)"
        case .setting(let name, let expected, let found):
            return "\(name) should be \(expected), but is \(found)"
        }
    }
}
