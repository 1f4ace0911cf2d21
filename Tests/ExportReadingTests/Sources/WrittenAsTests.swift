import ExportProfiles
import ExportReading
import Testing

/// What the first bytes of an export tell about how it is written.
struct WrittenAsTests {
  struct Delimiters: CustomStringConvertible {
    var description: String
    var header: HeaderPlace
    var text: String
    var expected: Character

    init(_ name: String, _ text: String, _ expected: Character, header: HeaderPlace = .first) {
      description = name
      self.header = header
      self.text = text
      self.expected = expected
    }
  }

  @Test(arguments: [
    Delimiters("commas", "a,b,c\n1;2;3;4;5\n", ","),
    Delimiters("semicolons", "a;b;c\n", ";"),
    Delimiters("tabs", "a\tb\r\n", "\t"),
    Delimiters("a comma in a name", "a, in EUR;b;c\n", ";"),
    Delimiters("commas in quotes", "\"a,b,c,d\";e;f\n", ";"),
    Delimiters("a line break in quotes", "\"a\nb,,,,\";e;f\n1,2,3\n", ";"),
    Delimiters("blank lines before", "\n\r\n \na;b\n1,2,3\n", ";"),
    Delimiters("rows that end with a carriage return", "a;b\r1,2,3\r", ";"),
    Delimiters("UTF-16", "a\0;\0b\0\n\0", ";"),
    Delimiters("no line feed at all", "a;b;c", ";"),
    Delimiters("one column, so that any will do", "a\n1\n", ";"),
    Delimiters("nothing", "", ";"),
    Delimiters("lines before", "x,,,\n\"y,,,\na;b\n1,2,3\n", ";", header: .after(lines: 2)),
    Delimiters(
      "a header that is looked for", "\"x\"\n,,\na;b;c;d\n1,2\n", ";",
      header: .containing([["a"]])),
  ])
  func delimiter(_ written: Delimiters) {
    let found = WrittenAs.delimiter(
      among: [0x3B, 0x2C, 0x09], header: written.header, firstBytes: Array(written.text.utf8))
    #expect(found == written.expected.asciiValue, "\(written)")
  }

  @Test(arguments: [
    ("ASCII", Array("Adet".utf8), TextEncoding.utf8),
    ("UTF-8", Array("Sipariş".utf8), .utf8),
    ("UTF-8, cut in a character", Array("Sipariş".utf8).dropLast(), .utf8),
    ("eight bits", Array("Sipari".utf8) + [0xFE, 0x20], .windows1254),
    ("nothing", [], .utf8),
  ])
  func encoding(name: String, bytes: [UInt8], expected: TextEncoding) {
    #expect(WrittenAs.encoding(among: [.utf8, .windows1254], firstBytes: bytes) == expected)
  }

  @Test func encodingOfNone() {
    #expect(WrittenAs.encoding(among: [], firstBytes: [0x61]) == nil)
    #expect(WrittenAs.encoding(among: [.utf16, .utf8], firstBytes: [0x61, 0]) == .utf16)
    #expect(WrittenAs.encoding(among: [.utf16, .utf8], firstBytes: [0xFE, 0x61, 0x20]) == .utf8)
  }
}
