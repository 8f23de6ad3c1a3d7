extension EvaluationReport {
    /// How to read the page.
    var glossarySection: Section {
        let items = EvaluationReport.glossary.map { "<dt>\($0)</dt><dd>\($1)</dd>\n" as HTML }
        return Section(
            id: "glossary", title: "How to read this", shortTitle: "How to read this",
            body: "<dl class=\"glossary\">\n\(items)</dl>\n")
    }

    private static let glossary: [(String, String)] = [
        (
            "IoU",
            "Intersection over union: the area that a result and an object share, over the area that they cover together. 1 is a perfect fit, 0 none. Where keypoints are compared, their similarity (OKS) stands in its place: 1 where all are where they should be, less the farther they are off for the object's size."
        ),
        (
            "Precision and recall",
            "The share of results that are right, and the share of objects that are found. Keeping fewer results, with higher scores, raises the first and lowers the second."
        ),
        (
            "AP",
            "Average precision: the mean precision over all recalls, from 0 to 1. In COCO it is also the mean over IoU thresholds from 0.50 to 0.95, and over classes. AP50 and AP75 are at one IoU; APs, APm and APl for small, medium and large objects."
        ),
        (
            "AR", "Average recall: the recall with at most so many results an image, as the mean over IoU thresholds."
        ),
        ("Point", "A hundredth: an AP that rises from 0.400 to 0.412 rises by 1.2 points."),
        (
            "F1, best threshold",
            "F1 is the harmonic mean of precision and recall. The best threshold is the least score to keep that gives the greatest F1: a good start where one has to be set."
        ),
        (
            "Interval",
            "Where the figure would lie with other images of the same kind, found by drawing the images again and again at random. If the interval of a difference holds 0, the difference may be chance."
        ),
        (
            "Confusion matrix",
            "A row is what is there, a column what was found. The diagonal is right; the last column is what was not found, the last row results where there is nothing."
        ),
    ]
}
