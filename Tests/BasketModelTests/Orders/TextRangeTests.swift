import BasketModel
import Testing

struct TextRangeTests {
  static let ranges:
    [(name: String, range: TextRange, offset: Int, count: Int, present: Bool, decoded: Bool)] = [
      ("absent", .absent, 0, 0, false, false),
      ("first byte of the buffer", .inBuffer(offset: 0, count: 1), 0, 1, true, false),
      ("empty text is there", .inBuffer(offset: 5, count: 0), 5, 0, true, false),
      (
        "end of the largest buffer", .inBuffer(offset: Int(Int32.max), count: 0), Int(Int32.max), 0,
        true, false
      ),
      ("first decoded byte", .decoded(offset: 0, count: 1), 0, 1, true, true),
      ("empty decoded text", .decoded(offset: 0, count: 0), 0, 0, true, true),
      (
        "last decoded byte", .decoded(offset: Int(Int32.max), count: 9), Int(Int32.max), 9, true,
        true
      ),
    ]

  @Test(arguments: ranges)
  func place(
    _ test: (name: String, range: TextRange, offset: Int, count: Int, present: Bool, decoded: Bool)
  ) {
    #expect(test.range.offset == test.offset, "\(test.name)")
    #expect(test.range.count == test.count, "\(test.name)")
    #expect(test.range.isPresent == test.present, "\(test.name)")
    #expect(test.range.isDecoded == test.decoded, "\(test.name)")
  }

  /// The same offset means different bytes in the buffer and in the decoded text.
  @Test func batchTextReadsFromBoth() {
    let buffer = [UInt8]("buffer".utf8)
    unsafe buffer.withUnsafeBufferPointer { pointer in
      let text = unsafe BatchText(buffer: pointer, decoded: [UInt8]("decode".utf8))
      #expect(text.bytes(of: .inBuffer(offset: 0, count: 3)) == Array("buf".utf8))
      #expect(text.bytes(of: .decoded(offset: 0, count: 3)) == Array("dec".utf8))
      #expect(text.bytes(of: .inBuffer(offset: 6, count: 0)) == [])
      #expect(text.bytes(of: .decoded(offset: 6, count: 0)) == [])
      #expect(text.bytes(of: .absent) == nil)
      #expect(text.withBytes(of: .absent) { $0.count } == 0)
    }
  }
}
