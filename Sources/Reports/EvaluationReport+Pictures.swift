internal import Geometry
internal import Imaging

extension EvaluationReport {
    /// The worst images.
    func pictureSection() throws(ImagingError) -> Section? {
        guard !pictures.isEmpty else { return nil }
        let encoded = try PictureEncoder(bytes: pictureBytes).encode(pictures.map(\.image))
        let figures = zip(pictures, encoded).enumerated().map { index, pair -> HTML in
            let (picture, file) = pair
            let place = index + 1
            return """
                <figure class="picture" id="picture-\(place)">\
                <a class="enlarge" href="#picture-\(place)" aria-label="Enlarge \(picture.caption)">\
                <img src="data:image/jpeg;base64,\(ContentHash.base64(file.bytes))" \
                width="\(file.size.width)" height="\(file.size.height)" alt="\(picture.caption)"></a>\
                <figcaption><strong>\(HTML.name(picture.caption))</strong> \
                <span class="note">\(picture.details)</span></figcaption>\
                <a class="close" href="#pictures" aria-label="Close">×</a></figure>

                """
        }
        return Section(
            id: "pictures", title: "Worst images", shortTitle: "Worst images",
            body: """
                <p class="note">\(pictureLegend)\(pictureLegend.isEmpty ? "" : " ")A click on a picture enlarges it.</p>
                <div class="pictures">
                \(figures)</div>

                """)
    }
}
