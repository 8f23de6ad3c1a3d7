internal import Files
internal import Geometry

/// Where the planes of an OME-TIFF file are, by what its XML says.
struct OMEPlanes {
    /// A channel's place among the directories of a page, and among the samples of its pixels.
    struct Channel {
        var directory: Int
        var sample: Int
    }

    /// The channels, in the file's order.
    let channels: [Channel]
    let channelNames: [String]
    let pageCount: Int
    let pixelSize: PixelSize?

    /// More than any file has, and few enough to be counted.
    static let mostChannels = 65_535
    private static let mostPlanes = 1 << 40

    private let pictures: [OMEDescription.Picture]
    /// How many directories the channels of a page have.
    let channelDirectories: Int
    /// The directories by picture and plane, of which channels are the fastest, then depths.
    private var places: [[Int: (directory: Int?, otherFile: String?)]] = []

    /// - Parameters:
    ///   - directories: Where the file's directories are.
    ///   - samples: The values that a pixel of the first has.
    /// - Throws: `TextFault` where what it says does not fit the file.
    init(_ description: OMEDescription, directories: [Int], samples: Int) throws(TextFault) {
        pictures = description.pictures
        let first = pictures[0]
        for picture in pictures {
            let planes = Int.product(picture.channels, picture.depths, picture.times)
            guard picture.channels <= Self.mostChannels, planes <= Self.mostPlanes else {
                throw TextFault(
                    line: 1, expected: "at most \(Self.mostChannels) channels and \(Self.mostPlanes) planes",
                    found: "\(picture.channels) and \(planes)")
            }
        }
        var elements = first.channelElements
        // What is said of samples is often left out, or wrong; the file's own number is right.
        if elements.reduce(0, { $0 + $1.samples }) != first.channels
            || elements.contains(where: { $0.samples != samples && $0.samples != 1 })
        {
            guard first.channels % samples == 0 else {
                throw TextFault(
                    line: 1, expected: "channels of \(samples) values a pixel, as the first page has",
                    found: "\(first.channels) of them")
            }
            let names = elements.map(\.name)
            elements = (0..<(first.channels / samples)).map { ($0 < names.count ? names[$0] : "", samples) }
        }
        channelDirectories = elements.count
        channels = elements.indices.flatMap { index in
            (0..<elements[index].samples).map { Channel(directory: index, sample: $0) }
        }
        channelNames = elements.flatMap { element in
            [String](repeating: element.name, count: element.samples)
        }
        var pages = 0
        for picture in pictures { pages = .sum(pages, .product(picture.depths, picture.times)) }
        pageCount = pages
        if let width = first.pixelWidth ?? first.pixelHeight, let height = first.pixelHeight ?? first.pixelWidth {
            pixelSize = PixelSize(x: width, y: height, origin: .omeXML)
        } else {
            pixelSize = nil
        }
        var next = 0
        var left = 4 * directories.count + 4096
        for picture in pictures {
            var found: [Int: (directory: Int?, otherFile: String?)] = [:]
            let planes = Int.product(channelDirectories, .product(picture.depths, picture.times))
            var elements = picture.places
            if elements.isEmpty {
                elements = [.init(page: next, first: (0, 0, 0), count: min(planes, directories.count))]
            }
            for element in elements {
                let count = element.count ?? (element.page == nil ? planes : 1)
                let start = picture.index(element.first, channels: channelDirectories)
                for step in 0..<min(count, element.otherFile == nil ? directories.count : count) {
                    let plane = Int.sum(start, step)
                    let page = Int.sum(element.page ?? 0, step)
                    guard plane < planes, element.otherFile != nil || page < directories.count else { break }
                    left -= 1
                    guard left >= 0 else { break }
                    let place = picture.plane(plane, channels: channelDirectories)
                    if found[place]?.directory == nil {
                        found[place] = (page < directories.count ? directories[page] : nil, element.otherFile)
                    }
                }
            }
            next = .sum(next, planes)
            places.append(found)
        }
    }

    func place(page: Int, channel: Int, name: String) throws(ImagingError) -> TIFFStack.Place {
        var (index, page) = (0, page)
        while index + 1 < pictures.count, page >= .product(pictures[index].depths, pictures[index].times) {
            page -= .product(pictures[index].depths, pictures[index].times)
            index += 1
        }
        let picture = pictures[index]
        let (depth, time) =
            depthIsFaster(picture)
            ? (page % picture.depths, page / picture.depths) : (page / picture.times, page % picture.times)
        let channel = channels[channel]
        let plane = channel.directory + channelDirectories * (depth + picture.depths * time)
        let words = "C \(channel.directory), Z \(depth), T \(time)"
        guard let found = places[index][plane] else {
            throw .notInFile(
                file: name, asked: "the plane \(words)", found: "its OME-XML names no page for it that is there")
        }
        if let other = found.otherFile, !Self.isSame(other, name) {
            throw .notInFile(file: name, asked: "the plane \(words)", found: "its OME-XML says that it is in \(other)")
        }
        guard let directory = found.directory else {
            throw .notInFile(file: name, asked: "the plane \(words)", found: "the file ends before it")
        }
        return TIFFStack.Place(directory: directory, sample: channel.sample)
    }

    private func depthIsFaster(_ picture: OMEDescription.Picture) -> Bool {
        for axis in picture.order where axis == "Z" || axis == "T" { return axis == "Z" }
        return true
    }

    /// Whether a file that XML names is the one that it stands in; one that was renamed is, where it names no other.
    private static func isSame(_ other: String, _ name: String) -> Bool {
        Path.name(of: other) == Path.name(of: name)
    }
}

extension OMEDescription.Picture {
    /// A plane's place in the order of pages.
    fileprivate func index(_ first: (channel: Int, depth: Int, time: Int), channels: Int) -> Int {
        var (index, stride) = (0, 1)
        for axis in order.dropFirst(2) {
            let (place, count) =
                switch axis {
                case "C": (first.channel, channels)
                case "Z": (first.depth, depths)
                default: (first.time, times)
                }
            index = .sum(index, .product(place, stride))
            stride = .product(stride, count)
        }
        return index
    }

    /// The plane at a place in the order of pages, counted with channels as the fastest and then depths.
    fileprivate func plane(_ index: Int, channels: Int) -> Int {
        var rest = index
        var (channel, depth, time) = (0, 0, 0)
        for axis in order.dropFirst(2) {
            switch axis {
            case "C": (channel, rest) = (rest % channels, rest / channels)
            case "Z": (depth, rest) = (rest % depths, rest / depths)
            default: (time, rest) = (rest % times, rest / times)
            }
        }
        return channel + channels * (depth + depths * time)
    }
}
