import ExportReading
import Testing

/// Exports that end inside a character: what is there of it is no UTF-8, and the export is cut.
@Suite struct CutCharacterTests {
  private static let jsonOrder = #"{"id":1,"total":1,"note":""#
  private static let rows = "1,2.50,2,5.00,\n2,2.50,2,5.00,"
  private static let rowItems = "items: { fields: { unit_price: Price, quantity: Count } }"

  private static let exports:
    [(name: String, format: ExportStreamFormat, yaml: String?, start: String)] = [
      (
        "CSV", .csv(delimiter: 0x2C), nil,
        CSVCase.header + "\nA,1,1,0,1,1,\nB,1,1,0,1,1,"
      ),
      ("JSON Lines", .jsonLines, nil, JSONCase.order("A") + "\n{\"order_id\":\""),
      (
        "CSV with a mapping", .csv(delimiter: 0x2C), mapped(table(items: rowItems)),
        "Id,Price,Count,Total,Note\n\(rows)"
      ),
      (
        "CSV with a mapping, short rows", .csv(delimiter: 0x2C),
        mapped(table("short_rows: pad", items: rowItems)),
        "Id,Price,Count,Total,Note,More\n\(rows)"
      ),
      ("JSON Lines with a mapping", .jsonLines, mapped(json()), "\(jsonOrder)\"}\n\(jsonOrder)"),
      (
        "a JSON document", .jsonLines, mapped(json(order: "path: orders")),
        "{\"orders\":[\(jsonOrder)\"},\(jsonOrder)"
      ),
    ]

  private static func mapped(_ profile: String) -> String {
    MappedExport("", profile, "", []).yaml
  }

  @Test(arguments: exports.map(\.name), ["ş", "€", "😀"])
  func areTruncated(_ name: String, _ character: String) throws {
    let export = try #require(Self.exports.first { $0.name == name })
    let harness =
      try export.yaml.map { try ReadingHarness(export.format, yaml: $0) }
      ?? ReadingHarness(export.format)
    let start = Array(export.start.utf8)
    let letter = Array(character.utf8)
    for count in 1..<letter.count {
      let result = harness.readEveryWay(start + letter[..<count])
      #expect(result.exportCodes == ["TRUNCATED_INPUT"], "\(count) bytes")
      #expect(result.orders.last?.isUnreadable == true, "\(count) bytes")
      #expect(result.findingBytes == [start.count], "\(count) bytes")
    }
  }

  @Test(
    "A byte that is no UTF-8 in a whole last row is no truncation",
    arguments: [[0xFF], [0x9F], [0xC5, 0x41], [0xC5, 0x0A]] as [[UInt8]])
  func isWhole(_ bytes: [UInt8]) throws {
    let export = try #require(Self.exports.first)
    let result = try ReadingHarness(export.format).readEveryWay(Array(export.start.utf8) + bytes)
    #expect(result.exportCodes == [])
    #expect(result.orders.last?.isUnreadable == true)
  }
}
