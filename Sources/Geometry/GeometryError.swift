/// What can be wrong with a mask that comes from outside, or with two masks that are to be combined.
public enum GeometryError: Error, Hashable, Sendable {
    /// The size is negative, or its area does not fit the 32-bit counts of a run-length mask.
    case invalidSize(ImageSize)
    /// The run lengths add up to `found`, and the image has `expected` pixels.
    case wrongTotal(expected: Int, found: Int)
    /// A bitmap has `found` values, and the image has `expected` pixels.
    case wrongBitmapCount(expected: Int, found: Int)
    /// The compressed counts hold, at `offset`, the byte `found`, which is none of COCO's 64 characters `0`…`o`.
    case unexpectedByte(offset: Int, found: UInt8)
    /// The compressed counts end at `offset`, inside a number.
    case truncatedCounts(offset: Int)
    /// The number of the compressed counts that ends before `offset` is negative or does not fit 32 bits.
    case countOutOfRange(offset: Int)
    /// A run of foreground lies outside the image, or before the end of the run that was added last.
    case misplacedRun(column: Int, rows: Range<Int>, size: ImageSize)
    /// Two masks that are to be combined are of different sizes.
    case sizesDiffer(ImageSize, ImageSize)
    /// A polygon's list of coordinates x, y, x, y … has an odd number of them.
    case oddCoordinateCount(Int)
    /// The coordinate at `index` of a polygon that is to be drawn is not finite, or too far away to be drawn.
    case coordinateOutOfRange(index: Int, found: Double)
    /// The sides of a polygon that is to be drawn cross the columns of the image too often.
    case tooManyCrossings(Int)
    /// A mask or a polygon that reaches across far more columns of the image than its numbers account for
    /// (`RunLengthMask.mostColumnsOfNumber`).
    case tooWide(columns: Int, numbers: Int)
}

extension GeometryError: CustomStringConvertible {
    /// One sentence that says what was expected and what came.
    public var description: String {
        switch self {
        case .invalidSize(let size):
            "a mask cannot be \(size) pixels: sides must not be negative, and the area must fit 32 bits"
        case .wrongTotal(let expected, let found):
            "the mask's run lengths should add up to its \(expected) pixels, but add up to \(found)"
        case .wrongBitmapCount(let expected, let found):
            "a bitmap of this size should have \(expected) values, but has \(found)"
        case .unexpectedByte(let offset, let found):
            "the mask's compressed counts should be characters from 0 to o, but byte \(offset) is \(found)"
        case .truncatedCounts(let offset):
            "the mask's compressed counts end inside a number, at byte \(offset)"
        case .countOutOfRange(let offset):
            "the number that ends before byte \(offset) of the mask's compressed counts is negative or above 32 bits"
        case .misplacedRun(let column, let rows, let size):
            "the run of rows \(rows) in column \(column) is out of order or outside the mask's \(size) pixels"
        case .sizesDiffer(let first, let second):
            "masks of one image should have one size, but they have \(first) and \(second) pixels"
        case .oddCoordinateCount(let count):
            "a polygon's coordinates should be pairs of x and y, but there are \(count) numbers"
        case .coordinateOutOfRange(let index, let found):
            "a polygon's coordinates should be at most 10,000,000 pixels from 0, but number \(index) is \(found)"
        case .tooManyCrossings(let count):
            "a polygon may cross the image's columns \(RunLengthMask.mostCrossings) times, but does \(count) times"
        case .tooWide(let columns, let numbers):
            "an object should cover at most \(RunLengthMask.mostColumnsOfNumber) columns of pixels for each of its corners or "
                + "runs, but \(numbers) of them cover \(columns)"
        }
    }
}
