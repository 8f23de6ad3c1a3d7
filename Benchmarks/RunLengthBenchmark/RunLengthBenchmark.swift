import Foundation
import Geometry

/// Times operations on run-length masks, one pass for each line of standard input, beside `Benchmarks/rle.py`, which
/// times pycocotools in turn.
///
///     rle-bench INPUTS
///
/// A line names an operation; the answer is the seconds of one pass and a number that depends on its results.
@main struct RunLengthBenchmark {
    static func main() {
        guard CommandLine.arguments.count == 2, let inputs = Inputs(file: CommandLine.arguments[1]) else {
            print("usage: rle-bench INPUTS, a file that Benchmarks/rle.py wrote")
            return
        }
        while let operation = readLine() {
            let clock = ContinuousClock()
            var checksum = 0
            do throws(GeometryError) {
                let start = clock.now
                checksum = try inputs.run(operation)
                let seconds = clock.now - start
                print(seconds / .seconds(1), checksum)
            } catch {
                print("error: \(error)")
            }
            // Into a pipe, lines would wait for more.
            fflush(nil)
        }
    }
}

extension Inputs {
    /// Does one pass over all inputs, from what files hold to what files hold, as pycocotools does.
    func run(_ operation: String) throws(GeometryError) -> Int {
        var checksum = 0
        switch operation {
        case "encode":
            for bitmap in bitmaps { checksum += try RunLengthMask(bitmap: bitmap, size: size).cocoBytes.count }
        case "decode":
            for counts in masks { checksum += Int(try mask(counts).bitmap()[size.area / 2]) }
        case "polygon":
            for ring in rings { checksum += try RunLengthMask(cocoPolygon: ring, size: size).cocoBytes.count }
        case "merge":
            checksum = try RunLengthMask.union(of: try masks.map(mask)).cocoBytes.count
        case "iou":
            let masks = try masks.map(mask)
            checksum = try RunLengthMask.iou(masks, with: masks).count { $0 > 0 }
        case "area":
            for counts in masks { checksum += try mask(counts).area }
        default:
            checksum = -1
        }
        return checksum
    }

    private func mask(_ counts: [UInt8]) throws(GeometryError) -> RunLengthMask {
        try counts.withUnsafeBufferPointer { bytes throws(GeometryError) in
            try RunLengthMask(cocoBytes: bytes, size: size)
        }
    }
}
