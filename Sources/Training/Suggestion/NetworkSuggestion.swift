public import COCO
internal import Geometry
public import MaskRCNN
internal import TrainingData

/// Settings of a network that suit a data set, from the sizes, shapes and numbers of its objects.
///
/// What is learnt depends on anchors that objects overlap: those that none overlaps by a half are learnt by the one that overlaps them
/// most, or not at all.
public struct NetworkSuggestion: Sendable {
    /// The network that was begun with.
    public let model: Configuration
    /// The same with the suggested settings.
    public let network: Configuration
    /// How many objects the data have, without crowds, and how many of an image at most.
    public let objectCount: Int, mostOfAnImage: Int
    /// The share of objects that an anchor of the network overlaps by at least a half (IoU), of the model's, and of the suggested ones.
    public let recall: (before: Double, after: Double)
    /// The mean of the greatest overlap of each object with an anchor, likewise.
    public let meanOverlap: (before: Double, after: Double)
    /// What was concluded, a sentence each.
    public let reasons: [String]

    /// The most objects that are looked at while anchors are searched for.
    private static let sampleCount = 4000
    /// The least short side, at the network's input, that nine tenths of the objects should have: four cells of the finest level.
    private static let leastSide = 16.0
    /// Where nine tenths of the objects are larger than this the input may be smaller, down to where they have ``usualSide``.
    private static let largeSide = 96.0
    private static let usualSide = 64.0
    private static let inputSides = Array(stride(from: 256, through: 1344, by: 32))

    /// Looks at a data set.
    ///
    /// - Parameters:
    ///   - dataset: The data set.
    ///   - name: What messages call it.
    ///   - model: The network to begin with.
    /// - Throws: `TrainingError.data` where no object has a box in an image of known size.
    public init(_ dataset: Dataset, name: String, model: Configuration) throws(TrainingError) {
        let boxes = Self.boxes(of: dataset)
        guard !boxes.isEmpty else {
            throw .data(
                dataset.annotations.isEmpty
                    ? .noAnnotations(source: name) : .noUsableObjects(source: name, first: nil))
        }
        self.model = model
        objectCount = boxes.count
        mostOfAnImage = Dictionary(grouping: boxes, by: \.imageID).values.map(\.count).max() ?? 0
        var network = model
        var reasons: [String] = []
        if let reason = Self.fitInput(&network, boxes) { reasons.append(reason) }
        let strides = model.levelStrides
        // Evenly over the data set, so that the same data give the same.
        let step = max(1, boxes.count / Self.sampleCount)
        let sample = stride(from: 0, to: boxes.count, by: step).map { boxes[$0] }
        let search = AnchorSearch(strides: strides, objects: Self.objects(sample, network))
        let ratios = model.proposals.aspectRatios[0]
        let anchors = search.best(from: model.proposals.anchorSizes, ratios: ratios)
        let before = Self.quality(of: model, boxes)
        var fitted = network
        fitted.proposals.anchorSizes = anchors.sizes
        fitted.proposals.aspectRatios = [anchors.ratios]
        var after = Self.quality(of: fitted, boxes)
        let unchanged = Self.quality(of: network, boxes)
        if after.recall + 0.25 * after.mean > unchanged.recall + 0.25 * unchanged.mean {
            network = fitted
            reasons.append("anchors were fitted to the boxes at that size")
            if anchors.ratios != ratios { reasons.append("objects have other shapes than the usual ratios") }
            if anchors.sizes[0].count > model.proposals.anchorSizes[0].count {
                reasons.append(
                    "one size a level met too few objects: two take twice the time of the proposal network's output")
            }
        } else {
            after = unchanged
            reasons.append("the model's own anchors meet the boxes as well as any that were tried")
        }
        if let reason = Self.fitCounts(&network, most: mostOfAnImage) { reasons.append(reason) }
        self.network = network
        self.reasons = reasons
        recall = (before.recall, after.recall)
        meanOverlap = (before.mean, after.mean)
    }
}

// MARK: Parts

extension NetworkSuggestion {
    /// A box in its image.
    private struct PlacedBox {
        let imageID: Int
        let box: Box
        let size: ImageSize
    }

