import BasketModel
import ExportReading
import TestSupport
import Testing

/// Records at the edge of the limit, and beyond it, whatever the buffers.
@Suite struct RecordLimitTests {
  private static let header = CSVCase.header + "\n"

  /// An order of `bytes` bytes in two rows.
  private static func order(_ id: String, bytes: Int) -> String {
    let first = "\(id),1,1,0,1,1,"
    let last = "\(id),,,,,0,"
    let zeros = String(repeating: "0", count: bytes - first.utf8.count - last.utf8.count - 1)
    return "\(first)\n\(id),,,,,\(zeros)0,\n"
  }

  private func readCSV(_ rows: String, limit: Int) throws -> ReadingResult {
    let harness = try ReadingHarness(
      .csv(delimiter: 0x2C), limits: ReadLimits(recordBytesMax: limit))
    return harness.readSplitEverywhere(Array((Self.header + rows).utf8))
  }

  static let csvCases: [CSVCase] = [
    CSVCase(
      "at the limit", order("A", bytes: 60) + "B,1,1,0,1,1,\n", ["A@2 P=1.00", "B@4 P=1.00"]),
    CSVCase(
      "beyond the limit", order("A", bytes: 61) + "B,1,1,0,1,1,\n",
      ["null@2? MALFORMED_RECORD@2", "B@4 P=1.00"]),
    CSVCase(
      "between others", "X,1,1,0,1,1,\n" + order("A", bytes: 61) + "B,1,1,0,1,1,\n",
      ["X@2 P=1.00", "null@3? MALFORMED_RECORD@3", "B@5 P=1.00"]),
    CSVCase(
      "many rows", String(repeating: "A,1,1,0,1,1,\n", count: 40) + "B,1,1,0,1,1,\nC,1,1,0,1,1,\n",
      ["null@2? MALFORMED_RECORD@2", "B@42 P=1.00", "C@43 P=1.00"]),
    CSVCase(
      "many rows, then one without newline",
      String(repeating: "A,1,1,0,1,1,\n", count: 40) + "B,1,1,0,1,1,",
      ["null@2? MALFORMED_RECORD@2", "B@42 P=1.00"]),
    CSVCase(
      "many rows to the end, without newline",
      String(repeating: "A,1,1,0,1,1,\n", count: 40) + "A,1,1,0,1,1,",
      ["null@2? MALFORMED_RECORD@2"]),
    CSVCase(
      "one long row", "A,\(String(repeating: "0", count: 300))1,1,0,1,1,\nB,1,1,0,1,1,\n",
      ["null@2? MALFORMED_RECORD@2", "B@3 P=1.00"]),
    CSVCase(
      "one long row to the end", "A,\(String(repeating: "0", count: 300))1,1,0,1,1,",
      ["null@2? MALFORMED_RECORD@2"]),
    CSVCase(
      "a stray quote before many orders",
      "A\"x,1,1,0,1,1,\n" + (0..<40).map { "B\($0),1,1,0,1,1,\n" }.joined(),
      ["null@2? MALFORMED_RECORD@2"] + (0..<40).map { "B\($0)@\(3 + $0) P=1.00" }),
    CSVCase(
      "a small order before blank lines",
      "A,1,1,0,1,1,\n" + String(repeating: "\n", count: 200) + "B,1,1,0,1,1,\n",
      ["A@2 P=1.00", "B@203 P=1.00"]),
    CSVCase(
      "a blank line between all rows", (0..<20).map { "A\($0),1,1,0,1,1,\n\n" }.joined(),
      (0..<20).map { "A\($0)@\(2 + 2 * $0) P=1.00" }),
    CSVCase(
      "a quoted cell beyond the limit: reading goes on at the next line",
      "A,1,1,0,1,§\"1\n\(String(repeating: "B,1,1,0,1,1,\n", count: 5))\",\nC,1,1,0,1,1,\n",
      [
        "A@2? MALFORMED_RECORD@2", "null@3? MALFORMED_RECORD@3", "null@8? MALFORMED_RECORD@8",
        "C@9 P=1.00",
      ]),
  ]

  @Test(arguments: csvCases) func limitsCSVOrders(_ test: CSVCase) throws {
    let (bytes, _) = marked(test.rows)
    let result = try readCSV(String(decoding: bytes, as: UTF8.self), limit: 60)
    #expect(result.records == test.records)
    #expect(result.exportCodes == test.exportCodes)
  }

  /// Rows that cannot be read are records of their own, however many bytes they are together.
  @Test(arguments: [1, 63, 64, 65, 127, 128, 129, 300])
  func keepsRunsOfUnreadableRows(_ count: Int) throws {
    let run = (0..<count).map { "A,\($0)\n" }.joined()
    let rows = "A,1,1,0,1,1,\n" + run + "A,1,1,0,1,1,\nB,1,1,0,1,1,\n"
    let result = try readEvery37th(rows)
    #expect(result.orders.count { $0.isUnreadable } == count)
    #expect(result.orders.count { !$0.isUnreadable && $0.id == "A" } == (count < 64 ? 1 : 2))
    #expect(result.orders.last?.id == "B" && result.orders.last?.isUnreadable == false)
    #expect(result.records.count { $0.contains("~") } == (count < 64 ? 1 : 2))
  }

