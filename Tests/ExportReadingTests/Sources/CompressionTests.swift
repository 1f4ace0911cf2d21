import ExportReading
import Testing

@Suite("Compression")
struct CompressionTests {
  @Test(
    "First bytes win over the name",
    arguments: [
      ("gzip", [0x1f, 0x8b, 0x08, 0x00], Compression.none, Compression.gzip),
      ("gzip named zst", [0x1f, 0x8b, 0x08, 0x00], .zstandard, .gzip),
      ("Zstandard", [0x28, 0xb5, 0x2f, 0xfd], .none, .zstandard),
      ("skippable frame, lowest", [0x50, 0x2a, 0x4d, 0x18], .none, .zstandard),
      ("skippable frame, highest", [0x5f, 0x2a, 0x4d, 0x18], .none, .zstandard),
      ("not quite skippable", [0x60, 0x2a, 0x4d, 0x18], .zstandard, .none),
      ("text named gz", Array("order_id".utf8), .gzip, .none),
      ("text", Array("order_id".utf8), .none, .none),
      ("empty, named gz", [], .gzip, .gzip),
      ("empty", [], .none, .none),
      ("one byte of gzip, named gz", [0x1f], .gzip, .gzip),
      ("one byte of gzip", [0x1f], .none, .none),
      ("three bytes of Zstandard, named zst", [0x28, 0xb5, 0x2f], .zstandard, .zstandard),
      ("one other byte, named zst", [0x29], .zstandard, .none),
    ] as [(String, [UInt8], Compression, Compression)])
  func detection(name: String, bytes: [UInt8], expected: Compression, found: Compression) {
    #expect(Compression(firstBytes: bytes, expected: expected) == found, "\(name)")
  }
}
