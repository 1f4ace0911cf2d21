import ExportReading
import Testing

@Suite struct HeaderColumnsTests {
  @Test(arguments: [
    ("plain", "a,b\n1,2\n", ["a", "b"] as [String]?),
    ("byte order mark and blank lines", "\u{FEFF}\n \n a ,\"b,c\"\r\n", ["a", "b,c"]),
    ("no line feed", "a,b", ["a", "b"]),
    ("one column", "a\n", ["a"]),
    ("broken quotes", "a,b\"c\n", nil),
    ("nothing", "", nil),
  ])
  func `names are read as the reader reads them`(name: String, text: String, expected: [String]?) {
    let names = HeaderColumns.names(in: Array(text.utf8), delimiter: 0x2C)
    #expect(names?.map { String(decoding: $0, as: UTF8.self) } == expected)
  }
}
