// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// What measures the package beside its peers, and over hours.
func benchmark(_ name: String, _ folder: String, _ libraries: String..., parsesArguments: Bool = false) -> Target {
    let own: [Target.Dependency] = libraries.map { .product(name: $0, package: "swift-mask-rcnn") }
    let parser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
    return .executableTarget(
        name: name, dependencies: own + (parsesArguments ? [parser] : []), path: folder, swiftSettings: strict)
}

let package = Package(
    name: "swift-mask-rcnn-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "swift-mask-rcnn", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    ],
    targets: [
        benchmark("rle-bench", "RunLengthBenchmark", "Geometry"),
        benchmark("evaluation-bench", "EvaluationBenchmark", "COCO", "Geometry"),
        benchmark("kernel-bench", "KernelBenchmark", "Torch", parsesArguments: true),
        benchmark("memory-soak", "MemorySoak", "COCO", "Geometry", "Imaging", parsesArguments: true),
    ],
    swiftLanguageModes: [.v6]
)
