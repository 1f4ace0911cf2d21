import ExportReading
import Foundation
import Testing

/// The W3C conformance suite's documents by James Clark, where the corpora are at hand.
struct XMLConformanceTests {
  static let corpora: URL = {
    if let path = ProcessInfo.processInfo.environment["ORDER_AUDIT_CORPORA"] {
      return URL(fileURLWithPath: path)
    }
    var package = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { package.deleteLastPathComponent() }
    return package.deletingLastPathComponent().appendingPathComponent("shared/corpora")
  }()

  static func documents(_ folder: String) -> [URL] {
    let url = corpora.appendingPathComponent("xmlconf/xmltest/\(folder)")
    let files = try? FileManager.default.contentsOfDirectory(
      at: url, includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension == "xml" }.sorted { $0.path < $1.path }
  }

  static let areAtHand = !documents("not-wf/sa").isEmpty

  /// The document without its DOCTYPE; nil where it has none.
  static func withoutDoctype(_ document: [UInt8]) -> [UInt8]? {
    let text = String(decoding: document, as: UTF8.self)
    guard let start = text.range(of: "<!DOCTYPE") else { return nil }
    var rest = text[start.upperBound...]
    var depth = 0
    while let character = rest.first {
      if rest.hasPrefix("<!--"), let close = rest.range(of: "-->") {
        rest = rest[close.upperBound...]
        continue
      }
      rest = rest.dropFirst()
      if character == "\"" || character == "'", let close = rest.firstIndex(of: character) {
        rest = rest[close...].dropFirst()
      } else if character == "[" {
        depth += 1
      } else if character == "]" {
        depth -= 1
      } else if character == ">", depth == 0 {
        return Array((text[..<start.lowerBound] + rest).utf8)
      }
    }
    return nil
  }

  @Test(.enabled(if: areAtHand)) func refusesEveryDocumentThatIsNotWellFormed() throws {
    var refusedByGrammar = 0
    for url in Self.documents("not-wf/sa") {
      let document = Array(try Data(contentsOf: url))
      let faults = XMLWholeDocument.grammarFaults(of: document, limits: .standard)
      let grammar = faults.filter { !$0.contains("DOCTYPE is not") }
      #expect(!faults.isEmpty, "\(url.lastPathComponent)")
      if !String(decoding: document, as: UTF8.self).contains("<!DOCTYPE") {
        #expect(!grammar.isEmpty, "\(url.lastPathComponent)")
      }
      if !grammar.isEmpty { refusedByGrammar += 1 }
    }
    #expect(refusedByGrammar >= 186, "\(refusedByGrammar)")
  }

  @Test(.enabled(if: areAtHand)) func acceptsWellFormedDocumentsWithoutTheirDoctype() throws {
    var accepted = 0
    for url in Self.documents("valid/sa") {
      let original = Array(try Data(contentsOf: url))
      guard XMLEncoding.encodingNeeded(firstBytes: original) == nil else { continue }
      let document = Self.withoutDoctype(original) ?? original
      let faults = XMLWholeDocument.grammarFaults(of: document, limits: .standard)
      // What is left may need entities that the DOCTYPE declared.
      if faults.allSatisfy({ $0.contains("Entity '") }) {
        accepted += faults.isEmpty ? 1 : 0
      } else {
        Issue.record("\(url.lastPathComponent): \(faults)")
      }
    }
    #expect(accepted >= 80, "\(accepted)")
  }
}
