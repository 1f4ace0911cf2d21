import BasketModel
import ExportReading
import Testing

/// A CSV export and the records it must give, whatever the buffers.
struct CSVCase: CustomTestStringConvertible, Sendable {
  var name: String
  /// The rows after the header; `§` marks the byte of each finding, in order, where there are
  /// marks.
  var rows: String
  var records: [String]
  var exportCodes: [String] = []

  init(_ name: String, _ rows: String, _ records: [String], export exportCodes: [String] = []) {
    self.name = name
    self.rows = rows
    self.records = records
    self.exportCodes = exportCodes
  }

  var testDescription: String { name }

  static let header =
    "order_id,amount,total_product_amount,total_discount_amount,total_amount,item_price,"
    + "discount_amount"

  func check(limits: ReadLimits = ReadLimits(), header: String = Self.header + "\n") throws {
    let (bytes, marks) = marked(header + rows)
    let result = try ReadingHarness(.csv(delimiter: 0x2C), limits: limits).readSplitEverywhere(
      bytes)
    #expect(result.records == records)
    #expect(result.exportCodes == exportCodes)
    if !marks.isEmpty { #expect(result.findingBytes == marks) }
  }
}

@Suite struct CSVReadingTests {
  static let plain: [CSVCase] = [
    CSVCase("one order", "A,1,1,0,1,1,\n", ["A@2 P=1.00"]),
    CSVCase("no final newline", "A,1,1,0,1,1,", ["A@2 P=1.00"]),
    CSVCase("no final newline, last cell given", "A,1,1,0,1,1,1", ["A@2 P=1.00 D=1.00"]),
    CSVCase("CR LF", "A,1,1,0,1,1,\r\nB,1,1,0,1,1,2\r\n", ["A@2 P=1.00", "B@3 P=1.00 D=2.00"]),
    CSVCase("a final CR", "A,1,1,0,1,1,2\r", ["A@2 P=1.00 D=2.00"]),
    CSVCase("a lone CR is text", "A\rB,1,1,0,1,1,\n", ["A\rB@2 P=1.00"]),
    CSVCase("all cells quoted", "\"A\",\"1\",\"1\",\"0\",\"1\",\"1\",\"\"\n", ["A@2 P=1.00"]),
    CSVCase("quoted, CR LF", "\"A\",1,1,0,1,1,\"2\"\r\n", ["A@2 P=1.00 D=2.00"]),
    CSVCase("quoted, at the end", "\"A\",1,1,0,1,1,\"2\"", ["A@2 P=1.00 D=2.00"]),
    CSVCase("quoted, then a final CR", "\"A\",1,1,0,1,1,\"2\"\r", ["A@2 P=1.00 D=2.00"]),
    CSVCase("doubled quotes", "\"A\"\"B\",1,1,0,1,1,\n", ["A\"B@2 P=1.00"]),
    CSVCase("only doubled quotes", "\"\"\"\"\"\",1,1,0,1,1,\n", ["\"\"@2 P=1.00"]),
    CSVCase("a quoted delimiter", "\"A,B\",1,1,0,1,1,\n", ["A,B@2 P=1.00"]),
    CSVCase(
      "a quoted newline", "\"A\nB\",1,1,0,1,1,\nC,1,1,0,1,1,\n", ["A\nB@2 P=1.00", "C@4 P=1.00"]),
    CSVCase(
      "a quoted newline, no final newline", "\"A\nB\",1,1,0,1,1,\nC,1,1,0,1,1,",
      ["A\nB@2 P=1.00", "C@4 P=1.00"]),
    CSVCase(
      "a quoted CR LF", "\"A\r\nB\",1,1,0,1,1,\nC,1,1,0,1,1,\n", ["A\r\nB@2 P=1.00", "C@4 P=1.00"]),
    CSVCase(
      "blank lines", "\nA,1,1,0,1,1,\n\n \t\r\nB,1,1,0,1,1,\n\n", ["A@3 P=1.00", "B@6 P=1.00"]),
    CSVCase("blank lines end no group", "A,1,1,0,1,1,\n\nA,,,,,1,\n", ["A@2 P=2.00"]),
    CSVCase("UTF-8", "Ağ😀,1,1,0,1,1,\n", ["Ağ😀@2 P=1.00"]),
    CSVCase("amounts with blanks", "A, 1 ,\"\t1\",0,1,1.50 ,\n", ["A@2 P=1.50"]),
    CSVCase(
      "an amount with a doubled quote", "A,\"§1\"\"\",1,0,1,1,\n",
      ["A@2 P=1.00 INVALID_FIELD_VALUE(amount)@2"]),
  ]

