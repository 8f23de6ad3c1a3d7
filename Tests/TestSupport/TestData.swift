public import Foundation

/// The folder of real images, annotations and checkpoints that some tests use; nil without the environment variable
/// `MASKRCNN_TEST_DATA`. Such a test carries `.enabled(if: testData != nil, "MASKRCNN_TEST_DATA is not set")`.
public let testData: URL? = ProcessInfo.processInfo.environment["MASKRCNN_TEST_DATA"].map {
    URL(fileURLWithPath: $0, isDirectory: true)
}
