import ExportReading
import Foundation
import Testing

/// Random documents, and whole ones with random damage, read with both parsers.
struct XMLPlainMutationTests {
  /// More for a longer search: ORDER_AUDIT_ROUNDS.
  static let rounds =
    ProcessInfo.processInfo.environment["ORDER_AUDIT_ROUNDS"].flatMap { Int($0) } ?? 150

  static let pieces: [[UInt8]] =
    [
      "<order>", "</order>", "<order ", "<order_id>", "</order_id>", "<amount>", "</amount>",
      "1.50",
      " ", "\n", "\r\n", "\t", "<", ">", "/>", "</", "&amp;", "&lt;", "&#65;", "&#x20;", "&#13;",
      "&x;", "&", "]]>", "]", "<![CDATA[", "<!-- ", "-->", "<?p ", "?>", "ü", "'", "\"", " a='1'",
      " amount='1'", " amount=\"2\"", " xmlns:p='u'", "p:", ":", "=", "<x>", "</x>", "<x/>",
      "<p:x>",
      "</p:x>", "\u{FFFF}", "\u{0}", "<basket_item>", "</basket_item>", "<basket_item/>", "-", "0",
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xEF, 0xBF], [0xED, 0xA0, 0x80]]

  static let bases: [[UInt8]] = [
    """
    <orders>
      <order kind="web">
        <order_id>A-1</order_id>
        <amount>10.00</amount>
        <currency>TRY</currency>
        <note lang='tr' n="1">Gül &amp; <b>Bülbül</b> ]] x</note>
        <basket>
          <total_product_amount>10.00</total_product_amount>
          <total_discount_amount>0</total_discount_amount>
          <total_amount>10.00</total_amount>
          <basket_items>
            <basket_item><name>Ayna</name><quantity>2</quantity><price>5</price></basket_item>
            <basket_item><name>&quot;Saz&quot;</name><price>5.00</price></basket_item>
          </basket_items>
          <discounts/>
        </basket>
      </order>
      <order><order_id>A-2</order_id><amount>1</amount></order>
      <order order_id="A-3" amount="2"><basket total_amount="2"/></order>
    </orders>
    """,
    XMLReaderTests.orders(
      XMLReaderTests.a + XMLReaderTests.b + XMLTestExports.order("C &lt;", "2.00")
        + XMLTestExports.order("ğ")),
  ].map { Array($0.utf8) }

  static func mutate(_ document: inout [UInt8], _ random: inout XMLTestRandom) {
    let place = Int(random.next() % UInt64(document.count))
    switch random.next() % 6 {
    case 0: document[place] = UInt8(truncatingIfNeeded: random.next())
    case 1: document[place] ^= 1 << UInt8(random.next() % 8)
    case 2: document.remove(at: place)
    case 3:
      let end = min(document.count, place + 1 + Int(random.next() % 20))
      document.insert(contentsOf: document[place..<end], at: Int(random.next()) % document.count)
    case 4: document.removeSubrange(place..<min(document.count, place + Int(random.next() % 12)))
    default:
      document.insert(contentsOf: pieces[Int(random.next() % UInt64(pieces.count))], at: place)
    }
  }

  @Test(arguments: 0..<8) func damagedDocumentsAreReadAlike(seed: UInt64) {
    var random = XMLTestRandom(state: seed &* 977 &+ 5)
    for _ in 0..<Self.rounds {
      var document = Self.bases[Int(random.next() % UInt64(Self.bases.count))]
      for _ in 0...Int(random.next() % 3) { Self.mutate(&document, &random) }
      guard XMLPlainReaderTests.compare(document) else { return }
    }
  }

  @Test(arguments: 0..<8) func randomDocumentsAreReadAlike(seed: UInt64) {
    var random = XMLTestRandom(state: seed &* 31 &+ 1)
    for _ in 0..<Self.rounds {
      var document = Array("<orders>".utf8)
      for _ in 0..<Int(random.next() % 20) {
        document += Self.pieces[Int(random.next() % UInt64(Self.pieces.count))]
      }
      document += Array(XMLReaderTests.a.utf8)
      if random.next() % 4 != 0 { document += Array("</orders>".utf8) }
      let step = random.next() % 3 == 0 ? 1 + Int(random.next() % 300) : .max >> 1
      guard XMLPlainReaderTests.compare(document, step: step) else { return }
    }
  }
}
