internal import Geometry

/// Which places of a TIFF file make a picture.
struct PlanePlan: Sendable {
    /// The places of each page that is read: one whose colours are the picture's, or one for each channel that was chosen.
    var pages: [[TIFFStack.Place]]
    /// Whether the picture has the colours of its directory, rather than channels that were chosen.
    var takesColors: Bool
    var projection: PlaneChoice.Projection?
    var notes: [DecodingNote]
}

extension TIFFStack {
    /// The places that a choice names.
    /// - Throws: `ImagingError.notInFile` where the file has not what is asked for.
    func plan(_ choice: PlaneChoice) throws(ImagingError) -> PlanePlan {
        if let damage, !choice.isUnsaid || directories.count > 1 {
            throw .undecodable(file: name, format: .tiff, reason: damage)
        }
        // A file that says nothing of its pages has the channels in them where that is what is asked for.
        if case .plain = kind, choice.channels != nil, choice.pages == .unsaid, directories.count > 1,
            channelNames.count == 1
        {
            return try planOfPagesAsChannels(choice)
        }
        var notes: [DecodingNote] = damage.map { [.damagedMetadata($0)] } ?? []
        let pages: [Int]
        var projection: PlaneChoice.Projection?
        switch choice.pages {
        case .unsaid:
            pages = [0]
            if pageCount > 1 { notes.append(.pages(pageCount)) }
        case .page(let page):
            guard page >= 0, page < pageCount else {
                throw .notInFile(
                    file: name, asked: "page \(page)",
                    found: pageCount == 1 ? "it has one page, 0" : "its \(pageCount) pages are 0 to \(pageCount - 1)")
            }
            pages = [page]
        case .projected(let kind):
            // A file says how many it has in a few digits.
            guard pageCount <= mostPages else {
                throw .notInFile(
                    file: name, asked: "one of its \(pageCount) pages",
                    found: "it has no room for more than \(mostPages)")
            }
            pages = Array(0..<pageCount)
            projection = pageCount > 1 ? kind : nil
        }
        guard let wanted = choice.channels else {
            if hasChannelDirectories {
                notes.append(.channels(channelNames.count, taken: first.channelCount, names: knownNames))
            } else {
                notes += TIFFPage.notes(first, names: knownNames)
            }
            var places: [[Place]] = []
            for page in pages { places.append([try place(page: page, channel: 0)]) }
            return PlanePlan(pages: places, takesColors: true, projection: projection, notes: notes)
        }
        let channels = try numbers(of: wanted)
        var places: [[Place]] = []
        for page in pages {
            var ofPage: [Place] = []
            for channel in channels { ofPage.append(try place(page: page, channel: channel)) }
            places.append(ofPage)
        }
        return PlanePlan(pages: places, takesColors: false, projection: projection, notes: notes)
    }

    /// The channels' names, where they have any.
    private var knownNames: [String] { channelNames.contains { !$0.isEmpty } ? channelNames : [] }

    private func planOfPagesAsChannels(_ choice: PlaneChoice) throws(ImagingError) -> PlanePlan {
        var places: [Place] = []
        for channel in choice.channels ?? [] {
            guard case .number(let number) = channel, number < directories.count else {
                throw noChannel(channel, of: directories.count, names: [])
            }
            places.append(Place(directory: directories[number]))
        }
        return PlanePlan(pages: [places], takesColors: false, projection: nil, notes: [])
    }

    /// The numbers of channels that are named.
    private func numbers(of wanted: [PlaneChoice.Channel]) throws(ImagingError) -> [Int] {
        var numbers: [Int] = []
        for channel in wanted {
            switch channel {
            case .number(let number):
                guard number < channelNames.count else {
                    throw noChannel(channel, of: channelNames.count, names: knownNames)
                }
                numbers.append(number)
            case .name(let name):
                let fitting = channelNames.indices.filter { channelNames[$0].lowercased() == name.lowercased() }
                guard fitting.count == 1 else { throw noChannel(channel, of: channelNames.count, names: knownNames) }
                numbers.append(fitting[0])
            }
        }
        return numbers
    }

    private func noChannel(_ channel: PlaneChoice.Channel, of count: Int, names: [String]) -> ImagingError {
        ImagingError.noChannel(channel, of: count, names: names, file: name)
    }
}

extension ImagingError {
    /// What to say where a channel is asked for that a file has not, or that several have the name of.
    static func noChannel(
        _ channel: PlaneChoice.Channel, of count: Int, names: [String], file: String
    ) -> ImagingError {
        let twins =
            if case .name(let name) = channel { names.count { $0.lowercased() == name.lowercased() } } else { 0 }
        let known = names.isEmpty ? "" : " (\(DecodingNote.list(names)))"
        return .notInFile(
            file: file, asked: twins > 1 ? "one channel \(channel)" : "channel \(channel)",
            found: count == 1
                ? "it has one channel, 0\(known)" : "its \(count) channels are 0 to \(count - 1)\(known)")
    }
}
