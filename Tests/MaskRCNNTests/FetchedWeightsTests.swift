import Foundation
import MaskRCNN
import TestSupport
import Testing
import Zoo

/// Detectors and segmenters that are made from a published name.
@Suite struct FetchedWeightsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A source that publishes a file as `published`, and caches it in an empty folder.
    private func source(_ path: String, on server: FileServer, digest: String? = nil) throws -> WeightsSource {
        let digest = try digest ?? String(Digest.sha256(of: path).prefix(8))
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        var source = WeightsSource()
        source.weights = [
            PublishedWeights(
                name: "published", torchvisionName: "Published_Weights.V1",
                fileName: "published-\(digest).safetensors", mebibytes: Double(size) / 1_048_576, what: "a test")
        ]
        source.baseURL = server.url("models")
        source.cacheFolder = folder("cache")
        return source
    }

    private func server(_ path: String) throws -> FileServer {
        let content = try Data(contentsOf: URL(fileURLWithPath: path))
        return try FileServer { _, _ in .init(body: content) }
    }

    @Test func aDetectorFetchesWhatItIsCalled() async throws {
        let path = try TestModel.path()
        let server = try server(path)
        var options = DetectorOptions()
        options.weightsSource = try source(path, on: server)
        let told = LastProgress()
        options.fetchProgress = { told.take($0, $1) }
        let image = try TestModel.picture(width: 90, height: 70)
        let found = try await Detector(weights: "published", options: options).detections(in: image)
        #expect(try await found == Detector(weights: path).detections(in: image))
        let size = try Data(contentsOf: URL(fileURLWithPath: path)).count
        #expect(told.value == [size, size])
        // The next one has it already, offline as well.
        options.isOffline = true
        let count = server.requests.count
        _ = try await Detector(weights: "Published_Weights.V1", options: options)
        #expect(count > 0 && server.requests.count == count)
    }

    @Test func offlineTheErrorSaysHowToFetch() async throws {
        let path = try TestModel.path()
        let server = try server(path)
        var options = DetectorOptions()
        let source = try source(path, on: server)
        options.weightsSource = source
        options.isOffline = true
        let error = await #expect(throws: MaskRCNNError.self) {
            _ = try await Detector(weights: "published", options: options)
        }
        #expect(error == .weightsNotFound(.notCached(source.weights[0])))
        #expect(error?.description.contains("maskrcnn weights fetch published") == true)
        #expect(server.requests.isEmpty && !FileManager.default.fileExists(atPath: source.cacheFolder))
    }

    @Test func whatCannotBeFetchedIsAnError() async throws {
        let path = try TestModel.path()
        let server = try server(path)
        var options = DetectorOptions()
        let source = try source(path, on: server, digest: "00000000")
        options.weightsSource = source
        let error = await #expect(throws: MaskRCNNError.self) {
            _ = try await Detector(weights: "published", options: options)
        }
        guard case .weightsNotFound(.notFetched(source.weights[0], .wrongDigest)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description.hasPrefix("published: the weights could not be fetched: ") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: source.cacheFolder).isEmpty)
    }

    @Test func aSegmenterFetchesWhatItIsCalled() async throws {
        try await SmallSegmenter.withWeights { path in
            let server = try server(path)
            var options = SegmenterOptions()
            options.weightsSource = try source(path, on: server)
            options.isOffline = true
            await #expect(throws: MaskRCNNError.self) {
                _ = try await Segmenter(weights: "published", options: options)
            }
            #expect(server.requests.isEmpty)
            options.isOffline = false
            let told = LastProgress()
            options.fetchProgress = { told.take($0, $1) }
            let segmenter = try await Segmenter(weights: "published", options: options)
            #expect(segmenter.classNames.count == 5)
            #expect(!server.requests.isEmpty && told.value?[0] == told.value?[1])
        }
    }
}
