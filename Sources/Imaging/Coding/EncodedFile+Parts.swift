internal import CVips
internal import Files
internal import Geometry

extension EncodedFile {
    /// What of a file makes a picture.
    struct Parts {
        var decoded: DecodedParts
        var orientation = 1
        /// What is to be known of them.
        var notes: [DecodingNote] = []
        /// The memory that decoding takes until the values are a picture.
        var turn: DecodingTurn
    }

    /// The values of the planes that options choose.
    /// - Throws: `ImagingError`, of which `notInFile` is for what is chosen and not there.
    func parts(_ options: DecodingOptions) throws(ImagingError) -> Parts {
        guard format == .tiff else { return try framedParts(options) }
        let stack = try TIFFStack(bytes, name: name)
        let plan = try stack.plan(options.planes)
        let picture = try TIFFPicture(stack, plan, withLevels: false)
        try check(picture.full.size, options.maximumPixels)
        let turn = try DecodingMemory(picture).turn(file: name)
        let isFirst = plan.pages == [[TIFFStack.Place(directory: stack.chain.first?.offset ?? 0)]]
        let parts: [Samples]
        if isFirst, plan.takesColors {
            // libvips reads the usual kinds of this page by itself.
            parts = [try TIFFPage(bytes, name: name).samples(limit: Self.mostValues(options.maximumPixels))]
        } else {
            try picture.checkPieces(limit: Self.mostValues(options.maximumPixels))
            parts = try picture.samples(in: nil, from: .memory(bytes))
        }
        return Parts(
            decoded: DecodedParts(parts: parts, areChannels: !plan.takesColors),
            orientation: picture.full.orientation, notes: plan.notes, turn: turn)
    }

    /// The same of a file that has frames, or a single picture.
    private func framedParts(_ options: DecodingOptions) throws(ImagingError) -> Parts {
        let pages = try frameCount(maximumPixels: options.maximumPixels)
        var stored: Stored
        var notes: [DecodingNote] = []
        switch options.planes.pages {
        case .unsaid:
            stored = try samples(maximumPixels: options.maximumPixels)
            if pages > 1 { notes.append(.pages(pages)) }
        case .page(let page):
            guard page >= 0, page < pages else {
                throw .notInFile(
                    file: name, asked: "page \(page)",
                    found: pages == 1 ? "it has one page, 0" : "its \(pages) pages are 0 to \(pages - 1)")
            }
            stored = try samples(maximumPixels: options.maximumPixels, page: page)
        case .projected(let projection):
            stored = try samples(maximumPixels: options.maximumPixels)
            var sum = ProjectionSum(stored.samples.values, projection)
            for page in stride(from: 1, to: pages, by: 1) {
                let next = try samples(maximumPixels: options.maximumPixels, page: page)
                guard next.samples.size == stored.samples.size, sum.add(next.samples.values) else {
                    throw .unsupportedPixels(
                        file: name, expected: "frames of one size and kind to be put together", found: "others")
                }
            }
            if pages > 1 { stored.samples.values = sum.values }
        }
        let parts = try options.planes.channels.map { channels throws(ImagingError) in
            try stored.samples.channels(channels, name: name)
        }
        return Parts(
            decoded: DecodedParts(parts: parts ?? [stored.samples], areChannels: parts != nil),
            orientation: stored.orientation, notes: notes, turn: stored.turn)
    }

    /// How many frames a file has.
    private func frameCount(maximumPixels: Int) throws(ImagingError) -> Int {
        guard let vips = format.vips else { return 1 }
        return max(Int(try header(as: vips, maximumPixels: maximumPixels).pages), 1)
    }
}
