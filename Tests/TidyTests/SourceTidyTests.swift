import Foundation
import Testing

/// Reads the sources and refuses what the house rules forbid; every message says what to use
/// instead.
@Suite struct SourceTidyTests {
  /// Something that must not stand in a source.
  struct Ban: CustomTestStringConvertible, Sendable {
    let name: String
    let pattern: String
    let instead: String
    /// Whether a file may use it all the same.
    var isAllowed: @Sendable (_ path: String) -> Bool = { _ in false }

    var testDescription: String { name }
  }

  static let bans = [
    Ban(
      name: "try!", pattern: #"\btry!"#,
      instead: "throw a typed error, or return a finding where the data is at fault"),
    Ban(
      name: "force unwrap", pattern: #"[\w)\]]!(?!=)"#,
      instead: "guard let, or preconditionFailure with a sentence where nil is a mistake of ours"),
    Ban(
      name: "print", pattern: #"\bprint\("#,
      instead: "OutputFile for reports, StandardErrorPrinter for people: print ignores full disks"),
    Ban(
      name: "binary floating point", pattern: #"\b(Double|Float|CGFloat|Float16|Float80)\b"#,
      instead: "StatedAmount and minor units: amounts are exact (progress display may use it)",
      isAllowed: { $0.contains("Progress") }),
    Ban(
      name: "Foundation", pattern: #"^\s*([a-z]+ )?import (struct |class |func |enum )?Foundation"#,
      instead: "the standard library and Glibc; Foundation accepts broken numbers and broken XML"),
    Ban(
      name: "libyaml", pattern: #"^\s*([a-z]+ )?import CLibYAML\b"#,
      instead: "a checked Profile from ExportProfiles, the only module that sees YAML",
      isAllowed: { $0.hasPrefix("Sources/ExportProfiles/") }),
    Ban(
      name: "@testable", pattern: #"@testable\b"#,
      instead: "package access"),
    Ban(
      name: "detached task", pattern: #"\bTask\.detached\b|\bTask \{|\bTask\("#,
      instead: "the one task group of the run"),
  ]

  static let sources = Repository.files(in: "Sources", ending: ".swift")

  @Test(arguments: bans)
  func sourcesDoNotUse(_ ban: Ban) throws {
    for path in Self.sources where !ban.isAllowed(path) {
      let places = try SwiftSource(path: path).places(of: ban.pattern)
      #expect(places.isEmpty, "\(ban.name): use \(ban.instead)")
    }
  }

  @Test func linesHaveAtMost100Columns() throws {
    for path in Self.sources {
      let lines = try SwiftSource(path: path).lines
      let long = lines.indices.filter { lines[$0].count > 100 }.map { "\(path):\($0 + 1)" }
      #expect(long.isEmpty, "break the line before column 100; Scripts/format helps")
    }
  }

  @Test func functionsHaveAtMost70Lines() throws {
    for path in Self.sources {
      let long = try SwiftSource(path: path).functions().filter { $0.length > 70 }
        .map { "\(path):\($0.line) has \($0.length) lines" }
      #expect(long.isEmpty, "give the parts names and functions of their own")
    }
  }

  @Test func thereIsOneTaskGroup() throws {
    let places = try Self.sources.flatMap {
      try SwiftSource(path: $0).places(of: #"\bwith\w*TaskGroup\b"#)
    }
    #expect(places.count <= 1, "hand buffers to the task group of the run instead of a second one")
  }

  @Test func sourcesAreFound() {
    #expect(Self.sources.count > 10)
  }
}
