import Foundation
import Reports
import TestSupport
import Testing

/// Opens pages in Chromium, where there is one.
@Suite(.enabled(if: Browser.path != nil, "no chromium, google-chrome or chromium-browser is on the PATH"), .serialized)
struct BrowserTests {
    @Test func aPageRunsItsScriptUnderItsPolicyWithoutErrors() throws {
        let page = try EvaluationReport.sample(classes: Names.hostile, pictures: 1).html()
        let (dom, messages) = try Browser.open(page)
        #expect(messages == [])
        // The script's mark: it ran, so the policy's hash is that of the script.
        #expect(dom.contains("<html lang=\"en\" class=\"has-script\">"))
        #expect(dom.components(separatedBy: "<button type=\"button\">").count == 12)
    }

    @Test func everySectionIsLaidOutAndAnswers() throws {
        var page = try EvaluationReport.sample(classes: ["b", "c", "a"], pictures: 1).html()
        // Without its policy the page lets a script in that measures it.
        let policy = try #require(
            page.range(of: #"<meta http-equiv="Content-Security-Policy"[^>]*>"#, options: .regularExpression))
        page.removeSubrange(policy)
        let probe = """
            <script>
            const say = (name, value) => document.body.setAttribute("data-" + name, value);
            say("sections", [...document.querySelectorAll("section")].map(s => s.id + " " +
              (s.getBoundingClientRect().height > 80 && s.getBoundingClientRect().width > 400)).join());
            const order = () => [...document.querySelectorAll(".sortable tbody th")].map(c => c.textContent).join("");
            const press = column => document.querySelectorAll(".sortable th button")[column].click();
            say("before", order()); press(0); say("name", order()); press(0); say("reverse", order());
            press(3); say("ap", [...document.querySelectorAll(".sortable tbody tr")].map(r => r.cells[3].dataset.v).join());
            const picture = document.querySelector(".picture"), look = () => getComputedStyle(picture).position;
            const looks = [look()];
            location.hash = "#picture-1";
            looks.push(look());
            dispatchEvent(new KeyboardEvent("keydown", {key: "Escape"}));
            looks.push(look(), location.hash, document.activeElement.className);
            say("picture", looks.join());
            say("wide", document.documentElement.scrollWidth > innerWidth);
            </script></body>
            """
        page = page.replacingOccurrences(of: "</body>", with: probe)
        let (dom, messages) = try Browser.open(page)
        #expect(messages == [])
        func said(_ name: String) -> String {
            dom.components(separatedBy: "data-\(name)=\"").dropFirst().last.map { String($0.prefix { $0 != "\"" }) }
                ?? ""
        }
        let ids = [
            "summary", "errors", "classes", "curves", "confusion", "regions", "comparison", "distributions", "pictures",
            "glossary",
        ]
        #expect(said("sections") == ids.map { $0 + " true" }.joined(separator: ","))
        // A picture fills the window when it is named, until Escape is pressed; the focus goes back to it.
        #expect(said("picture") == "relative,fixed,relative,#pictures,enlarge")
        #expect(said("wide") == "false")
        #expect([said("before"), said("name"), said("reverse")] == ["bca", "abc", "cba"])
        let ap = said("ap").split(separator: ",").compactMap { Double($0) }
        #expect(ap.count == 3 && ap == ap.sorted(by: >))
    }
}

/// A browser without a window.
enum Browser {
    static let path: String? = ["chromium", "google-chrome", "chromium-browser"].lazy.flatMap { name in
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
    }.first { FileManager.default.isExecutableFile(atPath: $0) }

    struct Failure: Error {
        var reason: String
    }

    /// The document after its scripts have run, and what the console says.
    static func open(_ page: String) throws -> (dom: String, messages: [String]) {
        guard let path else { throw Failure(reason: "no browser") }
        return try Scratch.with { folder in
            let file = folder.appendingPathComponent("page.html")
            try page.write(to: file, atomically: true, encoding: .utf8)
            let (output, errors) = (folder.appendingPathComponent("out"), folder.appendingPathComponent("err"))
            for url in [output, errors] { try Data().write(to: url) }
            let process = Process()
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-logging=stderr",
                "--v=0",
                "--user-data-dir=\(folder.path)/profile", "--window-size=1280,900", "--timeout=30000", "--dump-dom",
                file.absoluteString,
            ]
            process.standardOutput = try FileHandle(forWritingTo: output)
            process.standardError = try FileHandle(forWritingTo: errors)
            process.standardInput = FileHandle.nullDevice
            let done = DispatchSemaphore(value: 0)
            process.terminationHandler = { _ in done.signal() }
            try process.run()
            if done.wait(timeout: .now() + 60) != .success {
                kill(process.processIdentifier, SIGKILL)
                throw Failure(reason: "the browser does not end")
            }
            let log = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
            let dom = String(decoding: try Data(contentsOf: output), as: UTF8.self)
            guard dom.contains("</html>") else { throw Failure(reason: String(log.suffix(1000))) }
            return (dom, log.split(separator: "\n").filter { $0.contains("CONSOLE") }.map(String.init))
        }
    }
}
