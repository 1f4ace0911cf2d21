import Foundation
import Testing

/// Rules, codes, tests and samples belong together; these tests fail when one of them is missing.
@Suite struct GalleryTidyTests {
  /// The names in all `FindingCode("…")` declarations of the sources.
  static func declaredCodes() throws -> [String] {
    let declaration = #/FindingCode\(\s*"([A-Z_]+)"/#
    return try Repository.files(in: "Sources", ending: ".swift").flatMap { path in
      try Repository.text(path).matches(of: declaration).map { String($0.output.1) }
    }
  }

  static var sampledCodes: [String] {
    Repository.names(in: "SampleData/Findings").filter {
      Repository.isFolder("SampleData/Findings/\($0)")
    }
  }

  @Test func everyCodeIsDeclaredOnce() throws {
    let codes = try Self.declaredCodes()
    #expect(codes.count == Set(codes).count, "give the new code a name of its own")
  }

  @Test func everyCodeHasASample() throws {
    let missing = Set(try Self.declaredCodes()).subtracting(Self.sampledCodes).sorted()
    #expect(
      missing.isEmpty, "add SampleData/Findings/<CODE> with the smallest export that raises it")
  }

  @Test func everySampleHasACode() throws {
    let unknown = Set(Self.sampledCodes).subtracting(try Self.declaredCodes()).sorted()
    #expect(unknown.isEmpty, "rename the folder to the code that its export raises, or remove it")
  }

  @Test func everySampleHasOneExport() {
    for code in Self.sampledCodes {
      let exports = Repository.names(in: "SampleData/Findings/\(code)")
        .filter { $0.hasPrefix("export.") }
      #expect(exports.count == 1, "\(code): name it export.jsonl, export.csv or export.xml")
    }
  }

  @Test func everyRuleHasATest() {
    let tests = Set(
      Repository.files(in: "Tests/OrderRulesTests", ending: ".swift")
        .map { URL(filePath: $0).lastPathComponent })
    let rules = Repository.files(in: "Sources/OrderRules", ending: "Rule.swift")
      .map { URL(filePath: $0).deletingPathExtension().lastPathComponent }
    let untested = rules.filter { !tests.contains("\($0)Tests.swift") }
    #expect(untested.isEmpty, "add Tests/OrderRulesTests/<Rule>Tests.swift")
  }
}
