public import COCO
public import Imaging

/// What can be wrong with the files of a data set, or with what is asked of them.
public enum DatasetError: Error, Hashable, Sendable {
    /// A file or folder cannot be listed or read.
    case file(file: String, reason: String)
    /// A file or folder cannot be created or written, as on a full disk.
    case unwritable(file: String, reason: String)
    /// Something stands already where a result should go, and nobody said that it may be replaced.
    case exists(file: String)
    /// The content of a file is not what it should be; `line` counts from 1, and is nil where the file has no lines.
    case content(file: String, line: Int?, expected: String, found: String)
    /// A folder does not hold the files that it should, or files do not belong together as they should.
    case layout(file: String, expected: String, found: String)
    /// A setting makes no sense.
    case setting(key: String, expected: String, found: String)
    /// The file of this name is outside of the folder of images, and nobody said that it may be.
    case outside(name: String, folder: String)
    /// A file cannot be written since the file system does not take its name; others can.
    case unusableName(file: String, reason: String)
    /// A data set in COCO's format is at fault.
    case coco(COCOError)
    /// A picture is at fault.
    case imaging(ImagingError)
}

extension DatasetError: CustomStringConvertible {
    /// One sentence that names the file, what was expected and what came.
    public var description: String {
        switch self {
        case .file(let path, let reason), .unwritable(let path, let reason): "\(path): \(reason)"
        case .exists(let path): "\(path): it exists already, and would be replaced"
        case .content(let file, let line, let expected, let found):
            "\(file)\(line.map { ":\($0)" } ?? ""): expected \(expected), found \(found)"
        case .layout(let path, let expected, let found): "\(path): expected \(expected), found \(found)"
        case .setting(let name, let expected, let found): "\(name) should be \(expected), but is \(found)"
        case .outside(let name, let folder):
            "\(name): expected a file in the folder of images, \(folder), found one outside of it; --allow-outside takes it"
        case .unusableName(let path, let reason): "\(path): cannot be written: \(reason)"
        case .coco(let error): error.description
        case .imaging(let error): error.description
        }
    }
}