  @Test(arguments: plain) func readsRows(_ test: CSVCase) throws {
    try test.check()
  }

  static let groups: [CSVCase] = [
    CSVCase("two items", "A,2,2,0,2,1,\nA,,,,,1,\n", ["A@2 P=2.00"]),
    CSVCase("item and discount on one row", "A,2,2,0,2,3,1\n", ["A@2 P=3.00 D=1.00"]),
    CSVCase("item and discount on two rows", "A,2,2,0,2,3,\nA,,,,,,1\n", ["A@2 P=3.00 D=1.00"]),
    CSVCase("a row without item or discount", "A,0,0,0,0,,\n", ["A@2 P=0.00"]),
    CSVCase("blank item cells are no item", "A,0,0,0,0, ,\"\"\n", ["A@2 P=0.00"]),
    CSVCase(
      "three orders", "A,1,1,0,1,1,\nB,1,1,0,1,1,\nB,,,,,2,\nC,1,1,0,1,1,\n",
      ["A@2 P=1.00", "B@3 P=3.00", "C@5 P=1.00"]),
    CSVCase(
      "an id that comes back", "A,1,1,0,1,1,\nB,1,1,0,1,1,\nA,1,1,0,1,1,\n",
      ["A@2 P=1.00", "B@3 P=1.00", "A@4 P=1.00"]),
    CSVCase("one id, quoted or not", "A,1,1,0,1,1,\n\"A\",,,,,1,\n", ["A@2 P=2.00"]),
    CSVCase("one quoted id", "\"A\"\"\",1,1,0,1,1,\n\"A\"\"\",,,,,1,\n", ["A\"@2 P=2.00"]),
    CSVCase(
      "quoted ids", "\"A\",1,1,0,1,1,\n\"A\"\"\",1,1,0,1,1,\n\"B\",1,1,0,1,1,\n",
      ["A@2 P=1.00", "A\"@3 P=1.00", "B@4 P=1.00"]),
    CSVCase(
      "ids are bytes", "A,1,1,0,1,1,\na,1,1,0,1,1,\nA ,1,1,0,1,1,\n",
      ["A@2 P=1.00", "a@3 P=1.00", "A @4 P=1.00"]),
    CSVCase(
      "blank ids are orders of their own",
      "A,1,1,0,1,1,\n§,1,1,0,1,1,\n§ ,1,1,0,1,1,\nA,1,1,0,1,1,\n",
      [
        "A@2 P=1.00", "null@3 P=1.00 MISSING_FIELD(orderId)@3",
        "null@4 P=1.00 MISSING_FIELD(orderId)@4", "A@5 P=1.00",
      ]),
    CSVCase(
      "conflicting cells", "A,1,1,0,1,1,\nA,§2,§3,,,1,\nA,4,,,,1,\n",
      [
        "A@2 P=3.00 CONFLICTING_FIELD_VALUE(amount)@3"
          + " CONFLICTING_FIELD_VALUE(basket.totalProductAmount)@3"
      ]),
    CSVCase("equal cells", "A,1,1,0,1,1,\nA,1,1,0,1,1,\n", ["A@2 P=2.00"]),
    CSVCase("numerically equal cells", "A,1,1,0,1,1,\nA,1.00,01,-0,\" 1.0\",1,\n", ["A@2 P=2.00"]),
    CSVCase(
      "blank on the first row, given on the second", "§A,,1,0,1,1,\nA,§1,1,0,1,1,\n",
      ["A@2 P=2.00 MISSING_FIELD(amount)@2 CONFLICTING_FIELD_VALUE(amount)@3"]),
    CSVCase(
      "an item without price, a discount that is none", "A,1,1,0,1,,x\n",
      ["A@2 P=0.00 D=! INVALID_FIELD_VALUE(basket.discounts[0].amount)@2"]),
  ]

