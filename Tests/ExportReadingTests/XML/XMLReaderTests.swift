import ExportReading
import Testing

/// One document with the lines that its dump must hold, in this order.
struct XMLCase: Sendable, CustomTestStringConvertible {
  let name: String
  let document: String
  let expected: [String]

  init(_ name: String, _ document: String, _ expected: String...) {
    self.name = name
    self.document = document
    self.expected = expected
  }

  var testDescription: String { name }
}

struct XMLReaderTests {
  static let a = XMLTestExports.order("A")
  static let b = XMLTestExports.order("B")
  static let readA = "order A"
  static let readB = "order B"

  static func orders(_ content: String) -> String { "<orders>\(content)</orders>" }

  static let values: [XMLCase] = [
    XMLCase(
      "two orders", orders(a + "\n" + b), "order A @8 line 1: 1000 1000 0 1000 | 1×-=1000", readB),
    XMLCase(
      "attributes",
      """
      <orders><order order_id="A" amount="10.00"><basket total_product_amount='10.00' \
      total_discount_amount="0" total_amount="10.00"><basket_items><basket_item quantity="2" \
      unit_price="5" price="10.00"/></basket_items><discounts><discount amount="0.00"/></discounts>\
      </basket></order></orders>
      """, "order A @8 line 1: 1000 1000 0 1000 | 2×500=1000 | -0"),
    XMLCase(
      "prefixes",
      "<s:orders xmlns:s='u'>"
        + a.replacing("<order>", with: "<s:order>")
        .replacing("</order>", with: "</s:order>").replacing("<amount>", with: "<q:amount>")
        .replacing("</amount>", with: "</q:amount>") + "</s:orders>", readA),
    XMLCase(
      "CDATA", orders(a.replacing(">A<", with: "><![CDATA[A<order>]]><")), "order A<order> @8"),
    XMLCase(
      "comment with a record start", orders("<!-- <order> -->" + a + "<!-- </orders> -->" + b),
      readA, readB),
    XMLCase("PI with a record start", orders(a + "<?x <order> ?>" + b), readA, readB),
    XMLCase(
      "comment in a value", orders(a.replacing(">A<", with: "> A<!-- x -->B <")), "order AB @8"),
    XMLCase(
      "entities", orders(a.replacing(">A<", with: ">&lt;&gt;&amp;&quot;&apos;<")), "order <>&\"' @8"
    ),
    XMLCase(
      "character references", orders(a.replacing(">A<", with: ">&#65;&#x11F;&#13;<")), "order Ağ @8"
    ),
    XMLCase(
      "decoded amount", orders(a.replacing("<amount>10.00<", with: "<amount>1&#48;.0<!-- -->0<")),
      readA),
    XMLCase("trimmed", orders(a.replacing(">A<", with: ">\r\n\t A B \n<")), "order A B @8"),
    XMLCase("CR LF inside", orders(a.replacing(">A<", with: ">A\r\nB<")), "order A\nB @8"),
    XMLCase("unknown elements", orders("<meta><x/>t</meta>" + a + "<meta/>" + b), readA, readB),
    XMLCase(
      "same value twice",
      orders(a.replacing("<order>", with: "<order order_id='A' amount=' 10.00 '>")), readA),
    XMLCase(
      "blank then value",
      orders(a.replacing("<order>", with: "<order order_id=' '><amount> </amount>")),
      readA),
    XMLCase(
      "conflict", orders(a.replacing("</order>", with: "<amount> 11.00</amount></order>")), readA,
      "  CONFLICTING_FIELD_VALUE amount @", "10.00</amount>"),
    XMLCase(
      "element in a leaf", orders(a.replacing("<amount>10.00<", with: "<amount>1<b/>0<")),
      "order A @8 line 1: !",
      "  INVALID_FIELD_VALUE amount @45 line 1: expected text, found an element"),
    XMLCase(
      "undeclared prefix", orders(a.replacing("<order>", with: "<order x:order_id='A'>")), readA),
    XMLCase("empty order", orders("<order/>" + b), "order - @8", "  MISSING_FIELD orderId", readB),
  ]

