import Datasets

extension DatasetStatistics {
    /// The statistics for one screen.
    func text(title: String) -> TerminalText {
        var lines: [TerminalText] = ["\(title)", ""]
        lines.append(facts)
        if !categories.isEmpty { lines += ["", classes] }
        return lines.joined(separator: "\n")
    }

    private var facts: TerminalText {
        var table = Table([("", .left), ("", .left)])
        let empty =
            imagesWithoutAnnotations > 0 ? ", \(Quantity.grouped(imagesWithoutAnnotations)) without objects" : ""
        table.add(["images", Quantity.grouped(images) + empty])
        let marked = crowds > 0 ? ", \(Quantity.grouped(crowds)) of them crowds" : ""
        table.add(["annotations", Quantity.grouped(annotations) + marked])
        if let spread = annotationsPerImage { table.add(["objects an image", spread.text(places: 1)]) }
        if let spread = objectAreas { table.add(["object areas, pixels", spread.text(places: 0)]) }
        if sizes.small + sizes.medium + sizes.large > 0 {
            table.add([
                "small, medium, large",
                "\(Quantity.grouped(sizes.small)), \(Quantity.grouped(sizes.medium)), \(Quantity.grouped(sizes.large))",
            ])
        }
        if let widths = imageWidths, let heights = imageHeights {
            table.add(["image widths", widths.text(places: 0)])
            table.add(["image heights", heights.text(places: 0)])
        }
        if let common = commonImageSizes.first, distinctImageSizes > 1 {
            table.add([
                "commonest size",
                "\(common.size), \(Quantity.count(common.images, "image")) of \(distinctImageSizes) sizes",
            ])
        }
        table.add(["segmentations", kinds])
        if let keypoints {
            table.add([
                "keypoints",
                "of \(Quantity.count(keypoints.annotations, "object")), \(Quantity.grouped(keypoints.annotationsWithLabelled)) with "
                    + "labelled ones: \(Quantity.grouped(keypoints.visible)) visible, \(Quantity.grouped(keypoints.hidden)) hidden, "
                    + "\(Quantity.grouped(keypoints.unlabelled)) not labelled",
            ])
        }
        for (name, count) in [
            ("images without size", imagesWithoutSize), ("of unknown images", annotationsOfUnknownImages),
            ("of unknown classes", annotationsOfUnknownCategories), ("repeated annotations", repeatedAnnotations),
        ] where count > 0 {
            table.add([name, Quantity.grouped(count)])
        }
        return table.text
    }

    private var kinds: String {
        let counts = [
            (segmentations.polygons, "polygons"), (segmentations.runLengths, "run lengths"),
            (segmentations.boxOnly, "boxes only"), (segmentations.nothing, "neither"),
        ]
        let words = counts.filter { $0.0 > 0 }.map { "\(Quantity.grouped($0.0)) \($0.1)" }
        return words.isEmpty ? "none" : words.joined(separator: ", ")
    }

    private var classes: TerminalText {
        var table = Table([
            ("id", .right), ("class", .left), ("objects", .right), ("images", .right), ("small", .right),
            ("medium", .right), ("large", .right), ("median area", .right), ("crowds", .right),
        ])
        for category in categories {
            table.add([
                String(category.id), category.name, Quantity.grouped(category.objects),
                Quantity.grouped(category.images),
                Quantity.grouped(category.sizes.small), Quantity.grouped(category.sizes.medium),
                Quantity.grouped(category.sizes.large),
                category.medianArea.map { Quantity.grouped(Int(min($0, 1e15))) } ?? "-",
                Quantity.grouped(category.crowds),
            ])
        }
        return table.text
    }

    /// The statistics for a program.
    var members: [(String, JSON)] {
        var members: [(String, JSON)] = [
            ("images", .integer(images)), ("images_without_annotations", .integer(imagesWithoutAnnotations)),
            ("annotations", .integer(annotations)), ("crowds", .integer(crowds)),
            ("annotations_per_image", .optional(annotationsPerImage)), ("object_areas", .optional(objectAreas)),
            ("sizes", sizes.json), ("image_widths", .optional(imageWidths)), ("image_heights", .optional(imageHeights)),
            (
                "segmentations",
                .object([
                    ("polygons", .integer(segmentations.polygons)), ("run_lengths", .integer(segmentations.runLengths)),
                    ("box_only", .integer(segmentations.boxOnly)), ("nothing", .integer(segmentations.nothing)),
                ])
            ),
            ("images_without_size", .integer(imagesWithoutSize)),
            ("annotations_of_unknown_images", .integer(annotationsOfUnknownImages)),
            ("annotations_of_unknown_categories", .integer(annotationsOfUnknownCategories)),
            ("repeated_annotations", .integer(repeatedAnnotations)),
            (
                "categories",
                .array(
                    categories.map { category in
                        .object([
                            ("id", .integer(category.id)), ("name", .string(category.name)),
                            ("objects", .integer(category.objects)), ("images", .integer(category.images)),
                            ("crowds", .integer(category.crowds)), ("sizes", category.sizes.json),
                            ("median_area", category.medianArea.map(JSON.number) ?? .null),
                        ])
                    })
            ),
        ]
        if let keypoints {
            members.append(
                (
                    "keypoints",
                    .object([
                        ("annotations", .integer(keypoints.annotations)),
                        ("annotations_with_labelled", .integer(keypoints.annotationsWithLabelled)),
                        ("visible", .integer(keypoints.visible)), ("hidden", .integer(keypoints.hidden)),
                        ("unlabelled", .integer(keypoints.unlabelled)),
                    ])
                ))
        }
        return members
    }
}

extension Spread {
    /// Least, median and greatest.
    fileprivate func text(places: Int) -> String {
        func number(_ value: Double) -> String {
            Quantity.decimal(value, places: value == value.rounded() ? 0 : places)
        }
        if minimum == maximum { return number(minimum) }
        return "\(number(minimum)) to \(number(maximum)), median \(number(median))"
    }
}

extension ObjectSizes {
    fileprivate var json: JSON {
        .object([
            ("small", .integer(small)), ("medium", .integer(medium)), ("large", .integer(large)),
            ("unknown", .integer(unknown)),
        ])
    }
}

extension JSON {
    fileprivate static func optional(_ spread: Spread?) -> JSON {
        guard let spread else { return .null }
        return .object([
            ("minimum", .number(spread.minimum)), ("median", .number(spread.median)), ("mean", .number(spread.mean)),
            ("maximum", .number(spread.maximum)),
        ])
    }
}
