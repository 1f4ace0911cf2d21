import BasketModel
import ExportReading
import Testing

@Suite struct CSVHeaderTests {
  static let readable: [(name: String, text: String, records: [String])] = [
    ("byte order mark", "\u{FEFF}\(CSVCase.header)\nA,1,1,0,1,1,\n", ["A@2 P=1.00"]),
    ("CR LF", "\(CSVCase.header)\r\nA,1,1,0,1,1,\r\n", ["A@2 P=1.00"]),
    ("blank lines before", "\n \r\n\(CSVCase.header)\nA,1,1,0,1,1,\n", ["A@4 P=1.00"]),
    (
      "quoted names, blanks, another order",
      "x,\" total_amount\",\"order\n\",order_id ,total_discount_amount,amount,"
        + "total_product_amount\n?,1,?,A,0,1,1\n", ["A@3 P=0.00"]
    ),
    ("header only", "\(CSVCase.header)\n", []),
    ("header only, no newline", CSVCase.header, []),
    ("empty", "", []),
    ("blank", "\n\n", []),
  ]

  @Test(arguments: readable) func readsHeaders(_ name: String, _ text: String, _ records: [String])
    throws
  {
    let harness = try ReadingHarness(.csv(delimiter: 0x2C))
    let result = harness.readSplitEverywhere(Array(text.utf8))
    #expect(result.records == records)
    #expect(result.exportCodes == [])
  }

  static let faulty: [(name: String, header: String, words: [String])] = [
    (
      "missing columns", "order_id,amount,total_amount",
      ["total_product_amount", "total_discount_amount"]
    ),
    ("a mapped column twice", "\(CSVCase.header),amount", ["more than once", "amount"]),
    (
      "an optional column twice", "currency,\(CSVCase.header),currency",
      ["more than once", "currency"]
    ),
    ("names of other case", CSVCase.header.uppercased(), ["lacks", "order_id"]),
    ("a broken quote", "x\"\(CSVCase.header)", ["header row cannot be read"]),
    ("UTF-16", "o\0r\0d\0e\0r\0", ["UTF-16"]),
  ]

  @Test(arguments: faulty)
  func refusesHeaders(_ name: String, _ header: String, _ words: [String]) throws {
    let bytes = Array((header + "\nA,1,1,0,1,1,\n").utf8)
    let result = try ReadingHarness(.csv(delimiter: 0x2C)).readSplitEverywhere(bytes)
    #expect(result.exportCodes == ["UNREADABLE_INPUT"])
    #expect(result.records == [])
    for word in words { #expect(result.everything.joined().contains(word)) }
  }

  @Test func takesTabs() throws {
    let text = (CSVCase.header + "\nA,B,1,1,0,1,1,\n").replacing(",", with: "\t")
      .replacing("A\tB", with: "A,B")
    let result = try ReadingHarness(.csv(delimiter: 0x09)).readSplitEverywhere(Array(text.utf8))
    #expect(result.records == ["A,B@2 P=1.00"])
  }

  @Test func refusesMoreColumnsThanTheLimit() throws {
    let limits = ReadLimits(columnCountMax: 7)
    let harness = try ReadingHarness(.csv(delimiter: 0x2C), limits: limits)
    #expect(harness.readEveryWay(Array(CSVCase.header.utf8)).exportCodes == [])
    #expect(
      harness.readEveryWay(Array((CSVCase.header + ",x").utf8)).exportCodes == ["UNREADABLE_INPUT"])
  }

  @Test func refusesAHeaderLongerThanTheLimit() throws {
    let edge = CSVCase.header.utf8.count + 1
    let bytes = Array((CSVCase.header + "\nA,1,1,0,1,1,\n").utf8)
    for (limit, codes) in [(edge, []), (edge - 1, ["UNREADABLE_INPUT"])] {
      let limits = ReadLimits(preambleBytesMax: limit)
      let result = try ReadingHarness(.csv(delimiter: 0x2C), limits: limits)
        .read(bytes, bufferBytes: 16)
      #expect(result.exportCodes == codes)
    }
  }
}
