internal import Geometry

/// A picture of chosen planes of a TIFF file, any region of which can be read.
struct TIFFPicture: Sendable {
    /// A place, with the layout of its values at some size of the pyramid.
    struct Part: Sendable {
        var layout: TIFFLayout
        var sample: Int
        /// Where the values are, where they are no longer in the file itself.
        var moved: StoredBytes?
    }

    let name: String
    private(set) var plan: PlanePlan
    /// The parts of each page, for each size from the full one on.
    var levels: [[[Part]]]

    /// - Parameter withLevels: Whether the smaller sizes of a pyramid are looked for.
    /// - Throws: `ImagingError` where the file has not what the plan names, or pages or channels of the picture differ.
    init(_ stack: TIFFStack, _ plan: PlanePlan, withLevels: Bool) throws(ImagingError) {
        name = stack.name
        self.plan = plan
        var known: [TIFFStack.Place: [TIFFLayout]] = [:]
        var sizes: [ImageSize]?
        var kinds: Set<Kind> = []
        var listed = 0
        for place in plan.pages.joined() {
            let key = TIFFStack.Place(directory: place.directory, sample: 0, copy: place.copy)
            guard known[key] == nil else { continue }
            let layouts = withLevels ? try stack.levels(of: place) : [try stack.layout(of: place)]
            known[key] = layouts
            // Pages of sound files have lists of their own, which other files' pages may share by the thousand.
            for layout in layouts { listed += layout.offsets.count }
            guard listed <= stack.file.bytes.count else {
                throw .undecodable(
                    file: stack.name, format: .tiff, reason: "its pages have more strips or tiles than it has bytes")
            }
            let full = layouts[0]
            kinds.insert(Kind(size: full.size, bits: full.bits, format: full.format, samples: full.samples))
            let found = layouts.map(\.size)
            // Only sizes that all have are of use.
            sizes = sizes.map { $0.filter(found.contains) } ?? found
        }
        if kinds.count > 1 {
            let sizes = Set(kinds.map(\.size))
            throw .unsupportedPixels(
                file: stack.name, expected: "pages and channels of one size and kind to be put together",
                found: sizes.count > 1
                    ? DecodingNote.list(sizes.map { "\($0)" }.sorted()) + " pixels"
                    : DecodingNote.list(kinds.map { "\($0.samples) samples of \($0.bits) bits" }.sorted()))
        }
        levels = (sizes ?? []).map { size in
            plan.pages.map { places in
                places.compactMap { place in
                    let key = TIFFStack.Place(directory: place.directory, sample: 0, copy: place.copy)
                    return known[key]?.first { $0.size == size }.map { Part(layout: $0, sample: place.sample) }
                }
            }
        }
        if let full = levels.first?.first?.first?.layout, !plan.takesColors {
            for place in plan.pages.joined() where place.sample >= full.channelCount {
                throw .notInFile(
                    file: stack.name, asked: "channel \(place.sample) of a page",
                    found: "the page has \(full.channelCount)")
            }
        }
    }

    /// A picture whose values were decoded into another file.
    init(name: String, _ layout: TIFFLayout, in bytes: StoredBytes) {
        self.name = name
        plan = PlanePlan(pages: [[TIFFStack.Place(directory: 0)]], takesColors: true, projection: nil, notes: [])
        levels = [[[Part(layout: layout, sample: 0, moved: bytes)]]]
    }

    /// Takes channels by their numbers, of a picture with a single page.
    /// - Throws: `ImagingError.notInFile` for one that there is not.
    mutating func choose(_ channels: [PlaneChoice.Channel]) throws(ImagingError) {
        var places: [TIFFStack.Place] = []
        for channel in channels {
            guard case .number(let number) = channel, number < full.samples else {
                throw .noChannel(channel, of: full.samples, names: [], file: name)
            }
            places.append(TIFFStack.Place(directory: 0, sample: number))
        }
        plan = PlanePlan(pages: [places], takesColors: false, projection: nil, notes: plan.notes)
        levels = levels.map { pages in
            [places.map { Part(layout: pages[0][0].layout, sample: $0.sample, moved: pages[0][0].moved) }]
        }
    }

    private struct Kind: Hashable {
        var size: ImageSize
        var bits: Int
        var format: TIFFLayout.SampleFormat
        var samples: Int
    }

    /// Makes sure that no part's strips or tiles are far larger than the picture, which a small file may say of them.
    func checkPieces(limit: Int) throws(ImagingError) {
        for part in levels.joined().joined() {
            let layout = part.layout
            guard let stored = layout.storedPixels, stored <= limit || stored <= 1 << 26 else {
                throw .undecodable(
                    file: name, format: .tiff,
                    reason:
                        "its strips or tiles of \(layout.piece) pixels are far larger than its \(layout.size) pixels")
            }
        }
    }

    /// The layout of the first part at the full size.
    var full: TIFFLayout { levels[0][0][0].layout }

    /// The values of a region: one set of values with all colours, or one of a single channel for each that was chosen.
    /// - Throws: `ImagingError` where the file is damaged there, or of a kind that is not read.
    func samples(in region: PixelRegion?, level: Int = 0, from source: TIFFSource) throws(ImagingError) -> [Samples] {
        let pages = levels[level]
        var results: [Samples] = []
        var sums: [ProjectionSum] = []
        for (index, parts) in pages.enumerated() {
            let samples = try samples(of: parts, in: region, from: source)
            guard let projection = plan.projection else { return samples }
            if index == 0 {
                results = samples
                sums = samples.map { ProjectionSum($0.values, projection) }
            } else {
                for (part, sample) in samples.enumerated() {
                    guard sums[part].add(sample.values) else {
                        throw .unsupportedPixels(
                            file: name, expected: "pages of one kind to be put together", found: "others")
                    }
                }
            }
        }
        for part in results.indices { results[part].values = sums[part].values }
        return results
    }

    private func samples(
        of parts: [Part], in region: PixelRegion?, from source: TIFFSource
    ) throws(ImagingError) -> [Samples] {
        var results: [Samples] = []
        for (index, part) in parts.enumerated() {
            // A channel that is asked for twice is decoded once.
            if let twin = parts[..<index].firstIndex(where: { $0.isSame(as: part) }) {
                results.append(results[twin])
                continue
            }
            let (window, inner) = try part.layout.window(region ?? PixelRegion(part.layout.size), name: name)
            let page = TIFFPage(part.moved.map(TIFFSource.stored) ?? source, window, name: name)
            let samples =
                plan.takesColors ? try page.samples(limit: .max) : try page.channel(part.sample, limit: .max)
            results.append(samples.cropped(to: inner))
        }
        return results
    }
}

extension TIFFPicture.Part {
    fileprivate func isSame(as other: Self) -> Bool {
        sample == other.sample && layout.offsets == other.layout.offsets && layout.piece == other.layout.piece
    }
}
