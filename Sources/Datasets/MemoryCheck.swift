internal import Files
internal import Geometry
internal import Imaging

/// Makes sure that the budget has memory.
/// - Throws: `DatasetError.imaging` with `ImagingError.memory`.
func checkMemory(_ needed: Int, for purpose: String, of subject: String) throws(DatasetError) {
    do {
        try MemoryBudget.process.check(needed, for: purpose, of: subject)
    } catch {
        throw .imaging(.memory(error))
    }
}

/// Makes sure that the pixels of a mask can be written as a picture: as bytes, as values, and as the encoder copies them.
/// - Throws: `DatasetError.imaging` with `ImagingError.memory`.
func checkMaskMemory(_ size: ImageSize, of subject: String) throws(DatasetError) {
    try checkMemory(.product(6, size.width, size.height), for: "a mask of \(size) pixels", of: subject)
}
