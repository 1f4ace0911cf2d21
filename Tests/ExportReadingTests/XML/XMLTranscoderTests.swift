import ExportReading
import Testing

/// A source over bytes in memory that gives a few at a time, the first four at once.
private final class PieceSource: ByteSource {
  private var rest: ArraySlice<UInt8>
  private let piece: Int
  private(set) var bytesTaken = 0

  init(_ bytes: ArraySlice<UInt8>, piece: Int) {
    rest = bytes
    self.piece = piece
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    let count = min(bytesTaken == 0 ? max(piece, 4) : piece, rest.count, buffer.count)
    for offset in 0..<count { unsafe buffer[offset] = rest.removeFirst() }
    bytesTaken += count
    return count
  }
}

struct XMLTranscoderTests {
  private func convert(
    _ bytes: [UInt8], _ encoding: XMLEncoding, piece: Int, room: Int
  ) -> (text: String, error: SourceError?) {
    var output: [UInt8] = []
    do throws(SourceError) {
      let transcoder = try XMLTranscoder(
        PieceSource(bytes[...], piece: piece), encoding: encoding)
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
      defer { unsafe buffer.deallocate() }
      while true {
        let count = try unsafe transcoder.read(into: buffer)
        if count == 0 { return (String(decoding: output, as: UTF8.self), nil) }
        unsafe output.append(contentsOf: buffer[..<count])
      }
    } catch {
      return (String(decoding: output, as: UTF8.self), error)
    }
  }

  private func utf16(_ text: String, bigEndian: Bool, mark: Bool) -> [UInt8] {
    ((mark ? [0xFEFF] : []) + Array(text.utf16)).flatMap { unit -> [UInt8] in
      let high = UInt8(unit >> 8)
      let low = UInt8(unit & 0xFF)
      return bigEndian ? [high, low] : [low, high]
    }
  }

  @Test(arguments: [(true, true), (true, false), (false, true), (false, false)])
  func readsUTF16(bigEndian: Bool, mark: Bool) throws {
    let text = "<orders><order order_id='Ğ€😀1'/></orders>"
    let bytes = utf16(text, bigEndian: bigEndian, mark: mark)
    let encoding = try #require(XMLEncoding.encodingNeeded(firstBytes: bytes))
    for (piece, room) in [(1, 1), (3, 2), (7, 5), (1000, 4096)] {
      let result = convert(bytes, encoding, piece: piece, room: room)
      #expect(result.text == text)
      #expect(result.error == nil)
    }
    let cut = convert(Array(bytes.dropLast()), encoding, piece: 5, room: 64)
    #expect(cut.text == String(text.dropLast()))
    #expect(cut.error == .corrupt("the document ends inside a character of \(encoding.name)"))
  }

  @Test func readsEightBitEncodings() throws {
    let cases: [(name: String, byte: UInt8, text: String)] = [
      ("ISO-8859-9", 0xD0, "Ğ"), ("windows-1254", 0x80, "€"), ("ISO-8859-1", 0xE9, "é"),
      ("windows-1252", 0x80, "€"), ("US-ASCII", 0x41, "A"),
    ]
    for (name, byte, text) in cases {
      let head = "<?xml version='1.0' encoding='\(name)'?><orders><order order_id='"
      let bytes = Array(head.utf8) + [byte] + Array("'/></orders>".utf8)
      let encoding = try #require(XMLEncoding.encodingNeeded(firstBytes: bytes))
      let result = convert(bytes, encoding, piece: 10, room: 16)
      #expect(result.text == head + text + "'/></orders>", "\(name)")
      let dump = XMLTestExports.dump(result.text)
      #expect(dump.first?.hasPrefix("order \(text) @") == true, "\(name): \(dump)")
    }
  }

  @Test func deliversWhatComesBeforeUndecodableBytes() throws {
    let encoding = try #require(
      XMLEncoding.encodingNeeded(firstBytes: Array("<?xml encoding=\"US-ASCII\"?>".utf8)))
    let result = convert(
      Array("<?xml encoding=\"US-ASCII\"?><a>".utf8) + [0xE9], encoding, piece: 4, room: 64)
    #expect(result.text.hasSuffix("<a>"))
    #expect(result.error == .corrupt("bytes that are not valid US-ASCII"))
  }

  @Test func namesAnUnknownEncoding() throws {
    let bytes = Array("<?xml version='1.0' encoding='klingon-8'?><a/>".utf8)
    let encoding = try #require(XMLEncoding.encodingNeeded(firstBytes: bytes))
    #expect(
      convert(bytes, encoding, piece: 4, room: 64).error
        == .corrupt("the document's encoding klingon-8 is not known"))
  }

  @Test(
    arguments: [
      "<a/>", "\u{FEFF}<?xml version='1.0' encoding='ISO-8859-9'?>", "<?xml version='1.0'?>",
      "<?xml version='1.0' encoding='utf-8'?>", "<?xml version='1.0' encoding=\"UTF-16\"?>",
      "<?xml version='1.0' encoding='a/b//IGNORE'?>", "",
    ])
  func leavesUTF8Alone(document: String) {
    #expect(XMLEncoding.encodingNeeded(firstBytes: Array(document.utf8)) == nil)
  }
}