  static let faults: [XMLCase] = [
    XMLCase(
      "record not closed", orders("<order><order_id>A</order_id>\n" + b), "unreadable A @8 line 1",
      "  MALFORMED_RECORD @8 line 1: <order> is not closed", "order B @38 line 2"),
    XMLCase(
      "last record not closed", orders(a + "<order><order_id>B</order_id>"), readA, "unreadable B",
      "  MALFORMED_RECORD"),
    XMLCase(
      "mismatched tags", orders(a.replacing("</basket>", with: "</bucket>") + b), "unreadable A",
      "  MALFORMED_RECORD", readB),
    XMLCase(
      "nested in unknown", orders("<order><x>" + b + "</x></order>"), "unreadable -", readB,
      "unreadable -"),
    XMLCase("duplicate attribute", orders("<order a='1' a='2'/>" + b), "unreadable -", readB),
    XMLCase(
      "undefined entity", orders(a.replacing(">A<", with: ">A&nbsp;<") + b), "unreadable -", readB),
    XMLCase("open comment", orders("<order><!-- x " + b), "unreadable -", readB),
    XMLCase("open CDATA", orders("<order><![CDATA[ x " + b), "unreadable -", readB),
    XMLCase("open attribute", orders("<order a='" + b), "unreadable -", readB),
    XMLCase(
      "two hyphens in a comment", orders(a + "<!-- -- -->" + b), readA, "unreadable -", readB),
    XMLCase("NUL", orders(a.replacing(">A<", with: ">A\0<") + b), "unreadable -", readB),
    XMLCase(
      "control character", orders(a.replacing(">A<", with: ">A\u{1}<") + b), "unreadable -", readB),
    XMLCase(
      "text between records", orders(a + " stray " + b), readA, "unreadable -",
      "  MALFORMED_RECORD", readB),
    XMLCase(
      "open sibling", orders(a + "<meta>" + b), readA, "unreadable -", "  MALFORMED_RECORD", readB),
    XMLCase("broken markup between", orders(a + "<meta " + b), readA, "unreadable -", readB),
    XMLCase("stray end tag", orders(a + "</meta>" + b), readA, "unreadable -", readB),
    XMLCase("unescaped <", orders(a.replacing(">A<", with: ">A<<") + b), "unreadable -", readB),
    XMLCase(
      "DOCTYPE", "<!DOCTYPE orders>" + orders(a), "UNREADABLE_INPUT: the document has a DOCTYPE"),
    XMLCase(
      "DOCTYPE after comment",
      "<?xml version='1.0'?><!-- > <order> --><!DOCTYPE o [<!ENTITY a 'b'>]>" + orders(a),
      "UNREADABLE_INPUT: the document has a DOCTYPE"),
    XMLCase(
      "DOCTYPE in the content", orders(a + "<!DOCTYPE x>" + b), readA, "UNREADABLE_INPUT: a DOCTYPE"
    ),
    XMLCase("second root", orders(a) + orders(b), readA, "UNREADABLE_INPUT: content follows"),
    XMLCase("text after the root", orders(a) + "x", readA, "UNREADABLE_INPUT: content follows"),
    XMLCase("comment after the root", orders(a) + "<!-- x -->\n", readA),
    XMLCase(
      "other root", "<rows>" + a + "</rows>",
      "UNREADABLE_INPUT: the root element is <rows>, expected <orders>"),
    XMLCase("no XML", "order_id,amount\n1,2\n", "UNREADABLE_INPUT"),
    XMLCase("blank", " \n", "EMPTY_INPUT"),
    XMLCase("root not closed", "<orders>" + a, readA, "TRUNCATED_INPUT"),
    XMLCase(
      "other end of the root", "<orders>" + a + "</rows>", readA, "unreadable -",
      "  MALFORMED_RECORD", "TRUNCATED_INPUT"),
    XMLCase("cut in the preamble", "<?xml version='1.0'?><ord", "TRUNCATED_INPUT"),
  ]

  @Test(arguments: values + faults)
  func readsTheSameInEveryPiece(_ test: XMLCase) {
    let document = Array(test.document.utf8)
    let whole = XMLTestExports.dump(document)
    #expect(holds(whole, test.expected), "\(whole)")
    for step in [1, 2, 3, 7, 64] {
      #expect(XMLTestExports.dump(document, step: step) == whole, "step \(step)")
    }
    for split in 1..<max(2, document.count) {
      #expect(XMLTestExports.dump(document, firstStep: split) == whole, "split \(split)")
    }
  }

  /// Whether the expected beginnings come in this order, and no other order or unreadable record.
  private func holds(_ lines: [String], _ expected: [String]) -> Bool {
    var rest = lines[...]
    for wanted in expected where !wanted.hasSuffix("</amount>") {
      guard let index = rest.firstIndex(where: { $0.hasPrefix(wanted) }) else { return false }
      rest = rest[(index + 1)...]
    }
    let records = { (lines: [String]) in
      lines.filter { $0.hasPrefix("order") || $0.hasPrefix("unread") }.count
    }
    return records(lines) == records(expected)
  }

  @Test func emptyRootsHoldNothing() {
    for document in ["<orders/>", "<orders></orders>", "<a:orders xmlns:a='u' />\n<!-- x -->"] {
      #expect(XMLTestExports.dump(document) == [])
      #expect(XMLTestExports.dump(document, step: 1) == [])
    }
  }

