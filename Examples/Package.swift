// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Short programs that use the package as any other program does: by its products alone.
func example(_ name: String, _ libraries: String...) -> Target {
    .executableTarget(
        name: name, dependencies: libraries.map { .product(name: $0, package: "swift-mask-rcnn") }, path: name,
        swiftSettings: strict)
}

let package = Package(
    name: "swift-mask-rcnn-examples",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "swift-mask-rcnn", path: "..")],
    targets: [
        example("segment", "MaskRCNN", "Imaging"),
        example("count", "MaskRCNN", "Imaging"),
        example("mask-polygons", "MaskRCNN", "Imaging", "Geometry"),
        example("evaluate", "COCO"),
    ],
    swiftLanguageModes: [.v6]
)