  /// Of a long run, the 64 rows next to an order are counted to it.
  @Test(arguments: [(64, true), (65, false)])
  func countsNearRowsToAnOrder(_ distance: Int, _ isNear: Bool) throws {
    let run = (0..<200).map { $0 == 200 - distance ? "B,1\n" : "X,1\n" }.joined()
    let result = try readEvery37th("A,1,1,0,1,1,\n" + run + "B,1,1,0,1,1,\n")
    #expect(result.records.last?.hasPrefix(isNear ? "B@203~" : "B@203 ") == true)
  }

  private func readEvery37th(_ rows: String) throws -> ReadingResult {
    let bytes = Array((Self.header + rows).utf8)
    let harness = try ReadingHarness(.csv(delimiter: 0x2C))
    return harness.readEveryWay(bytes, bufferSizes: Array(stride(from: 1, to: bytes.count, by: 37)))
  }

  /// With a small limit and unreadable rows in the way no record may get lost.
  @Test func losesNoOrderBesideOversizedOnes() throws {
    for seed in 0..<200 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var rows = ""
      var ids: Set<String> = []
      for number in 0..<30 {
        let id = "N\(number)"
        switch random.below(5) {
        case 0: rows += String(repeating: "\(id),1,1,0,1,1,\n", count: 5 + random.below(30))
        case 1: rows += String(repeating: "X,\(number)\n", count: random.below(30))
        case 2: rows += "\n"
        default:
          rows += "\(id),1,1,0,1,1,\n"
          ids.insert(id)
        }
      }
      let bytes = Array((Self.header + rows).utf8)
      let limits = ReadLimits(recordBytesMax: 64)
      for bufferBytes in [1, 10, 40, 100, 1 << 16] {
        let result = try ReadingHarness(.csv(delimiter: 0x2C), limits: limits)
          .read(bytes, bufferBytes: bufferBytes)
        let found = Set(result.orders.filter { !$0.isUnreadable }.compactMap(\.id))
        #expect(
          found.isSuperset(of: ids),
          "seed \(seed), buffers of \(bufferBytes): \(rows.debugDescription)")
      }
    }
  }

  @Test(arguments: ["\n", "", "\r\n"]) func limitsJSONLines(_ lineEnd: String) throws {
    let line = JSONCase.order("A")
    for (limit, isReadable) in [(line.utf8.count, true), (line.utf8.count - 1, false)] {
      let text =
        " \n" + line + "\n" + JSONCase.order("").replacing("\"order_id\":\"\",", with: "") + lineEnd
      let limits = ReadLimits(recordBytesMax: limit)
      let result = try ReadingHarness(.jsonLines, limits: limits).readSplitEverywhere(
        Array(text.utf8))
      #expect(
        result.records == [
          isReadable ? "A@2 P=1.00" : "null@2? MALFORMED_RECORD@2",
          "null@3 P=1.00 MISSING_FIELD(orderId)@3",
        ])
    }
  }

  @Test func passesOverLongLines() throws {
    for length in [100, 101, 102, 150, 199, 200, 201, 202, 1000] {
      for end in ["", "\n", "\n" + JSONCase.order("A")] {
        let text = String(repeating: " ", count: length) + end
        let limits = ReadLimits(recordBytesMax: 100)
        let result = try ReadingHarness(.jsonLines, limits: limits)
          .readSplitEverywhere(Array(text.utf8))
        let first = length > 100 ? ["null@1? MALFORMED_RECORD@1"] : []
        let last = end.utf8.count > 1 ? ["null@2? MALFORMED_RECORD@2"] : []
        #expect(result.records == first + last)
        #expect(result.exportCodes == [])
      }
    }
  }

  private static let xmlOrder = XMLTestExports.order("A")

  /// Found by fuzzing: what fitted into one buffer was read, however long it was.
  @Test(arguments: [XMLParserChoice.auto, .libxml2])
  func limitsXMLRecords(_ parser: XMLParserChoice) throws {
    let other = XMLTestExports.order("B").replacing(">10.00</total_a", with: ">9.00</total_a")
    let text = "<orders>" + Self.xmlOrder + other + Self.xmlOrder + "\n</orders>\n"
    for (limit, isReadable) in [
      (Self.xmlOrder.utf8.count + 1, [true, true, true]),
      (Self.xmlOrder.utf8.count, [true, true, false]),
      (Self.xmlOrder.utf8.count - 1, [false, true, false]),
      (Self.xmlOrder.utf8.count - 2, [false, false, false]),
    ] {
      var limits = ReadLimits(recordBytesMax: limit)
      limits.xmlParser = parser
      for bufferBytes in [1, 64, 1 << 16] {
        let result = try ReadingHarness(.xml, limits: limits)
          .read(Array(text.utf8), bufferBytes: bufferBytes)
        #expect(result.orders.map { !$0.isUnreadable } == isReadable, "\(limit), \(bufferBytes)")
        #expect(result.exportCodes == [], "\(limit), \(bufferBytes)")
      }
    }
  }

  /// Once what stands before the record, which our own reader gives up, became an order beside it.
  @Test(arguments: [1, 61, 1 << 16])
  func oversizedRecordBehindOtherElements(_ bufferBytes: Int) throws {
    let document =
      "<orders><discounts><discount amount=\"1\"/></discounts>\n<order><order_id>1</order_id>"
      + String(repeating: "<a>1</a>", count: 200) + "</order></orders>"
    let result = try ReadingHarness(.xml, limits: ReadLimits(recordBytesMax: 256))
      .read(Array(document.utf8), bufferBytes: bufferBytes)
    #expect(result.records == ["null@2? MALFORMED_RECORD@2"])
  }

  /// Found by fuzzing: the end of the document was not looked at behind an oversized record.
  @Test(arguments: [
    ("whole", "</orders>\n", []), ("with a comment behind", "</orders><!-- x -->", []),
    ("cut before the end tag", "\n", ["TRUNCATED_INPUT"]),
    ("cut inside the end tag", "</ord", ["TRUNCATED_INPUT"]),
    ("a DOCTYPE behind", "<!DOCTYPE x></orders>", ["UNREADABLE_INPUT"]),
  ])
  func judgesTheEndBehindAnOversizedRecord(
    _ name: String, _ end: String, _ expected: [String]
  ) throws {
    let long = Self.xmlOrder.replacing(">A<", with: ">\(String(repeating: "A", count: 900))<")
    for bufferBytes in [1, 50, 1 << 16] {
      let result = try ReadingHarness(.xml, limits: ReadLimits(recordBytesMax: 200)).read(
        Array(("<orders>" + long + end).utf8), bufferBytes: bufferBytes)
      #expect(result.orders.map(\.isUnreadable) == [true], "buffers of \(bufferBytes) bytes")
      #expect(result.exportCodes == expected, "buffers of \(bufferBytes) bytes")
    }
  }

  @Test func limitsNesting() throws {
    for (depth, isReadable) in [(128, true), (129, false)] {
      // The record's own object is the first level.
      let nested =
        String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1)
      let text = JSONCase.order("A", "\"x\":" + nested)
      let result = try ReadingHarness(.jsonLines).readEveryWay(Array(text.utf8))
      #expect(result.orders.map(\.isUnreadable) == [!isReadable])
    }
  }

  /// What is around a value, and how many objects and arrays that are.
  @Test(arguments: [
    ("record", #"{"order_id":"A","x":"#, 1, "}"),
    ("basket", #"{"order_id":"A","basket":{"x":"#, 2, "}}"),
    ("item", #"{"order_id":"A","basket":{"basket_items":[{"x":"#, 4, "}]}}"),
    ("discount", #"{"order_id":"A","basket":{"discounts":[{"x":"#, 4, "}]}}"),
  ])
  func countsLevels(_ name: String, _ head: String, _ levels: Int, _ tail: String) throws {
    let harness = try ReadingHarness(.jsonLines, limits: ReadLimits(nestingDepthMax: 6))
    for (depth, isReadable) in [(6, true), (7, false)] {
      let count = depth - levels
      let nested = String(repeating: "[", count: count) + String(repeating: "]", count: count)
      // Twice: the second is read with what was learnt from the first.
      let text = [head + nested + tail, head + nested + tail].joined(separator: "\n")
      let result = harness.readEveryWay(Array(text.utf8))
      #expect(result.orders.map(\.isUnreadable) == [!isReadable, !isReadable], "\(depth) levels")
    }
  }

  @Test func limitsItems() throws {
    for (count, isReadable) in [(3, true), (4, false)] {
      let limits = ReadLimits(itemCountMax: 3)
      let items = repeatElement(#"{"price":1}"#, count: count).joined(separator: ",")
      let json = try ReadingHarness(.jsonLines, limits: limits)
        .readEveryWay(Array(JSONCase.order("A", items: items, "\"x\":1").utf8))
      #expect(json.orders.map(\.isUnreadable) == [!isReadable])
      let csv = try ReadingHarness(.csv(delimiter: 0x2C), limits: limits).readEveryWay(
        Array((Self.header + String(repeating: "A,1,1,0,1,1,1\n", count: count)).utf8))
      #expect(
        csv.records == [
          isReadable
            ? "A@2 P=3.00 D=3.00"
            : "A@2 P=! D=! INVALID_FIELD_VALUE(basket.basketItems)@2"
              + " INVALID_FIELD_VALUE(basket.discounts)@2"
        ])
    }
  }
}
