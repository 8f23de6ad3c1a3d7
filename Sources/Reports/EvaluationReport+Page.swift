internal import COCO
internal import Imaging

extension EvaluationReport {
    /// A part of the page.
    struct Section {
        /// The name by which links reach it.
        var id: String
        var title: String
        /// The title in the list of contents.
        var shortTitle: String
        var body: HTML
    }

    /// The page of all parts that have something to show.
    func page() throws(ImagingError) -> HTML {
        let charts = ReportCharts(report: self)
        var sections = [
            summarySection, costSection(charts), categorySection(charts), curveSection(charts),
            confusionSection(charts), regionSection, comparisonSection(charts), histogramSection,
        ].compactMap { $0 }
        if let section = try pictureSection() { sections.append(section) }
        sections.append(glossarySection)
        let contents = sections.map { "<li><a href=\"#\($0.id)\">\($0.shortTitle)</a></li>" as HTML }
        let bodies = sections.map { section -> HTML in
            """
            <section id="\(section.id)" aria-labelledby="\(section.id)-title">
            <h2 id="\(section.id)-title">\(section.title)</h2>
            \(section.body)</section>

            """
        }
        let style = StyleSheet.text + ChartTheme.pageStyleSheet
        let policy =
            "default-src 'none'; img-src data:; style-src '\(ContentHash.of(style))'; "
            + "script-src '\(ContentHash.of(PageScript.text))'; base-uri 'none'; form-action 'none'"
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="generator" content="swift-mask-rcnn">
            <meta http-equiv="Content-Security-Policy" content="\(HTML(sound: policy))">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title)</title>
            <style>\(HTML(sound: style))</style>
            </head>
            <body>
            <a class="skip" href="#content">To the content</a>
            <header>
            <h1>\(HTML.name(title))</h1>
            \(factList)<nav aria-label="Contents"><ul>\(contents)</ul></nav>
            </header>
            <main id="content">
            \(noteList)\(bodies)</main>
            <script>\(HTML(sound: PageScript.text))</script>
            </body>
            </html>

            """
    }

    private var factList: HTML {
        guard !facts.isEmpty else { return "" }
        let items = facts.map { "<div><dt>\($0.label)</dt><dd>\(HTML.name($0.value))</dd></div>\n" as HTML }
        return "<dl class=\"facts\">\n\(items)</dl>\n"
    }

    private var noteList: HTML {
        guard !notes.isEmpty else { return "" }
        let items = notes.map { "<li>\($0)</li>\n" as HTML }
        return "<aside class=\"notes\" aria-label=\"Notes\">\n<ul>\n\(items)</ul>\n</aside>\n"
    }
}
