internal import COCO
internal import Imaging

extension EvaluationReport {
    /// How well pixels and objects are found.
    var regionSection: Section? {
        guard pixels != nil || objects != nil else { return nil }
        var tables: [HTML] = []
        if let pixels {
            tables.append(
                table(
                    "Pixels", "all objects together, whatever object they belong to",
                    [
                        ("IoU", pixels.iou, 3, "found and marked over found or marked"),
                        ("F1 (Dice)", pixels.f1, 3, "of all images together"),
                        ("Precision", pixels.precision, 3, "share of found pixels that are marked"),
                        ("Recall", pixels.recall, 3, "share of marked pixels that are found"),
                        ("Mean IoU of images", pixels.meanImageIoU, 3, "each image counts the same"),
                        ("Mean F1 of images", pixels.meanImageF1, 3, "each image counts the same"),
                    ]))
        }
        if let objects {
            tables.append(
                table(
                    "Objects", "one by one, as in the GlaS contest",
                    [
                        ("F1", objects.f1, 3, "of objects found, all images together"),
                        ("Precision", objects.precision, 3, "share of results that cover at least half of an object"),
                        ("Recall", objects.recall, 3, "share of objects that are so covered"),
                        ("Dice", objects.dice, 3, "by object, weighed by area"),
                        (
                            "Hausdorff distance", objects.measurableHausdorff ?? objects.hausdorff, 1,
                            "pixels, by object, weighed by area; less is better"
                        ),
                    ]))
        }
        return Section(
            id: "regions", title: "Pixels and objects", shortTitle: "Pixels and objects",
            body: "<div class=\"split\">\n\(tables)</div>\n")
    }

    private func table(
        _ title: String, _ words: String, _ rows: [(name: String, value: Double?, digits: Int, meaning: String)]
    ) -> HTML {
        let cells = rows.map { row -> HTML in
            """
            <tr><th scope="row">\(row.name)</th>\(HTML.cell(row.value, digits: row.digits))\
            <td class="words">\(row.meaning)</td></tr>

            """
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(title)"><table>
            <caption><strong>\(title)</strong> <span class="note">\(words)</span></caption>
            <tbody>
            \(cells)</tbody></table></div>

            """
    }
}
