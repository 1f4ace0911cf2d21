import BasketModel
import ExportReading
import Testing

/// What a stray quote costs: the row that holds it, and the lines that the finding names.
@Suite struct CSVResynchronisationTests {
  private static let header = CSVCase.header + "\n"

  private func read(_ rows: String) throws -> ReadingResult {
    try ReadingHarness(.csv(delimiter: 0x2C))
      .readSplitEverywhere(Array((Self.header + rows).utf8))
  }

  private static func lines(_ first: Int, _ last: Int) -> PassedLines {
    PassedLines(first: first, last: last)
  }

  @Test(
    arguments: [
      (
        "a quote inside a cell costs its row", "A\"x,1,1,0,1,1,\nB,1,1,0,1,1,\n",
        ["null@2? MALFORMED_RECORD@2", "B@3 P=1.00"], []
      ),
      (
        "a quoted cell that swallows a row up to a quote that is illegal there",
        "\"A,1,1,0,1,1,\nB,1,1,0,1,\"1\",\nC,1,1,0,1,1,\n",
        ["null@2? MALFORMED_RECORD@3", "C@4 P=1.00"], [lines(2, 3)]
      ),
      (
        "a line break in a quoted cell before the illegal quote",
        "A,1,1,0,1,\"1\n\n\"x,\nC,1,1,0,1,1,\n",
        ["A@2? MALFORMED_RECORD@4", "C@5 P=1.00"], [lines(2, 4)]
      ),
      (
        "a quoted cell that swallows rows up to a quote that is legal there",
        "A,1,1,0,1,1,\"\nB,1,1,0,1,1,\nC,1,1,0,1,1,\",x\nD,1,1,0,1,1,\n",
        ["A@2? MALFORMED_RECORD@4", "D@5 P=1.00"], [lines(2, 4)]
      ),
      (
        "a quote that is never closed costs its line",
        "A,1,1,0,1,\"1,\nB,1,1,0,1,1,\nC,1,1,0,1,1,\n",
        ["A@2? MALFORMED_RECORD@2", "B@3 P=1.00", "C@4 P=1.00"], []
      ),
    ] as [(String, String, [String], [PassedLines])])
  func resumes(_ name: String, _ rows: String, _ records: [String], _ passed: [PassedLines]) throws
  {
    let result = try read(rows)
    #expect(result.records == records)
    #expect(result.passedLines == passed)
  }

  @Test func namesLinesOfMappedTables() throws {
    let yaml = MappedExport("", table(items: "items: { fields: { price: Price } }"), "", []).yaml
    let export =
      "Id,Price,Total\n1,1,1\n\"2,1,1\n3,1,\"1\"\n4,1,1\n5,1,\"1\n6,1,1\",\n7,1,1\n"
    let result = try ReadingHarness(.csv(delimiter: 0x2C), yaml: yaml)
      .readEveryWay(Array(export.utf8))
    #expect(
      result.records == [
        "1@2 P=1.00", "null@3? MALFORMED_RECORD@4", "4@5 P=1.00", "null@6? MALFORMED_RECORD@7",
        "7@8 P=1.00",
      ])
    #expect(result.passedLines == [Self.lines(3, 4), Self.lines(6, 7)])
  }

  /// A quote at any place of an export: each line is that of an order, of a row that cannot be read,
  /// or named as passed over.
  @Test func losesNoLine() throws {
    let rows = (0..<12).map { number in
      switch number % 4 {
      case 0: "N\(number),1,1,0,1,\"1\",\n"
      case 1: "N\(number),1,1,0,1,1,\n"
      case 2: "\"N\(number)\",1,1,0,1,1,\"0\"\n"
      default: "N\(number),1,1,0,1,1,\n"
      }
    }.joined()
    let bytes = Array((Self.header + rows).utf8)
    let harness = try ReadingHarness(.csv(delimiter: 0x2C))
    for place in Self.header.utf8.count..<bytes.count {
      var broken = bytes
      broken.insert(0x22, at: place)
      let result = harness.readEveryWay(broken, bufferSizes: [1, 64])
      var lines = Set(result.orders.indices.map { result.positions(ofRecord: $0).line })
      for passed in result.passedLines { lines.formUnion(passed.first...passed.last) }
      #expect(lines == Set(2...13), "a quote at byte \(place)")
      // What stands behind the lines that are named is read.
      let lastPassed = result.passedLines.map(\.last).max() ?? 2
      let faulty = result.orders.count { $0.isUnreadable }
      #expect(faulty <= 2 && result.orders.count - faulty >= 13 - lastPassed - faulty)
    }
  }
}

extension ReadingResult {
  /// The place of a record, by its index.
  fileprivate func positions(ofRecord index: Int) -> SourcePosition {
    let place = records[index].split(separator: "@")[1].prefix { $0.isNumber }
    return SourcePosition(line: Int(place) ?? 0, byte: nil)
  }
}