  @Test(arguments: groups) func joinsRows(_ test: CSVCase) throws {
    try test.check()
  }

  static let unreadable: [CSVCase] = [
    CSVCase(
      "too few cells", "A,1,1,0,1,1,\nX,1§\nB,1,1,0,1,1,\n",
      ["A@2 P=1.00", "X@3? MALFORMED_RECORD@3", "B@4 P=1.00"]),
    CSVCase(
      "too many cells", "X,1,1,0,1,1,,§\nB,1,1,0,1,1,\n",
      ["X@2? MALFORMED_RECORD@2", "B@3 P=1.00"]),
    CSVCase(
      "the id of the order before", "A,1,1,0,1,1,\nA,1§\nB,1,1,0,1,1,\n",
      ["A@2~ P=1.00 MALFORMED_RECORD@3", "A@3? MALFORMED_RECORD@3", "B@4 P=1.00"]),
    CSVCase(
      "the id of the order after", "A,1,1,0,1,1,\nB,1§\nB,1,1,0,1,1,\n",
      ["A@2 P=1.00", "B@3? MALFORMED_RECORD@3", "B@4~ P=1.00 MALFORMED_RECORD@3"]),
    CSVCase(
      "inside a group, which goes on", "A,1,1,0,1,1,\nX§\nA,,,,,1,\n",
      ["A@2 P=2.00", "X@3? MALFORMED_RECORD@3"]),
    CSVCase(
      "inside a group, of the group", "A,1,1,0,1,1,\nA§\nA,,,,,1,\n",
      ["A@2~ P=2.00 MALFORMED_RECORD@3", "A@3? MALFORMED_RECORD@3"]),
    CSVCase(
      "quoted id of the order before", "\"A\"\"\",1,1,0,1,1,\n\"A\"\"\"§\nB,1,1,0,1,1,\n",
      ["A\"@2~ P=1.00 MALFORMED_RECORD@3", "A\"@3? MALFORMED_RECORD@3", "B@4 P=1.00"]),
    CSVCase(
      "a row without id belongs to nobody", "A,1,1,0,1,1,\n,1§\n,1,1,0,1,1,\n",
      [
        "A@2 P=1.00", "null@3? MALFORMED_RECORD@3", "null@4 P=1.00 MISSING_FIELD(orderId)@4",
      ]),
    CSVCase(
      "far before its order", "B§\nX§\n\nY§\nB,1,1,0,1,1,\n",
      [
        "B@2? MALFORMED_RECORD@2", "X@3? MALFORMED_RECORD@3", "Y@5? MALFORMED_RECORD@5",
        "B@6~ P=1.00 MALFORMED_RECORD@2",
      ]),
    CSVCase(
      "a quote inside a cell", "A,1§\"2\",1,0,1,1,\nB,1,1,0,1,1,\n",
      ["A@2? MALFORMED_RECORD@2", "B@3 P=1.00"]),
    CSVCase(
      "bytes after a closing quote", "\"A\",\"1§\"2,1,0,1,1,\nB,1,1,0,1,1,\n",
      ["A@2? MALFORMED_RECORD@2", "B@3 P=1.00"]),
    CSVCase(
      "a lone CR after a closing quote", "A,\"1§\"\r,1,0,1,1,\nB,1,1,0,1,1,\n",
      ["A@2? MALFORMED_RECORD@2", "B@3 P=1.00"]),
    CSVCase(
      "a space before a quote", "A, §\"1\",1,0,1,1,\nB,1,1,0,1,1,\n",
      ["A@2? MALFORMED_RECORD@2", "B@3 P=1.00"]),
    CSVCase(
      "a fault on the second line of a row", "A,\"1\n2§\"x,1,0,1,1,\nB,1,1,0,1,1,\n",
      ["A@2? MALFORMED_RECORD@3", "B@4 P=1.00"]),
    CSVCase(
      "a fault on the last line of a row, at the end", "B,1,1,0,1,1,\nA,\"1\n2§\"x,1,0,1,1",
      ["B@2 P=1.00", "A@3? MALFORMED_RECORD@4"]),
    CSVCase(
      "an unclosed quote, closed by the next row's", "A,§\"1,1,0,1,1,\nB,1,1,0,1,1,\n",
      ["A@2? MALFORMED_RECORD@2", "B@3 P=1.00"]),
    CSVCase(
      "an unclosed quote in the last line", "B,1,1,0,1,1,\nA,§\"1,1,0,1,1,\n",
      ["B@2 P=1.00", "A@3? MALFORMED_RECORD@3"], export: ["TRUNCATED_INPUT"]),
    CSVCase(
      "an id that is the fault", "§\"A\nB,1,1,0,1,1,\n",
      ["null@2? MALFORMED_RECORD@2", "B@3 P=1.00"]),
    CSVCase(
      "a NUL byte", "A,1,§\0,0,1,1,\nB,1,1,0,1,1,\n", ["A@2? MALFORMED_RECORD@2", "B@3 P=1.00"]),
    CSVCase(
      "a NUL byte in the id", "§\0,1,1,0,1,1,\nB,1,1,0,1,1,\n",
      ["null@2? MALFORMED_RECORD@2", "B@3 P=1.00"]),
    CSVCase(
      "the last row ends early", "A,1,1,0,1,1,\nB,1,1§",
      ["A@2 P=1.00", "B@3? MALFORMED_RECORD@3"], export: ["TRUNCATED_INPUT"]),
    CSVCase(
      "the last row is short but whole", "A,1,1,0,1,1,\nB,1,1§\n",
      ["A@2 P=1.00", "B@3? MALFORMED_RECORD@3"]),
    CSVCase(
      "several faulty rows", "A,x§\"\nA,1,1,0,1,1,\nB,\"1§\"x\nB,1,1,0,1,1,\nB,,,,,1,\nC,§\"\n\n",
      [
        "A@2? MALFORMED_RECORD@2", "A@3~ P=1.00 MALFORMED_RECORD@2", "B@4? MALFORMED_RECORD@4",
        "B@5~ P=2.00 MALFORMED_RECORD@4", "C@7? MALFORMED_RECORD@7",
      ]),
  ]

  @Test(arguments: unreadable) func isolatesRowsThatCannotBeRead(_ test: CSVCase) throws {
    let (bytes, marks) = marked(CSVCase.header + "\n" + test.rows)
    let harness = try ReadingHarness(.csv(delimiter: 0x2C))
    let result = harness.readSplitEverywhere(bytes)
    #expect(result.records == test.records)
    #expect(result.exportCodes == test.exportCodes)
    // An order that a fault belongs to repeats its place, so places count once.
    #expect(Set(result.findingBytes).isSuperset(of: marks))
  }

  @Test(arguments: [
    ("before the id ends", [0xFF, 0x41] as [UInt8], "null"),
    ("after the id", [0x41, 0x2C, 0xC3], "A"),
  ])
  func isolatesRowsThatAreNotUTF8(_ name: String, _ start: [UInt8], _ id: String) throws {
    let bytes =
      Array((CSVCase.header + "\n").utf8) + start + Array(",1,1,0,1,1,\nB,1,1,0,1,1,\n".utf8)
    let result = try ReadingHarness(.csv(delimiter: 0x2C)).readSplitEverywhere(bytes)
    #expect(result.records == ["\(id)@2? MALFORMED_RECORD@2", "B@3 P=1.00"])
  }
}
