import ExportProfiles
import ExportReading
import Testing

/// Tables in other dialects, rewritten to plain CSV.
struct DialectSourceTests {
  typealias Case = (name: String, options: TableOptions, stated: String, plain: String)

  private static func options(
    quote: UInt8? = 0x22, backslash: Bool = false, comment: String = ""
  ) -> TableOptions {
    var options = TableOptions()
    options.quote = quote
    options.hasBackslashEscapes = backslash
    options.comment = comment
    return options
  }

  @Test(
    arguments: [
      ("plain", options(), "a,\"b\"\"c\"\n1,2\n", "a,\"b\"\"c\"\n1,2\n"),
      ("no quotes", options(quote: nil), "5\" pipe,\"a\r\n1,2", "\"5\"\" pipe\",\"\"\"a\"\r\n1,2"),
      ("single quotes", options(quote: 0x27), "'a,''b\"',c\n", "\"a,'b\"\"\",c\n"),
      ("open at the end", options(quote: 0x27), "'a'", "\"a\""),
      ("never closed", options(quote: 0x27), "'a\nb", "\"a\nb"),
      ("backslash", options(backslash: true), "\"a\\\"b\",c\n", "\"a\\\"\"b\",c\n"),
      (
        "backslash at the end of a cell", options(backslash: true), "\"a\\\\\",c\n", "\"a\\\\\",c\n"
      ),
      ("comments", options(comment: "#"), "#x,\"\na,#b\n#\n", "\na,#b\n\n"),
      ("two bytes of comment", options(comment: "--"), "-a\n--b\n-", "-a\n\n-"),
    ] as [Case])
  func rewriting(_ dialect: Case) throws {
    for pieceSize in [1, 3, 1000] {
      let source = DialectSource(
        MemorySource(Array(dialect.stated.utf8), pieceSize: pieceSize), options: dialect.options,
        delimiter: 0x2C, endsRowsByCarriageReturn: false)
      #expect(try allBytes(of: source) == Array(dialect.plain.utf8), "\(dialect.name)")
    }
  }

  @Test func rowsThatEndWithCarriageReturns() throws {
    let source = DialectSource(
      MemorySource(Array("a,b\r1,2\r".utf8), pieceSize: 2), options: TableOptions(),
      delimiter: 0x2C, endsRowsByCarriageReturn: true)
    #expect(try allBytes(of: source) == Array("a,b\n1,2\n".utf8))
    #expect(DialectSource.endsRowsByCarriageReturn(Array("a\rb".utf8)))
    #expect(!DialectSource.endsRowsByCarriageReturn(Array("a\r\nb".utf8)))
  }

  private func allBytes(of source: any ByteSource) throws -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 7)
    while true {
      let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe source.read(into: $0) }
      if count == 0 { return all }
      all += buffer[..<count]
    }
  }
}
