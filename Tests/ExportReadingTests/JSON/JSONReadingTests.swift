import BasketModel
import ExportReading
import Testing

/// A JSON Lines export and the records it must give, whatever the buffers.
struct JSONCase: CustomTestStringConvertible, Sendable {
  var name: String
  /// `§` marks the byte of each finding, in order, where there are marks.
  var text: String
  var records: [String]
  var exportCodes: [String] = []

  init(_ name: String, _ text: String, _ records: [String], export exportCodes: [String] = []) {
    self.name = name
    self.text = text
    self.records = records
    self.exportCodes = exportCodes
  }

  var testDescription: String { name }

  /// An order that lacks nothing, with P = 1.
  static func order(_ id: String) -> String {
    #"{"order_id":"\#(id)","amount":1,"basket":{"total_product_amount":1,"#
      + #""total_discount_amount":0,"total_amount":1,"basket_items":[{"price":1}]}}"#
  }

  /// The same order, its members without braces, and what else stands in it.
  static func order(
    _ id: String, amount: String = "1", items: String = #"{"price":1}"#, _ more: String
  )
    -> String
  {
    #"{"order_id":"\#(id)","amount":\#(amount),"basket":{"total_product_amount":1,"#
      + #""total_discount_amount":0,"total_amount":1,"basket_items":[\#(items)]},\#(more)}"#
  }

  func check(limits: ReadLimits = ReadLimits()) throws {
    let (bytes, marks) = marked(text)
    let result = try ReadingHarness(.jsonLines, limits: limits).readEveryWay(bytes)
    #expect(result.records == records)
    #expect(result.exportCodes == exportCodes)
    if !marks.isEmpty { #expect(result.findingBytes == marks) }
  }
}

@Suite struct JSONReadingTests {
  static let a = JSONCase.order("A")
  static let b = JSONCase.order("B")

