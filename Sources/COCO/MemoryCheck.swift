internal import Files

/// Makes sure that the budget has memory.
/// - Throws: `COCOError.memory`.
func checkMemory(_ needed: Int, for purpose: String, of subject: String) throws(COCOError) {
    do {
        try MemoryBudget.process.check(needed, for: purpose, of: subject)
    } catch {
        throw .memory(error)
    }
}

extension MatchLayout {
    /// Makes sure that precision and scores of all categories, and what became of all results, can be kept.
    /// - Throws: `COCOError.memory`.
    func checkMemory(_ options: EvaluationOptions) throws(COCOError) {
        let curves = Int.product(
            16, options.iouThresholds.count, options.recallThresholds.count, categoryIDs.count,
            options.areaRanges.count,
            options.maxDetections.count)
        let matches = Int.product(16, resultOrder.count, options.areaRanges.count)
        try COCO.checkMemory(
            .sum(curves, matches), for: "the curves of \(categoryIDs.count) categories", of: "the evaluation")
    }
}
