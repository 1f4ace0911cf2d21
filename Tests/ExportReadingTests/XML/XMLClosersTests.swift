import ExportReading
import TestSupport
import Testing

/// Comments, CDATA sections and processing instructions that are closed late or not at all.
@Suite struct XMLClosersTests {
  private static let tokens = [
    "<!--", "-->", "<![CDATA[", "]]>", "<?a", "?>", ">", "--", " x ", "\n",
    "<order><order_id>1</order_id></order>", "<order>", "</order>",
  ]

  /// What was searched for the closer of one opener is not searched for that of the next; small
  /// buffers forget what was searched.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func areTheSameInAnyBuffers(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<60 {
      let content = (0..<random.below(40)).map { _ in random.pick(Self.tokens) }.joined()
      let document = Array("<orders>\(content)</orders>\n".utf8)
      let whole = XMLTestExports.dump(document)
      for step in [1, 7, 64] {
        #expect(XMLTestExports.dump(document, step: step) == whole, "steps of \(step): \(content)")
      }
    }
  }

  /// Once each of them looked through all that follows it: 34 seconds for 2 MB.
  @Test(arguments: ["<!--", "<?a", "<![CDATA["])
  func manyThatNothingCloses(_ opener: String) throws {
    let order = "<order><order_id>1</order_id></order>\n"
    let content = order + String(repeating: opener, count: 100_000) + order
    let result = try ReadingHarness(.xml).read(Array("<orders>\(content)</orders>\n".utf8))
    #expect(result.orders.first?.id == "1" && result.orders.last?.id == "1")
    #expect(result.orders.count <= 3 && result.exportCodes == [])
  }
}
