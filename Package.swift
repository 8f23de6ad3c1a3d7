// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// In this checkout LibTorch stands in `.libtorch`, which `make setup` fills or links (the README says how); for a
/// package that depends on this one, `pkg-config libtorch` gives the same paths. Neither needs an unsafe flag.
let libTorch = "../../.libtorch/include"

/// libFuzzer brings its own `main`, and all is compiled for it anew: `Scripts/fuzz.sh` asks for it.
let libFuzzer: [Target] =
    Context.environment["MASKRCNN_LIBFUZZER"] == nil
    ? []
    : [
        .executableTarget(
            name: "libfuzzer-readers", dependencies: ["HostileInputs", "Geometry", "Torch"],
            path: "Tests/Support/LibFuzzer",
            swiftSettings: strict)
    ]

/// The examples are a package of their own (`Examples/Package.swift`), so that `swift build` builds what users use; `make test` asks for them
/// here, too, since their package would compile the whole library anew.
let areExamplesTested = Context.environment["MASKRCNN_EXAMPLES"] != nil
func example(_ name: String, _ libraries: Target.Dependency...) -> Target {
    .executableTarget(name: name, dependencies: libraries, path: "Examples/\(name)", swiftSettings: strict)
}
let examples: [Target] =
    areExamplesTested
    ? [
        example("segment", "MaskRCNN", "Imaging"),
        example("count", "MaskRCNN", "Imaging"),
        example("mask-polygons", "MaskRCNN", "Imaging", "Geometry"),
        example("evaluate", "COCO"),
        .testTarget(
            name: "ExampleTests",
            dependencies: [
                "segment", "count", "mask-polygons", "evaluate", "MaskRCNN", "COCO", "Imaging", "Geometry",
                "TestSupport",
            ],
            swiftSettings: strict),
    ] : []