  static let plain: [JSONCase] = [
    JSONCase("one order", a + "\n", ["A@1 P=1.00"]),
    JSONCase("no final newline", a, ["A@1 P=1.00"]),
    JSONCase("two orders", a + "\n" + b + "\n", ["A@1 P=1.00", "B@2 P=1.00"]),
    JSONCase("CR LF", a + "\r\n" + b + "\r\n", ["A@1 P=1.00", "B@2 P=1.00"]),
    JSONCase("byte order mark", "\u{FEFF}" + a + "\n", ["A@1 P=1.00"]),
    JSONCase("blank lines", "\n" + a + "\n \t\r\n\n" + b + "\n\n", ["A@2 P=1.00", "B@5 P=1.00"]),
    JSONCase("blank last line", a + "\n  ", ["A@1 P=1.00"]),
    JSONCase("empty", "", []),
    JSONCase(
      "another order of keys",
      #"{"basket":{"basket_items":[{"price":1}],"total_amount":1,"total_discount_amount":0,"#
        + #""total_product_amount":1},"amount":1,"order_id":"A"}"# + "\n" + a,
      ["A@1 P=1.00", "A@2 P=1.00"]),
    JSONCase(
      "white space everywhere",
      " \t{ \"order_id\" :\t\"A\" , \"amount\" : 1 ,\r\"basket\" : { "
        + "\"total_product_amount\" : 1 , \"total_discount_amount\" : 0 , \"total_amount\" : 1 , "
        + "\"basket_items\" : [ { \"price\" : 1 } , { } ] , \"discounts\" : [ ] } } \n",
      ["A@1 P=! MISSING_FIELD(basket.basketItems[1].price)@1"]),
    JSONCase("an id as a number", a.replacing(#""A""#, with: "77"), ["77@1 P=1.00"]),
    JSONCase(
      "an id as a number stays text", a.replacing(#""A""#, with: "-1.50E2"), ["-1.50E2@1 P=1.00"]),
    JSONCase(
      "escapes in the id", JSONCase.order(#"\"\\\/\b\f\n\r\tA\u0041ü\u00fc\u20AC"#),
      [
        "\"\\/\u{8}\u{c}\n\r\tAAüü€@1 P=1.00"
      ]),
    JSONCase("a surrogate pair", JSONCase.order(#"\ud83d\uDE00"#), ["😀@1 P=1.00"]),
    JSONCase("an escaped key", a.replacing("order_id", with: #"ord\u0065r_id"#), ["A@1 P=1.00"]),
    JSONCase(
      "an escaped amount", JSONCase.order("A", amount: #""\u0031""#, #""x":1"#), ["A@1 P=1.00"]),
    JSONCase(
      "unknown values",
      JSONCase.order(
        "A", #""x":[[],{},{"order_id":[1,-0.5e-7,true,false,null,"\ud800"]}],"y":"\u0000""#),
      ["A@1 P=1.00"]),
    JSONCase(
      "unknown keys longer than 31 bytes",
      a.replacing(#"{"o"#, with: #"{"\#(String(repeating: "k", count: 40))":1,"o"#),
      ["A@1 P=1.00"]),
    JSONCase("an unknown key twice", JSONCase.order("A", #""x":1,"x":2"#), ["A@1 P=1.00"]),
    JSONCase(
      "a long id", JSONCase.order(String(repeating: "é", count: 100)),
      [
        String(repeating: "é", count: 100) + "@1 P=1.00"
      ]),
    JSONCase(
      "null and blank are absent",
      "§§§§§{\"order_id\":\" \",\"amount\":null,\"currency\":\"\",\"session_owner_id\":null,"
        + "\"basket\":null}",
      [
        "null@1 P=0.00 MISSING_FIELD(orderId)@1 MISSING_FIELD(amount)@1"
          + " MISSING_FIELD(basket.totalProductAmount)@1"
          + " MISSING_FIELD(basket.totalDiscountAmount)@1 MISSING_FIELD(basket.totalAmount)@1"
      ]),
    JSONCase(
      "numbers with exponents",
      JSONCase.order("A", items: #"{"price":1.5e1},{"price":5E-1},{"price":2e0}"#, #""x":1"#),
      ["A@1 P=17.50"]),
    JSONCase(
      "exponents in strings", JSONCase.order("A", amount: #""§1e0""#, #""x":1"#),
      ["A@1 P=1.00 INVALID_FIELD_VALUE(amount)@1"]),
  ]

  @Test(arguments: plain) func readsRecords(_ test: JSONCase) throws { try test.check() }

  static let wrongTypes: [JSONCase] = [
    JSONCase(
      "an id that is true", a.replacing(#""A""#, with: "§true"),
      ["null@1 P=1.00 INVALID_FIELD_VALUE(orderId)@1"]),
    JSONCase(
      "an amount that is an object", JSONCase.order("A", amount: "§{}", #""x":1"#),
      ["A@1 P=1.00 INVALID_FIELD_VALUE(amount)@1"]),
    JSONCase(
      "a currency that is an array", JSONCase.order("A", #""currency":§["TRY"]"#),
      ["A@1 P=1 INVALID_FIELD_VALUE(currency)@1"]),
    JSONCase(
      "items that are an object", a.replacing(#"[{"price":1}]"#, with: "§{}"),
      ["A@1 P=! INVALID_FIELD_VALUE(basket.basketItems)@1"]),
    JSONCase(
      "discounts that are a number", a.replacing(#"[{"price":1}]"#, with: #"[],"discounts":§0"#),
      ["A@1 P=0.00 D=! INVALID_FIELD_VALUE(basket.discounts)@1"]),
    JSONCase(
      "an item that is a number, one that is null",
      JSONCase.order("A", items: #"{"price":1},§5,§null"#, #""x":1"#),
      [
        "A@1 P=! INVALID_FIELD_VALUE(basket.basketItems[1])@1"
          + " INVALID_FIELD_VALUE(basket.basketItems[2])@1"
      ]),
    JSONCase(
      "items that are null", a.replacing(#"[{"price":1}]"#, with: "null"), ["A@1 P=0.00"]),
    JSONCase(
      "a basket that is a string", #"§§§{"order_id":"A","amount":1,"basket":§"x"}"#,
      [
        "A@1 P=! D=! MISSING_FIELD(basket.totalProductAmount)@1"
          + " MISSING_FIELD(basket.totalDiscountAmount)@1 MISSING_FIELD(basket.totalAmount)@1"
          + " INVALID_FIELD_VALUE(basket)@1"
      ]),
    JSONCase(
      "a quantity of zero",
      JSONCase.order("A", items: #"{"unit_price":1,"quantity":§0}"#, #""x":1"#),
      ["A@1 P=! INVALID_FIELD_VALUE(basket.basketItems[0].quantity)@1"]),
  ]

  @Test(arguments: wrongTypes) func reportsWrongTypes(_ test: JSONCase) throws { try test.check() }

  static let unreadable: [JSONCase] = [
    JSONCase("no object", "§[]\n" + b, ["null@1? MALFORMED_RECORD@1", "B@2 P=1.00"]),
    JSONCase("text", "§order\n" + b, ["null@1? MALFORMED_RECORD@1", "B@2 P=1.00"]),
    JSONCase("trailing garbage", a + " §x\n" + b, ["A@1? MALFORMED_RECORD@1", "B@2 P=1.00"]),
    JSONCase(
      "two objects on a line", a + "§" + b + "\n" + b, ["A@1? MALFORMED_RECORD@1", "B@2 P=1.00"]),
    JSONCase(
      "a mapped key twice",
      a.replacing(#""amount":1,"#, with: #""amount":1,§"amount":1,"#) + "\n" + b,
      ["A@1? MALFORMED_RECORD@1", "B@2 P=1.00"]),
    JSONCase(
      "a mapped key twice, once escaped",
      a.replacing(#""amount":1,"#, with: #""amount":1,§"\u0061mount":1,"#) + "\n" + b,
      ["A@1? MALFORMED_RECORD@1", "B@2 P=1.00"]),
    JSONCase(
      "a mapped key twice, in an item",
      a.replacing(#"{"price":1}"#, with: #"{"price":1,§"price":1}"#),
      ["A@1? MALFORMED_RECORD@1"]),
    JSONCase(
      "half of a surrogate pair", JSONCase.order(#"x§\ud83d"#) + "\n" + b,
      ["null@1? MALFORMED_RECORD@1", "B@2 P=1.00"]),
    JSONCase(
      "the other half", JSONCase.order(#"§\udE00\ud83d"#) + "\n" + b,
      ["null@1? MALFORMED_RECORD@1", "B@2 P=1.00"]),
    JSONCase(
      "a fault before the id", #"{"amount":§x,"order_id":"A"}"#, ["null@1? MALFORMED_RECORD@1"]),
    JSONCase(
      "a number with a leading zero", JSONCase.order("A", amount: "0§1", #""x":1"#),
      ["A@1? MALFORMED_RECORD@1"]),
    JSONCase(
      "a number with a plus", JSONCase.order("A", amount: "§+1", #""x":1"#),
      ["A@1? MALFORMED_RECORD@1"]),
    JSONCase(
      "a number that ends in a point", JSONCase.order("A", amount: "1.§", #""x":1"#),
      ["A@1? MALFORMED_RECORD@1"]),
    JSONCase("NaN", JSONCase.order("A", amount: "§NaN", #""x":1"#), ["A@1? MALFORMED_RECORD@1"]),
    JSONCase(
      "a tab in a string", JSONCase.order("A§\t") + "\n" + b,
      ["null@1? MALFORMED_RECORD@1", "B@2 P=1.00"]),
    JSONCase(
      "a NUL byte in a string", JSONCase.order("A§\0") + "\n" + b,
      ["null@1? MALFORMED_RECORD@1", "B@2 P=1.00"]),
    JSONCase(
      "a NUL byte behind the record", a + "§\0\n" + b, ["A@1? MALFORMED_RECORD@1", "B@2 P=1.00"]),
    JSONCase("a NUL byte instead of a newline", a + "§\0" + b, ["A@1? MALFORMED_RECORD@1"]),
    JSONCase(
      "a record over two lines", #"{"order_id":"A",§"# + "\n" + #"§"amount":1}"#,
      [
        "A@1? MALFORMED_RECORD@1", "null@2? MALFORMED_RECORD@2",
      ]),
    JSONCase("a comma too many", a.replacing("1}]", with: "1},§]"), ["A@1? MALFORMED_RECORD@1"]),
  ]

  @Test(arguments: unreadable) func isolatesLinesThatCannotBeRead(_ test: JSONCase) throws {
    try test.check()
  }

  /// What the reader learnt from earlier lines may not make it accept what is no JSON.
  static let learnt: [(name: String, lines: [String], isReadable: [Bool])] = [
    (
      "no comma", [#"{"x":"1","k":"2"}"#, #"{"k":"2","x":"1"}"#, #"{"x":"1""k":"2"}"#],
      [true, true, false]
    ),
    (
      "a comma first",
      [#"{"k":1,"x":1}"#, #"{"x":1,"k":1}"#, #"{"k":1}"#, #"{"x":1,"k":1}"#, #"{,"x":1}"#],
      [true, true, true, true, false]
    ),
    (
      "a comma first, its key learnt behind another",
      [#"{"k":1}"#, #"{"x":1,"k":1}"#, #"{"k":1}"#, #"{"\u0078":1,"k":1}"#, #"{,"k":1}"#],
      [true, true, true, true, false]
    ),
    (
      "more space before a value", [#"{"x":1,"amount":1}"#, #"{"x":1,"amount": 1}"#, #"{"x": 1}"#],
      [true, true, true]
    ),
    ("two commas", [#"{"x":1,"k":1}"#, #"{"x":1,,"k":1}"#], [true, false]),
    ("no colon", [#"{"x":1,"k":1}"#, #"{"x":1,"k"1}"#], [true, false]),
    (
      "other space", [#"{ "x" : 1 , "k" : 1 }"#, #"{"x":1,"k":1}"#, #"{ "x":1, "k":1}"#],
      [true, true, true]
    ),
    (
      "a longer key", [#"{"x":1,"k":1}"#, #"{"x":1,"kk":1}"#, #"{"xx":1,"k":1}"#],
      [true, true, true]
    ),
    (
      "a key twice", [#"{"amount":1,"order_id":1}"#, #"{"order_id":1,"amount":1,"order_id":1}"#],
      [true, false]
    ),
  ]

  @Test(arguments: learnt)
  func learnsOnlyWhatIsJSON(_ name: String, _ lines: [String], _ isReadable: [Bool]) throws {
    let text = lines.joined(separator: "\n")
    let result = try ReadingHarness(.jsonLines).readEveryWay(Array(text.utf8))
    #expect(result.orders.map { !$0.isUnreadable } == isReadable)
  }

  @Test func namesTheRepeatedKeyWhateverWasLearnt() throws {
    let (bytes, marks) = marked(
      #"{"amount":1,"x":1,"amount":1}"#.replacing(#","amount"#, with: #",§"amount"#) + "\n"
        + #"{"amount":1,"x":1,§"amount":  1}"# + "\n" + #"{"amount":1,"x":1,§"amount":1}"#)
    let result = try ReadingHarness(.jsonLines).readEveryWay(bytes)
    #expect(result.findingBytes == marks)
  }

  static let invalidUTF8: [(name: String, parts: [String], id: String)] = [
    ("before the id", [#"{"x":""#, #"","order_id":"A"}"#], "null"),
    ("in the id", [#"{"order_id":"A"#, #""}"#], "null"),
    ("in an escaped id", [#"{"order_id":"\u0041"#, #""}"#], "null"),
    ("before an escaped id", [#"{"x":""#, #"","order_id":"\u0041"}"#], "null"),
    ("after the id", [#"{"order_id":"A","x":""#, #""}"#], "A"),
    ("after an escaped id", [#"{"order_id":"\u0041","x":""#, #""}"#], "A"),
    ("behind the record", [#"{"order_id":"A"}"#, ""], "A"),
  ]

  @Test(arguments: invalidUTF8)
  func isolatesLinesThatAreNotUTF8(_ name: String, _ parts: [String], _ id: String) throws {
    let line = Array(parts[0].utf8) + [0xC3] + Array(parts[1].utf8) + [0x0A]
    let bytes = Array((Self.b + "\n").utf8) + line + Array((Self.a + "\n").utf8)
    let result = try ReadingHarness(.jsonLines).readEveryWay(bytes)
    #expect(result.records == ["B@1 P=1.00", "\(id)@2? MALFORMED_RECORD@2", "A@3 P=1.00"])
    #expect(result.findingBytes == [Self.b.utf8.count + 1 + parts[0].utf8.count])
  }

  @Test func tellsWhereAnExportWasCut() throws {
    let text = Array(
      JSONCase.order("A\\u00fc", amount: "-1.5e+3", #""x":[true,false,null,"\ud83d\ude00"]"#).utf8)
    let harness = try ReadingHarness(.jsonLines)
    for count in 1..<text.count {
      let cut = harness.read(Array(text[..<count]))
      #expect(cut.exportCodes == ["TRUNCATED_INPUT"], "after \(count) bytes")
      #expect(cut.findingBytes == [count], "after \(count) bytes")
      let ended = harness.read(Array(text[..<count]) + [0x0A])
      #expect(ended.exportCodes == [], "after \(count) bytes and a newline")
      #expect(ended.orders.count == 1 && ended.orders[0].isUnreadable)
    }
  }
}
