import ExportReading
import Foundation
import Testing

/// The first tier of the XML reader gives what libxml2 gives, to the byte.
struct XMLPlainReaderTests {
  /// Reads with both choices; reports the first difference.
  @discardableResult
  static func compare(
    _ document: [UInt8], step: Int = .max >> 1, limits: ReadLimits = .standard,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> Bool {
    var other = limits
    other.xmlParser = .libxml2
    let auto = XMLTestExports.dump(document, step: step, limits: limits)
    let reference = XMLTestExports.dump(document, step: step, limits: other)
    guard auto != reference else { return true }
    let text = String(decoding: document, as: UTF8.self).debugDescription
    Issue.record(
      "\(text)\nauto: \(auto)\nlibxml2: \(reference)", sourceLocation: sourceLocation)
    return false
  }

  static func compare(
    _ content: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    compare(
      Array(XMLReaderTests.orders(XMLReaderTests.a + content + XMLReaderTests.b).utf8),
      sourceLocation: sourceLocation)
  }

  /// Records that are read twice by the first tier, so that what it has learnt is in use.
  static let records: [String] = [
    "<order><order_id>ü</order_id></order>", "<order><order_id> ü</order_id></order>",
    "<order><order_id>A&amp;B</order_id></order>", "<order><order_id> &lt;x </order_id></order>",
    "<order><order_id>&#32;A&#x20;</order_id></order>", "<order><order_id>&#0;</order_id></order>",
    "<order><order_id>&#xD800;</order_id></order>",
    "<order><order_id>&#x110000;</order_id></order>",
    "<order><order_id>&#00000000065;</order_id></order>",
    "<order><order_id>&#X41;</order_id></order>",
    "<order><order_id>&#;</order_id></order>", "<order><order_id>&#x;</order_id></order>",
    "<order><order_id>a & b</order_id></order>", "<order><order_id>&nbsp;</order_id></order>",
    "<order><order_id>]]&gt;</order_id></order>", "<order><order_id>]]></order_id></order>",
    "<order><x>]]></x></order>", "<order><basket>]]></basket></order>",
    "<order><order_id>a\r\nb</order_id></order>", "<order><order_id>\r\nab\r\n</order_id></order>",
    "<order><order_id>a\u{FFFE}b</order_id></order>",
    "<order><order_id>a\u{FEFF}b</order_id></order>",
    "<order><order_id>\u{1}</order_id></order>",
    "<order><order_id>a\u{7F}\u{85}b</order_id></order>",
    "<order><amount>12,50</amount></order>", "<order><amount> 1.5 </amount></order>",
    "<order><amount>1.5\u{A0}</amount></order>", "<order><amount>+1</amount></order>",
    "<order><amount>1<b/></amount></order>", "<order><amount>1</amount><amount>1</amount></order>",
    "<order><amount>1</amount><amount>2</amount></order>", "<order><amount/></order>",
    "<order><amount></amount></order>", "<order><amount>  </amount></order>",
    "<order><currency>TL</currency></order>", "<order><currency>₺</currency></order>",
    "<order><currency> ₺ </currency></order>", "<order><currency>T&#82;Y</currency></order>",
    "<order><currency>try</currency></order>", "<order ><order_id >A</order_id\n></order >",
    "<order\n/>", "<order\t></order>", "<order/>", "<order / >", "<order></ order>",
    "<order><A></a></order>", "<order><a></b></order>", "<order><a></order>", "<order></a></order>",
    "<order order_id='A'/>", "<order order_id=\"A\" amount = '1'></order>",
    "<order order_id='A'amount='1'/>", "<order order_id='A' order_id='A'/>",
    "<order order_id='A' p:order_id='B'/>", "<order order_id='ü' amount='ü'/>",
    "<order currency='TL'/>", "<order currency='₺'/>", "<order order_id='a<b'/>",
    "<order order_id='a&amp;b'/>", "<order order_id='a&b'/>", "<order order_id=' a\tb '/>",
    "<order order_id=A/>", "<order order_id/>", "<order order_id='A/>", "<order xmlns='u'/>",
    "<order xmlns:p='u'><p:amount>1</p:amount></order>", "<p:order><amount>1</amount></p:order>",
    "<p:order></q:order>", "<order><p:q:amount/></order>", "<order><:a/></order>",
    "<order><a:/></order>", "<order><xml:a/></order>", "<order><xmlns:a/></order>",
    "<order><1a/></order>", "<order><-a/></order>", "<order><ürün>1</ürün></order>",
    "<order><a×/></order>", "<order><ürü÷/></order>", "<order><日本/></order>",
    "<order><order/></order>", "<order><x><order></order></x></order>",
    "<order><!-- x --></order>", "<order><![CDATA[x]]></order>", "<order><?x y?></order>",
    "<order><order_id>A<!-- x -->B</order_id></order>", "<order><!DOCTYPE x></order>",
    "<order>text<basket>text<total_amount>1</total_amount> more &amp; more</basket></order>",
    "<order><basket><basket_items><basket_item><quantity>0</quantity></basket_item></basket_items>"
      + "</basket></order>",
    "<order><basket><basket_items><basket_item price='1' name='ü'><price>1</price></basket_item>"
      + "<basket_item/><basket_item><price>1.001</price></basket_item></basket_items>"
      + "</basket></order>",
    "<order><basket><discounts><discount/><discount><amount>x</amount></discount></discounts>"
      + "</basket></order>",
    "<order><x><y>deep <z/> text</y><y/></x></order>", "<order>\n  <amount>1</amount>\n</order>\n",
    "<order></order>text", "<order></order><meta/>", "<order></order><!-- x -->",
    "<order></order>&amp;",
    "<order></order>\n&#32;\n", "<order></order> &#x0000000A; ", "<order></order> &#33; ",
    "<order></order></meta>", "<order>", "</order>", "<order><", "<order><amount>1", "<order a='",
  ]

  @Test(arguments: records) func recordsAreReadAlike(record: String) {
    Self.compare(record)
    Self.compare(record + record)
    Self.compare("\n" + record + "\r\n" + XMLReaderTests.a + "\r\n" + record)
  }

  @Test func smallLimitsAreTheSameForBoth() {
    let document = Array(XMLReaderTests.orders(Self.records.joined()).utf8)
    for limits in [
      ReadLimits(nestingDepthMax: 2), ReadLimits(attributeCountMax: 1), ReadLimits(nameBytesMax: 5),
      ReadLimits(textBytesMax: 2), ReadLimits(itemCountMax: 1), ReadLimits(recordBytesMax: 40),
    ] {
      Self.compare(document, limits: limits)
    }
    let blanks = String(repeating: " ", count: 100)
    for text in [
      "<order><order_id>\(blanks)</order_id></order>", "<order>\(blanks)</order>", blanks,
    ] {
      Self.compare(
        Array(XMLReaderTests.orders(blanks + XMLReaderTests.a + text + XMLReaderTests.b).utf8),
        limits: ReadLimits(textBytesMax: 80))
    }
  }

  @Test(.enabled(if: XMLConformanceTests.areAtHand)) func conformanceSuiteIsReadAlike() throws {
    var count = 0
    for url in XMLConformanceTests.documents("not-wf/sa")
      + XMLConformanceTests.documents("valid/sa")
    {
      let original = Array(try Data(contentsOf: url))
      let bodies = [original, XMLConformanceTests.withoutDoctype(original) ?? original]
      for body in bodies {
        // The root of nearly all these documents is <doc>; it becomes a record, or stands in one.
        let text = String(decoding: body, as: UTF8.self)
        let record = text.replacingOccurrences(of: "<doc", with: "<order")
          .replacingOccurrences(of: "</doc", with: "</order")
        let wrapped = "<order><order_id>1</order_id><x>\(text)</x></order>"
        for content in [record, wrapped, record.replacing("a1", with: "order_id")] {
          Self.compare(content)
          Self.compare(content + content)
        }
        let around = Array("<orders><order>".utf8) + body + Array("</order></orders>".utf8)
        Self.compare(around)
        count += 1
      }
    }
    #expect(count > 500)
  }
}
