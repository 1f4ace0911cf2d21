import ExportReading
import Testing

@Suite("Export format")
struct ExportFormatTests {
  @Test(
    "Decided by the first visible character",
    arguments: [
      ("element", Array("<orders>".utf8), ExportFormat.xml),
      ("object", Array("{\"order_id\":1}".utf8), .jsonLines),
      ("array", Array("[{}]".utf8), .jsonLines),
      ("header row", Array("order_id,amount".utf8), .csv),
      ("quoted header", Array("\"order_id\"".utf8), .csv),
      ("nothing", [], .csv),
      ("blanks only", Array(" \r\n\t".utf8), .csv),
      ("blanks, then element", Array("\r\n\t <a>".utf8), .xml),
      ("mark, then element", [0xef, 0xbb, 0xbf] + Array("<a>".utf8), .xml),
      ("mark, blank, object", [0xef, 0xbb, 0xbf] + Array(" {".utf8), .jsonLines),
      ("UTF-16 little-endian, marked", [0xff, 0xfe, 0x3c, 0x00], .xml),
      ("UTF-16 big-endian, marked, blank", [0xfe, 0xff, 0x00, 0x20, 0x00, 0x3c], .xml),
      ("UTF-16 little-endian, unmarked", [0x3c, 0x00, 0x3f, 0x00], .xml),
      ("UTF-16 big-endian, unmarked", [0x00, 0x3c, 0x00, 0x3f], .xml),
      ("UTF-16 that is text", [0xff, 0xfe, 0x6f, 0x00], .csv),
      ("UTF-16, low byte of another character", [0xff, 0xfe, 0x3c, 0x01], .csv),
      ("half a unit", [0xff, 0xfe, 0x3c], .csv),
    ] as [(String, [UInt8], ExportFormat)])
  func detection(name: String, bytes: [UInt8], format: ExportFormat) {
    #expect(ExportFormat(firstBytes: bytes) == format, "\(name)")
  }
}