let package = Package(
    name: "swift-mask-rcnn",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "MaskRCNN", targets: ["MaskRCNN"]),
        .library(name: "Models", targets: ["Models"]),
        .library(name: "Frameworks", targets: ["Frameworks"]),
        .library(name: "Torch", targets: ["Torch"]),
        .library(name: "Checkpoints", targets: ["Checkpoints"]),
        .library(name: "Imaging", targets: ["Imaging"]),
        .library(name: "COCO", targets: ["COCO"]),
        .library(name: "ClassMaps", targets: ["ClassMaps"]),
        .library(name: "Export", targets: ["Export"]),
        .library(name: "Training", targets: ["Training"]),
        .library(name: "TrainingData", targets: ["TrainingData"]),
        .library(name: "Datasets", targets: ["Datasets"]),
        .library(name: "Reports", targets: ["Reports"]),
        .library(name: "Geometry", targets: ["Geometry"]),
        .library(name: "Zoo", targets: ["Zoo"]),
        .executable(name: "maskrcnn", targets: ["MaskRCNNCommand"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.81.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: [
        .target(name: "Files", swiftSettings: strict),
        .target(name: "Geometry", swiftSettings: strict),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .target(name: "Checkpoints", dependencies: ["Files", "CZlib"], swiftSettings: strict),
        .target(name: "COCO", dependencies: ["Geometry", "Files"], swiftSettings: strict),

        .systemLibrary(
            name: "CLibVips", pkgConfig: "vips", providers: [.apt(["libvips-dev"]), .brew(["vips"])]),
        .target(name: "CVips", dependencies: ["CLibVips"]),
        .target(name: "Imaging", dependencies: ["Geometry", "Files", "CVips"], swiftSettings: strict),

        .target(name: "ClassMaps", dependencies: ["COCO", "Imaging", "Geometry", "Files"], swiftSettings: strict),
        .target(
            name: "Datasets", dependencies: ["COCO", "Imaging", "Geometry", "Checkpoints", "Files"],
            swiftSettings: strict),
        .target(name: "Reports", dependencies: ["COCO", "Imaging", "Geometry", "Files"], swiftSettings: strict),

        .target(
            name: "TrainingData", dependencies: ["COCO", "ClassMaps", "Datasets", "Imaging", "Geometry", "Files"],
            swiftSettings: strict),
        .target(
            name: "TrainingRecords",
            dependencies: ["Imaging", "Geometry", "Files", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
            swiftSettings: strict),

        .target(
            name: "Zoo",
            dependencies: [
                "Files",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            resources: [.copy("Models")],
            swiftSettings: strict),

        .systemLibrary(name: "CLibTorch", pkgConfig: "libtorch"),
        .target(
            name: "CTorch",
            dependencies: ["CLibTorch"],
            cxxSettings: [
                .define("AT_PER_OPERATOR_HEADERS"),
                .headerSearchPath(libTorch),
                .headerSearchPath(libTorch + "/torch/csrc/api/include"),
                .headerSearchPath("distributed/declarations"),
            ],
            linkerSettings: [.linkedLibrary("torch_cpu"), .linkedLibrary("c10"), .linkedLibrary("m")]
        ),
        .target(name: "Torch", dependencies: ["CTorch", "Checkpoints", "Files"], swiftSettings: strict),
        .target(
            name: "Models",
            dependencies: [
                "Torch", "Zoo", "COCO", "Geometry", "Imaging", "Files",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .target(
            name: "Frameworks",
            dependencies: ["Models", "Torch", "Files", .product(name: "Yams", package: "Yams")], swiftSettings: strict),
        .target(
            name: "MaskRCNN", dependencies: ["Models", "Torch", "Zoo", "COCO", "Geometry", "Imaging", "Files"],
            swiftSettings: strict),
        .target(
            name: "Export",
            dependencies: [
                "MaskRCNN", "Models", "Torch", "Checkpoints", "Geometry", "Files",
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ],
            swiftSettings: strict),
        .target(
            name: "Training",
            dependencies: [
                "MaskRCNN", "Torch", "TrainingData", "TrainingRecords", "COCO", "ClassMaps", "Datasets", "Imaging",
                "Geometry", "Files",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "MaskRCNNCommand",
            dependencies: [
                "MaskRCNN", "Frameworks", "Export", "Training", "TrainingData", "TrainingRecords", "Torch", "COCO",
                "ClassMaps",
                "Datasets", "Reports", "Imaging", "Geometry", "Files", "Zoo",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),

        // What looks for inputs that trap: `make soak`.
        .executableTarget(
            name: "fuzz", dependencies: ["HostileInputs"], path: "Tests/Support/Fuzz", swiftSettings: strict),
        .target(name: "TestSupport", dependencies: ["Geometry"], path: "Tests/TestSupport", swiftSettings: strict),
        .target(
            name: "HostileInputs",
            dependencies: [
                "Files", "Geometry", "COCO", "Imaging", "ClassMaps", "Datasets", "Torch", "MaskRCNN", "TrainingRecords",
                "Training", "TestSupport",
            ],
            path: "Tests/Support/HostileInputs", swiftSettings: strict),
        .testTarget(
            name: "HostileInputTests",
            dependencies: [
                "HostileInputs", "Files", "Geometry", "COCO", "Imaging", "Datasets", "Torch", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "COCOTests", dependencies: ["COCO", "Geometry", "Files", "TestSupport"], exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "COCOParityTests", dependencies: ["COCO", "Geometry", "Files", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "ClassMapsTests", dependencies: ["ClassMaps", "COCO", "Imaging", "Geometry", "Files", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "DatasetsTests", dependencies: ["Datasets", "COCO", "Imaging", "Geometry", "Files", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ReportsTests", dependencies: ["Reports", "COCO", "Imaging", "Geometry", "Files", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "TrainingDataTests",
            dependencies: [
                "TrainingData", "ClassMaps", "Datasets", "COCO", "Imaging", "Geometry", "Files", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "TrainingRecordsTests",
            dependencies: ["TrainingRecords", "Imaging", "Geometry", "Files", "TestSupport"],
            swiftSettings: strict),
        .testTarget(name: "ZooTests", dependencies: ["Zoo", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "GeometryTests", dependencies: ["Geometry", "TestSupport"], exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "ImagingTests", dependencies: ["Imaging", "Geometry", "Files", "TestSupport"], swiftSettings: strict),
        .executableTarget(
            name: "DistributedProbe", dependencies: ["Torch"], path: "Tests/Support/DistributedProbe",
            swiftSettings: strict),
        .testTarget(
            name: "TorchTests", dependencies: ["Torch", "Geometry", "Files", "DistributedProbe", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "CheckpointsTests", dependencies: ["Checkpoints", "Files", "TestSupport"], exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "CommandLineTests",
            dependencies: [
                "MaskRCNNCommand", "MaskRCNN", "ClassMaps", "COCO", "Imaging", "Torch", "TrainingRecords", "Geometry",
                "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "MaskRCNNTests",
            dependencies: ["MaskRCNN", "Torch", "Zoo", "Imaging", "Geometry", "Files", "TestSupport"],
            exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "FrameworksTests",
            dependencies: [
                "Frameworks", "MaskRCNN", "Models", "Torch", "Imaging", "Geometry", "Files", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "ExportTests",
            dependencies: [
                "Export", "Models", "Checkpoints", "Torch", "Geometry", "TestSupport",
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ], swiftSettings: strict),
        .testTarget(
            name: "TrainingTests",
            dependencies: [
                "Training", "TrainingData", "TrainingRecords", "MaskRCNN", "Torch", "COCO", "ClassMaps", "Datasets",
                "Imaging", "Geometry", "Files", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ParityTests",
            dependencies: ["MaskRCNN", "Export", "Torch", "COCO", "Datasets", "Imaging", "Geometry", "TestSupport"],
            swiftSettings: strict),
    ] + examples + libFuzzer,
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c17,
    cxxLanguageStandard: .cxx20
)
