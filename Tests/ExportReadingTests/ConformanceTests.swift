import BasketModel
import ExportReading
import Foundation
import TestSupport
import Testing

/// Documentation/conformance.md, row by row, against what the readers do with the public suites.
@Suite struct ConformanceTests {
  private static let page = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Documentation/conformance.md")

  /// The tables of a section without head and rule: the cells of each row.
  private static func rows(of section: String) throws -> [[String]] {
    let text = try String(contentsOf: page, encoding: .utf8)
    let parts = text.components(separatedBy: "\n## ")
    let part = try #require(parts.first { $0.hasPrefix(section) })
    return part.split(separator: "\n").filter { $0.hasPrefix("| `") }
      .map { row in
        row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      }
  }

  private static func name(_ cell: String) -> String {
    cell.trimmingCharacters(in: CharacterSet(charactersIn: "`"))
  }

  // MARK: JSONTestSuite

  private static let hasJSON = Corpora.folder("JSONTestSuite") != nil

  /// What becomes of a record that holds the bytes.
  private static func outcome(_ head: String, _ value: [UInt8]) throws -> String {
    let line = Array(#"{"order_id":"A","#.utf8) + Array(head.utf8) + value + Array("}\n".utf8)
    let result = try ReadingHarness(.jsonLines).read(line)
    if !result.exportCodes.isEmpty { return result.exportCodes.joined(separator: ", ") }
    if result.orders.contains(where: \.isUnreadable) { return "`MALFORMED_RECORD`" }
    let isInvalid = result.records.contains { $0.contains("INVALID_FIELD_VALUE(amount)") }
    return isInvalid ? "`INVALID_FIELD_VALUE`" : "read"
  }

  @Test(.enabled(if: hasJSON)) func freeCasesAreAsDocumented() throws {
    let folder = try #require(Corpora.folder("JSONTestSuite"))
    let files = try Corpora.files(in: folder.appending(path: "test_parsing"), ending: "json")
      .filter { $0.lastPathComponent.hasPrefix("i_") }
    var expected: [[String]] = []
    for file in files {
      let name = file.deletingPathExtension().lastPathComponent
      var bytes = Array(try Data(contentsOf: file))
      while bytes.last == 0x0A { bytes.removeLast() }
      let inner = Array(bytes.dropFirst().dropLast())
      let mapped =
        if name.hasPrefix("i_number") {
          try Self.outcome(#""amount":"#, inner)
        } else if name.hasPrefix("i_string") {
          try Self.outcome(#""currency":"#, inner)
        } else {
          "–"
        }
      expected.append([
        "`\(name)`", acceptsDocument(bytes) ? "JSON" : "no JSON",
        try Self.outcome(#""x":"#, bytes), mapped,
      ])
    }
    let found = try Self.rows(of: "JSONTestSuite").map { Array($0.prefix(4)) }
    let missing = expected.filter { !found.contains($0) }
    #expect(found == expected, "\(missing.map { "| " + $0.joined(separator: " | ") + " |" })")
  }

  // MARK: xmlconf

  /// Why a valid document is not read, without its DOCTYPE; nil where it is.
  private static func refusal(_ original: [UInt8]) -> String? {
    // What is decoded first is for `XMLTranscoderTests`.
    if XMLEncoding.encodingNeeded(firstBytes: original) != nil { return nil }
    let document = XMLConformanceTests.withoutDoctype(original) ?? original
    let faults = XMLWholeDocument.grammarFaults(of: document, limits: .standard)
    return faults.isEmpty ? nil : "needs an entity of its DOCTYPE"
  }

  @Test(.enabled(if: XMLConformanceTests.areAtHand)) func deviationsFromXMLAreAsDocumented() throws
  {
    var expected: [[String]] = []
    for url in XMLConformanceTests.documents("valid/sa") {
      let name = "`valid/sa/\(url.lastPathComponent)`"
      if let reason = Self.refusal(Array(try Data(contentsOf: url))) {
        expected.append([name, reason])
      }
    }
    for url in XMLConformanceTests.documents("not-wf/sa") {
      let faults = XMLWholeDocument.grammarFaults(
        of: Array(try Data(contentsOf: url)), limits: .standard)
      if faults.allSatisfy({ $0.contains("DOCTYPE is not") }) {
        expected.append(["`not-wf/sa/\(url.lastPathComponent)`", "refused for its DOCTYPE alone"])
      }
    }
    let found = try Self.rows(of: "xmlconf").map { Array($0.prefix(2)) }
    let missing = expected.filter { !found.contains($0) }
    #expect(found == expected, "\(missing.map { "| " + $0.joined(separator: " | ") + " |" })")
  }

  // MARK: csv-spectrum

  @Test(.enabled(if: Corpora.folder("csv-spectrum") != nil))
  func deviationsFromTheSpectrumAreAsDocumented() throws {
    let folder = try #require(Corpora.folder("csv-spectrum")).appending(path: "csvs")
    let names = try Corpora.files(in: folder, ending: "csv").map { "`\($0.lastPathComponent)`" }
    let rows = try Self.rows(of: "csv-spectrum")
    #expect(rows.compactMap(\.first) == names)
    for row in rows {
      let bytes = Array(try Data(contentsOf: folder.appending(path: Self.name(row[0]))))
      let isFaulty = ReferenceCSVReader.rows(bytes).contains { $0.cells == nil }
      let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
      #expect((row[1] == "as meant") == (!isFaulty && isUTF8), "\(row)")
    }
  }
}
