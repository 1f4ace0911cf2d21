import BasketModel
import ExportProfiles
import ExportReading
import TestSupport
import Testing

@Suite struct RecordMaskTests {
  /// The mask of an export that begins with `preamble`, and the text of its first record.
  private func shown(
    _ export: String, _ format: ExportStreamFormat, personal: Set<OrderField>? = nil,
    limit: Int = 2000
  ) throws -> String? {
    var profile = try BuiltInProfiles.profile(named: "akinon")
    if let personal { profile.personalFields = personal }
    var limits = ReadLimits(bufferBytes: 4096)
    limits.shownRecordBytesMax = limit
    let stream = ExportStream(
      source: MemorySource(Array(export.utf8)), format: format, profile: profile, limits: limits)
    let buffer = InputBuffer(capacity: limits.bufferBytes)
    guard stream.next(buffer) != nil, let layout = stream.layout,
      let mask = RecordMask(layout: layout, profile: profile)
    else { return nil }
    var reader = RecordReader(layout)
    reader.read(buffer)
    guard !reader.batch.orders.isEmpty else { return nil }
    return String(decoding: mask.text(of: 0, in: reader.batch, buffer: buffer), as: UTF8.self)
  }

  @Test(arguments: [
    (
      "mapped values are shown, personal and unmapped ones not",
      #"{"order_id":"1", "amount": 10.50,"merchant_customer_email":"a@b.c","note":"Ali","x":7}"#,
      #"{"order_id":"1","amount":10.50,"merchant_customer_email":"***","note":"***","x":***}"#
    ),
    (
      "a token", #"{"order_id":"1","akinon_user_access_token":"secret"}"#,
      #"{"order_id":"1","akinon_user_access_token":"***"}"#
    ),
    (
      "items, discounts and their names",
      #"{"basket":{"basket_items":[{"name":"Ali","price":"1"}],"discounts":[{"code":"K","amount":2}]}}"#,
      #"{"basket":{"basket_items":[{"name":"***","price":"1"}],"discounts":[{"code":"K","amount":2}]}}"#
    ),
    (
      "a mapped name in a place that is not mapped", #"{"order_id":"1","to":{"order_id":"Ali"}}"#,
      #"{"order_id":"1","to":{"order_id":"***"}}"#
    ),
    (
      "another kind of value in a mapped place", #"{"order_id":"1","amount":["Ali",{"amount":1}]}"#,
      #"{"order_id":"1","amount":["***",{"amount":***}]}"#
    ),
    ("words", #"{"order_id":"1","a":true,"b":null}"#, #"{"order_id":"1","a":true,"b":null}"#),
    ("a key that may be data", #"{"order_id":"1","a@b.c":1}"#, #"{"order_id":"1","***":***}"#),
    ("an escaped key", #"{"order_id":"1","amo\u0075nt":1}"#, #"{"order_id":"1","***":***}"#),
    ("empty", #"{"order_id":"1","name":""}"#, #"{"order_id":"1","name":""}"#),
    (
      "a record that cannot be read shows no value",
      #"{"order_id":"1","amount":10","merchant_customer_email":"a@b.c"}"#,
      #"{"order_id":"***","amount":***"***"merchant_customer_email***"***"a***"***"}"…"#
    ),
    ("not an object", "Ali", "…"),
  ])
  func jsonLines(name: String, record: String, expected: String) throws {
    let text = try #require(try shown(record + "\n", .jsonLines))
    if name.hasPrefix("a record that cannot") {
      #expect(!text.contains("a@b") && !text.contains("10"))
    } else {
      #expect(text == expected)
    }
  }

  private static let header =
    "order_id,amount,merchant_customer_email,note,total_product_amount,total_discount_amount,"
    + "total_amount,item_name,item_price\n"

  @Test(arguments: [
    ("values", "1,10,a@b.c,Ali,10,0,10,Vazo,10\n", "1,10,***,***,10,0,10,***,10"),
    (
      "rows of one order",
      "1,10,,,10,0,10,Vazo,10\r\n1,,,\"A, li\",,,,\"x\"\"y\",5\r\n2,,,,,,,,\r\n",
      "1,10,,,10,0,10,***,10\n1,,,***,,,,***,5"
    ),
    ("a cell too many moves the others", "1,a@b.c,10,Ali,10,0,10,Vazo,10,x\n", nil),
    ("an illegal quote", "1,10,\"a@b.c\" x,Ali,10,0,10,Vazo,10\n", nil),
  ])
  func csv(name: String, rows: String, expected: String?) throws {
    let text = try #require(try shown(Self.header + rows, .csv(delimiter: 0x2C)))
    if let expected {
      #expect(text == expected)
    } else {
      #expect(text.contains("***") && !text.contains("a@b") && !text.contains("Ali"))
      #expect(!text.contains("10"))
    }
  }

  @Test(arguments: [
    (
      "elements",
      "<order><order_id>1</order_id> <merchant_customer_email>a@b</merchant_customer_email></order>",
      "<order><order_id>1</order_id><merchant_customer_email>***</merchant_customer_email></order>"
    ),
    (
      "attributes", #"<order order_id='1' to="A>li"><basket total_amount="3"/></order>"#,
      #"<order order_id="1" to="***"><basket total_amount="3"/></order>"#
    ),
    (
      "comments, CDATA and instructions",
      "<order><!-- Ali --><order_id><![CDATA[1]]></order_id><n><![CDATA[Ali]]></n><?x Ali?></order>",
      "<order><!--***--><order_id><![CDATA[1]]></order_id><n><![CDATA[***]]></n><?***?></order>"
    ),
    (
      "a mapped name in a place that is not mapped",
      "<order><order_id>1</order_id><to><order_id>Ali</order_id></to></order>",
      "<order><order_id>1</order_id><to><order_id>***</order_id></to></order>"
    ),
    (
      "a namespace", "<o:order xmlns:o='Ali'><o:order_id>1</o:order_id></o:order>",
      "<o:order xmlns:o=\"***\"><o:order_id>1</o:order_id></o:order>"
    ),
    (
      "a record that cannot be read", "<order><order_id>1</order_id><amount>Ali</order>",
      "<***><order_id>***</order_id><amount>***</***>…"
    ),
  ])
  func xml(name: String, record: String, expected: String) throws {
    #expect(try shown("<orders>\(record)</orders>", .xml) == expected)
  }

  @Test("the profile decides, but not about tokens")
  func personal() throws {
    let record =
      #"{"order_id":"1","merchant_customer_email":"a","akinon_user_access_token":"b"}"# + "\n"
    #expect(
      try shown(record, .jsonLines, personal: [])
        == #"{"order_id":"1","merchant_customer_email":"a","akinon_user_access_token":"***"}"#)
    #expect(
      try shown(record, .jsonLines, personal: [.orderID, .merchantCustomerEmail])
        == #"{"order_id":"***","merchant_customer_email":"***","akinon_user_access_token":"***"}"#)
  }

  @Test("a long record is cut at a character", arguments: [9, 14, 15, 16, 17, 18, 40])
  func limit(_ bytes: Int) throws {
    let text = try #require(
      try shown(
        #"{"order_id":"ççççççççççççççççççççç","amount":1}"# + "\n", .jsonLines, limit: bytes))
    #expect(text.hasSuffix("…") && text.utf8.count <= bytes + "…".utf8.count)
    #expect(!text.unicodeScalars.contains("\u{FFFD}"))
  }

  @Test("broken bytes of any kind neither trap nor show a personal value")
  func broken() throws {
    var generator = SeededGenerator(seed: 11)
    let marks = Array("\"'<>&,:{}[]\\ \n/!-=]".utf8)
    let exports: [(head: String, record: String, ExportStreamFormat)] = [
      (
        "", #"{"order_id":"1","amount":10,"merchant_customer_email":"QQQQ","basket":{"x":"QQQQ"}}"#,
        .jsonLines
      ),
      (Self.header, "1,10,QQQQ,\"QQQQ\",10,0,10,QQQQ,10", .csv(delimiter: 0x2C)),
      (
        "<orders>", "<order order_id='1' x='QQQQ'><!--QQQQ--><y>QQQQ</y></order></orders>", .xml
      ),
    ]
    for (head, record, format) in exports {
      for _ in 0..<500 {
        var bytes = Array(record.utf8)
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          let place = Int.random(in: 0..<bytes.count, using: &generator)
          if bytes[place] == UInt8(ascii: "Q") { continue }
          bytes[place] = marks[Int.random(in: 0..<marks.count, using: &generator)]
        }
        let broken = String(decoding: bytes, as: UTF8.self)
        if let text = try shown(head + broken + "\n", format) {
          #expect(!text.contains("QQQQ"), "\(broken)")
        }
      }
    }
  }
}