  @Test func aCutDocumentInventsNoOrder() {
    let document = Array(Self.orders(Self.a + "\n<!-- <order> --><x a='>'/>" + Self.b).utf8)
    let whole = XMLTestExports.dump(document)
    for length in 0..<document.count {
      let cut = XMLTestExports.dump(Array(document[..<length]))
      #expect(
        cut.last?.hasPrefix("TRUNCATED") ?? false || cut == ["EMPTY_INPUT: the document is empty"])
      let orders = cut.filter { $0.hasPrefix("order") }
      #expect(Array(whole.prefix(orders.count)) == orders, "length \(length)")
      #expect(XMLTestExports.dump(Array(document[..<length]), step: 5) == cut, "length \(length)")
    }
  }

  @Test func limitsHoldAtTheirEdge() {
    let limits = ReadLimits(
      nestingDepthMax: 4, attributeCountMax: 3, nameBytesMax: 40, textBytesMax: 50, itemCountMax: 2)
    let item = "<basket_item><price>1</price></basket_item>"
    let items = { (count: Int) in
      "<order><basket><basket_items>" + String(repeating: item, count: count)
        + "</basket_items></basket></order>"
    }
    let cases: [(name: String, record: String, isRead: Bool)] = [
      ("depth at", "<order><a><b><c/></b></a></order>", true),
      ("depth over", "<order><a><b><c><d/></c></b></a></order>", false),
      ("attributes at", "<order><x a='' b='' c=''/></order>", true),
      ("attributes over", "<order><x a='' b='' c='' d=''/></order>", false),
      ("namespaces count", "<order><x xmlns:a='u' b='' c='' d=''/></order>", false),
      (
        "long tag over", "<order><x" + (1...30).map { " a\($0)='1'" }.joined() + "/></order>", false
      ),
      ("name at", "<order><\(String(repeating: "n", count: 40))/></order>", true),
      ("name over", "<order><\(String(repeating: "n", count: 41))/></order>", false),
      ("text at", "<order><order_id>\(String(repeating: "n", count: 50))</order_id></order>", true),
      (
        "text over", "<order><order_id>\(String(repeating: "n", count: 51))</order_id></order>",
        false
      ),
    ]
    for (name, record, isRead) in cases {
      for step in [1, 1000] {
        let lines = XMLTestExports.dump(
          Self.orders(record + "<order/>"), step: step, limits: limits)
        let records = lines.filter { !$0.hasPrefix(" ") }.map { $0.hasPrefix("order") }
        #expect(records == [isRead, true], "\(name): \(lines)")
      }
    }
    let deep = ReadLimits(itemCountMax: 2)
    #expect(XMLTestExports.dump(Self.orders(items(2)), limits: deep)[0].hasPrefix("order"))
    #expect(XMLTestExports.dump(Self.orders(items(3)), limits: deep)[0].hasPrefix("unreadable"))
    // The parser is stopped at an element whose attributes would be read next.
    let attributes = items(3).replacing(item, with: "<basket_item price='1'/>")
    #expect(XMLTestExports.dump(Self.orders(attributes), limits: deep)[0].hasPrefix("unreadable"))
  }

  @Test func invalidUTF8IsAFaultOfItsRecord() {
    let bad: [[UInt8]] = [
      [0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80],
    ]
    for bytes in bad {
      for (before, after) in [
        ("<order><x>", "</x></order>"), ("<order x='", "'/>"), ("<order><!-- ", " --></order>"),
        ("<order><![CDATA[", "]]></order>"),
      ] {
        let document =
          Array(("<orders>" + before).utf8) + bytes + Array((after + Self.b + "</orders>").utf8)
        let whole = XMLTestExports.dump(document)
        #expect(
          whole.count == 3 && whole[0].hasPrefix("unreadable") && whole[2].hasPrefix("order B"),
          "\(whole)")
        #expect(XMLTestExports.dump(document, step: 1) == whole)
      }
    }
  }

  /// Documents put together at random from pieces that matter, read whole and in buffers of any
  /// size.
  @Test(arguments: 0..<8) func bufferSizesDoNotMatter(seed: UInt64) {
    var random = XMLTestRandom(state: seed &+ 1)
    let pieces: [[UInt8]] =
      [
        Self.a, Self.b, Self.a, Self.b, "<order>", "</order>", "<order a='", "'>", "'/>", "<!-- ",
        " -->", "<![CDATA[", "]]>", "<?x ", "?>", " ", "\n", "text", "<meta>", "</meta>", "<", ">",
        "&amp;", "&x;", "<p:order>", "</p:order>", "<!", "</orders>", "<order_id>7</order_id>",
        "<basket><basket_items><basket_item>", "</basket_item></basket_items></basket>", "-", "/",
        "<order/>", "ü", "\"",
      ].map { Array($0.utf8) } + [[0xFF], [0]]
    for round in 0..<XMLTestRandom.rounds {
      var document = Array("<orders>".utf8)
      for _ in 0..<Int(random.next() % 14) {
        document += pieces[Int(random.next() % UInt64(pieces.count))]
      }
      if random.next() % 4 != 0 { document += Array("</orders>".utf8) }
      let whole = XMLTestExports.dump(document)
      for step in [1, 1 + Int(random.next() % 60), 1 + Int(random.next() % 600)] {
        let other = XMLTestExports.dump(document, step: step)
        #expect(
          other == whole,
          "round \(round) step \(step): \(String(decoding: document, as: UTF8.self))")
        if other != whole { return }
      }
    }
  }
}

/// A small generator, so that a failure comes back with its seed.
struct XMLTestRandom {
  var state: UInt64

  /// Documents for each seed.
  static let rounds = 60

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }
}
