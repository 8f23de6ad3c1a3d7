import Geometry
import Imaging

/// What `doctor` tries of pictures.
enum ImagingDiagnosis {
    static func findings() -> [Finding] {
        [formats(), text()]
    }

    private static func formats() -> Finding {
        let hint = "Install libvips (libvips42 on Debian and Ubuntu, vips from Homebrew)."
        do {
            let image = try Image(size: ImageSize(width: 16, height: 16), filledWith: .white)
            var working: [String] = []
            var failing: [String] = []
            for format in [ImageFormat.jpeg, .png, .webp] {
                let copy = try? Image(encoded: image.encoded(as: format), name: format.name)
                if copy?.size == image.size { working.append(format.name) } else { failing.append(format.name) }
            }
            let value =
                "libvips \(LibVips.version): writes and reads \(working.joined(separator: ", ")); also reads TIFF, GIF, BMP"
            return Finding(
                key: "pictures", name: "Pictures",
                value: failing.isEmpty ? value : "cannot do \(failing.joined(separator: ", "))",
                state: failing.isEmpty ? .fine : .broken, hint: failing.isEmpty ? nil : hint)
        } catch {
            return Finding(key: "pictures", name: "Pictures", value: error.description, state: .broken, hint: hint)
        }
    }

    private static func text() -> Finding {
        do {
            try Overlay.prepare()
            return Finding(key: "fonts", name: "Fonts", value: "labels can be drawn")
        } catch {
            return Finding(
                key: "fonts", name: "Fonts", value: error.description, state: .broken,
                hint: "Install a font, such as fonts-dejavu-core.")
        }
    }
}