    /// The boxes of objects, as far as they lie inside their images.
    private static func boxes(of dataset: Dataset) -> [PlacedBox] {
        let sizes = Dictionary(dataset.images.compactMap { image in image.size.map { (image.id, $0) } }) { first, _ in
            first
        }
        return dataset.annotations.compactMap { annotation in
            guard !annotation.isCrowd, let size = sizes[annotation.imageID], size.width > 0, size.height > 0,
                let marked = annotation.region(in: size)
            else { return nil }
            let box = marked.clipped(to: size)
            return box.width >= 1 && box.height >= 1
                ? PlacedBox(imageID: annotation.imageID, box: box, size: size) : nil
        }
    }

    /// The objects as a network sees them.
    private static func objects(_ boxes: [PlacedBox], _ network: Configuration) -> [AnchorFit.Object] {
        let transform = ImageTransform(network)
        return boxes.map { placed in
            let input = transform.resizedSize(placed.size)
            let x = Float(input.width) / Float(placed.size.width)
            let y = Float(input.height) / Float(placed.size.height)
            return AnchorFit.Object(box: placed.box.scaled(x: x, y: y), input: transform.paddedSize([input]))
        }
    }

    private static func quality(of network: Configuration, _ boxes: [PlacedBox]) -> (recall: Double, mean: Double) {
        AnchorFit(
            strides: network.levelStrides, sizes: network.proposals.anchorSizes,
            aspectRatios: network.proposals.aspectRatios
        ).quality(objects(boxes, network))
    }

    /// The short side that nine tenths of the objects have at a network's input.
    private static func shortSide(_ boxes: [PlacedBox], _ network: Configuration) -> Double {
        let sides = objects(boxes, network).map { Double(min($0.box.width, $0.box.height)) }.sorted()
        return sides[sides.count / 10]
    }

    /// Takes another input where objects are too small at the model's own, or all of them large.
    private static func fitInput(_ network: inout Configuration, _ boxes: [PlacedBox]) -> String? {
        let own = network.transform
        let shortSides = boxes.map { min($0.size.width, $0.size.height) }.sorted()
        let most = max(2 * shortSides[shortSides.count / 2], own.minimumSide)
        let side = shortSide(boxes, network)
        func resized(_ minimum: Int) -> Configuration {
            var other = network
            other.transform.minimumSide = minimum
            other.transform.maximumSide = Int(
                (Double(own.maximumSide) / Double(own.minimumSide) * Double(minimum)).rounded())
            return other
        }
        let chosen: Int?
        if side < leastSide {
            let larger = inputSides.filter { $0 > own.minimumSide && $0 <= most }
            chosen = larger.first { shortSide(boxes, resized($0)) >= leastSide } ?? larger.last
        } else if side > largeSide {
            chosen = inputSides.first {
                $0 < own.minimumSide && shortSide(boxes, resized($0)) >= usualSide
            }
        } else {
            chosen = nil
        }
        let pixels = Int(side.rounded())
        guard let chosen else {
            return side < leastSide
                ? "a tenth of the objects are narrower than \(pixels) pixels at the network's input, and larger pictures would show no more"
                : nil
        }
        network = resized(chosen)
        let after = Int(shortSide(boxes, network).rounded())
        return
            "at an input of \(own.minimumSide) pixels nine tenths of the objects are at least \(pixels) pixels wide, at \(chosen) \(after)"
            + (chosen > own.minimumSide ? "" : ", which is enough, and faster")
    }

    /// Makes room for as many objects as an image has.
    private static func fitCounts(_ network: inout Configuration, most: Int) -> String? {
        func above(_ count: Int, by step: Int) -> Int { (count + step - 1) / step * step }
        let detections = min(above(most + most / 5, by: 50), 100_000)
        let proposals = min(above(4 * most, by: 100), 10_000)
        var changed = false
        if detections > network.boxHead.maximumDetections {
            network.boxHead.maximumDetections = detections
            changed = true
        }
        if proposals > network.proposals.countAfterNMS {
            network.proposals.countAfterNMS = proposals
            changed = true
        }
        if proposals > network.proposals.countBeforeNMS {
            network.proposals.countBeforeNMS = proposals
            changed = true
        }
        return changed ? "an image has up to \(most) objects, for which there must be room" : nil
    }
}
