import Foundation
import Testing

/// The pages for people.
@Suite struct DocumentTidyTests {
  static var pages: [String] {
    let folders = ["Sources", "SampleData", "Documentation"].flatMap {
      Repository.files(in: $0, ending: ".md")
    }
    return Repository.names(in: ".").filter { $0.hasSuffix(".md") } + folders
  }

  @Test(arguments: pages)
  func hasOneTitle(_ page: String) throws {
    var isCode = false
    var titles = 0
    for line in try Repository.text(page).split(separator: "\n") {
      if line.hasPrefix("```") { isCode.toggle() }
      if !isCode, line.hasPrefix("# ") { titles += 1 }
    }
    #expect(titles == 1, "begin the page with one `# Title` and use `##` below it")
  }

  @Test(arguments: pages)
  func linksLeadSomewhere(_ page: String) throws {
    let folder = URL(filePath: "/\(page)").deletingLastPathComponent()
    for match in try Repository.text(page).matches(of: #/\]\(([^)#:]+)(#[^)]*)?\)/#) {
      let target = folder.appending(path: String(match.output.1)).standardized.path()
      #expect(
        Repository.exists(String(target.dropFirst())), "correct the link to \(match.output.1)")
    }
  }

  @Test(arguments: ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"])
  func exists(_ page: String) {
    #expect(Repository.exists(page), "write it")
  }
}
