// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let geometry = Target.Dependency.product(name: "Geometry", package: "swift-mask-rcnn")
let coco = Target.Dependency.product(name: "COCO", package: "swift-mask-rcnn")

/// Programs that measure, and programs that look for inputs that trap. They are no part of the tests.
let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "swift-mask-rcnn", path: "..")],
    targets: [
        .executableTarget(
            name: "rle-bench", dependencies: [geometry], path: "Sources/RunLengthBenchmark", swiftSettings: strict),
        .executableTarget(
            name: "evaluation-bench", dependencies: [geometry, coco], path: "Sources/EvaluationBenchmark",
            swiftSettings: strict),
        .executableTarget(
            name: "fuzz", dependencies: [geometry, coco], path: "Sources/Fuzz", swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
