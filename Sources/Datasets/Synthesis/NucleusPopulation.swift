internal import Geometry

/// What nuclei there are in a picture, and how they lie.
struct NucleusPopulation: Sendable {
    /// The mean of the diameters of circles as large as the nuclei, in pixels.
    var meanDiameter: Float
    /// By what share diameters vary.
    var diameterSpread: Float = 0.15
    /// The share of the picture that nuclei cover, where they find room.
    var coverage: Float
    /// The share of nuclei that lie against another.
    var clustering: Float
    /// The share of elongated nuclei.
    var spindleShare: Float = 0
    /// How uneven outlines are; 1 is usual.
    var irregularity: Float = 1
    /// The share of bean-shaped nuclei.
    var beanShare: Float = 0.1
    /// The share of dividing pairs.
    var divisionShare: Float = 0.015
    /// How many diameters nuclei keep from each other that do not touch.
    var spacing: Float = 0.15
    var minimumArea: Int
    /// Where nuclei like to be, as hills; nil where all places are alike.
    var crowding: PixelField?
    /// The direction in which nuclei lie, as the two parts of a vector; nil where each has its own.
    var flow: (x: PixelField, y: PixelField)?

    /// Lays nuclei into a picture, until they cover enough of it or find no more room.
    func scene(width: Int, height: Int, from generator: inout SplitMix64) -> NucleusScene {
        var scene = NucleusScene(width: width, height: height, minimumArea: minimumArea)
        let wanted = coverage * Float(width * height)
        let area = max(0.785 * meanDiameter * meanDiameter, 1)
        let attempts = 12 * Int(min(wanted / area, 100_000)) + 200
        for attempt in 0..<attempts where Float(scene.coveredArea) < wanted {
            let isBeside = !scene.shapes.isEmpty && generator.chance(clustering)
            let divides = generator.chance(divisionShare)
            var shape = self.shape(in: scene, from: &generator)
            if isBeside {
                let neighbour = scene.shapes[Int(generator.unit() * Float(scene.shapes.count))]
                moveBeside(neighbour, &shape, from: &generator)
            } else if let crowding, attempt < attempts - 100 || !scene.shapes.isEmpty,
                generator.normal() > crowding.nearest(shape.center.x, shape.center.y) * 1.2 + 0.3
            {
                continue
            }
            if divides {
                addPair(shape, to: &scene, from: &generator)
            } else {
                let clearance = isBeside ? nil : max(1.5, spacing * meanDiameter)
                _ = scene.add(shape, clearance: clearance)
            }
        }
        return scene
    }

    private func shape(in scene: NucleusScene, from generator: inout SplitMix64) -> NucleusShape {
        let diameter = meanDiameter * generator.factor(spread: diameterSpread)
        let isSpindle = generator.chance(spindleShare)
        let ratio =
            isSpindle ? generator.uniform(2.3, 3.6) : min(1.08 + 0.28 * abs(generator.normal()), 1.7)
        let stretch = ratio.squareRoot()
        // Nuclei that the border cuts belong to the picture as well.
        let margin = meanDiameter * 0.4
        let center = SIMD2(
            generator.uniform(-margin, Float(scene.width) + margin),
            generator.uniform(-margin, Float(scene.height) + margin))
        var axis = generator.direction()
        if let flow {
            let vector = SIMD2(flow.x.nearest(center.x, center.y), flow.y.nearest(center.x, center.y))
            let length = (vector * vector).sum().squareRoot()
            let looseness: Float = isSpindle ? 0.25 : 0.9
            let mixed = vector / max(length, 1e-3) + looseness * axis
            axis = mixed / max((mixed * mixed).sum().squareRoot(), 1e-3)
        }
        var shape = NucleusShape(
            center: center, axis: axis, radii: SIMD2(diameter / 2 * stretch, diameter / 2 / stretch),
            isSpindle: isSpindle)
        shape.deform(by: irregularity * (isSpindle ? 0.6 : 1), from: &generator)
        if generator.chance(isSpindle ? 0.4 : beanShare) {
            shape.bend = (generator.chance(0.5) ? 1 : -1) * generator.uniform(0.1, isSpindle ? 0.25 : 0.45)
        }
        return shape
    }

    /// Puts a nucleus where it touches another.
    private func moveBeside(
        _ neighbour: NucleusShape, _ shape: inout NucleusShape, from generator: inout SplitMix64
    ) {
        let direction = generator.direction()
        if shape.isSpindle, generator.chance(0.6) {
            shape.axis = neighbour.axis + 0.3 * generator.direction()
            shape.axis /= max((shape.axis * shape.axis).sum().squareRoot(), 1e-3)
        }
        let distance = neighbour.extent(along: direction) + shape.extent(along: direction)
        shape.center = neighbour.center + direction * distance * generator.uniform(0.88, 1.12)
    }

    /// Two halves that part from each other, flat and side by side.
    private func addPair(_ shape: NucleusShape, to scene: inout NucleusScene, from generator: inout SplitMix64) {
        let radius = (shape.radii[0] * shape.radii[1]).squareRoot()
        for side in [-1, 1] as [Float] {
            var half = shape
            half.isSpindle = false
            half.radii = SIMD2(radius * 0.8, radius * 0.5)
            half.axis = SIMD2(-shape.axis.y, shape.axis.x)
            half.bend = 0.15 * side
            half.center = shape.center + shape.axis * radius * side * 0.62
            half.deform(by: irregularity, from: &generator)
            _ = scene.add(half, clearance: nil)
        }
    }
}

extension NucleusShape {
    /// How far the ellipse reaches from its middle in a direction.
    func extent(along direction: SIMD2<Float>) -> Float {
        let along = (direction * axis).sum() / radii[0]
        let across = (direction.x * axis.y - direction.y * axis.x) / radii[1]
        return 1 / max((along * along + across * across).squareRoot(), 1e-6)
    }
}
