import BasketModel
import Foundation
import ReportWriting
import Testing

@Suite struct JSONTextTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let json: String

    init(_ name: String, _ bytes: [UInt8], _ json: String) {
      (self.name, self.bytes, self.json) = (name, bytes, json)
    }

    init(_ name: String, _ text: String, _ json: String) {
      self.init(name, [UInt8](text.utf8), json)
    }

    var testDescription: String { name }
  }

  static let cases = [
    Case("empty", "", #""""#),
    Case("plain", "order-1043", #""order-1043""#),
    Case("quote", #"a"b"#, #""a\"b""#),
    Case("backslash", #"C:\x"#, #""C:\\x""#),
    Case("slash stays", "a/b", #""a/b""#),
    Case("line feed", "a\nb", #""a\u000ab""#),
    Case("NUL", [0x00], #""\u0000""#),
    Case("escape", [0x1B, 0x5B], #""\u001b[""#),
    Case("unit separator and space", [0x1F, 0x20], #""\u001f ""#),
    Case("tilde and DEL", [0x7E, 0x7F], #""~\u007f""#),
    Case("C1", "\u{80}\u{9B}\u{9F}", #""\u0080\u009b\u009f""#),
    Case("first after C1", "\u{A0}", "\"\u{A0}\""),
    Case("Turkish", "Sepet tutarları örtüşmüyor", #""Sepet tutarları örtüşmüyor""#),
    Case("separators", "a\u{2028}\u{2029}\u{202A}", "\"a\\u2028\\u2029\u{202A}\""),
    Case("last character", "\u{10FFFF}", "\"\u{10FFFF}\""),
    Case("quote at the ninth byte", #"12345678"0"#, #""12345678\"0""#),
    Case("lone continuation", [0x61, 0x80, 0x62], "\"a\u{FFFD}b\""),
    Case("two continuations", [0x80, 0xBF], "\"\u{FFFD}\u{FFFD}\""),
    Case("overlong slash", [0xC0, 0xAF], "\"\u{FFFD}\u{FFFD}\""),
    Case("overlong in three", [0xE0, 0x80, 0x80], "\"\u{FFFD}\u{FFFD}\u{FFFD}\""),
    Case("surrogate", [0xED, 0xA0, 0x80], "\"\u{FFFD}\u{FFFD}\u{FFFD}\""),
    Case("past the last", [0xF4, 0x90, 0x80, 0x80], "\"\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\""),
    Case("impossible bytes", [0xFE, 0xFF], "\"\u{FFFD}\u{FFFD}\""),
    Case("cut at the end", [0x61, 0xE2, 0x82], "\"a\u{FFFD}\""),
    Case("cut before a quote", [0xE2, 0x82, 0x22], "\"\u{FFFD}\\\"\""),
    Case("cut before a whole one", [0xF0, 0x9F, 0xC3, 0xBC], "\"\u{FFFD}ü\""),
  ]

  @Test(arguments: cases)
  func string(_ testCase: Case) {
    var output: [UInt8] = [0x3A]
    JSONText.appendString(testCase.bytes.span, to: &output)
    #expect(String(validating: output, as: UTF8.self) == ":" + testCase.json)
  }

  @Test("whatever the bytes: valid, and the same text that Swift would repair them to")
  func randomBytes() throws {
    var generator = SystemRandomNumberGenerator()
    let interesting: [UInt8] = [
      0x22, 0x5C, 0x0A, 0x61, 0x7F, 0x80, 0x9F, 0xA0, 0xBF, 0xC2, 0xE0, 0xE2, 0xED, 0xF0, 0xF4,
      0xFF,
    ]
    for _ in 0..<3000 {
      let bytes = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
        Bool.random(using: &generator)
          ? UInt8.random(in: 0...255, using: &generator)
          : interesting[Int.random(in: 0..<interesting.count, using: &generator)]
      }
      var output: [UInt8] = []
      JSONText.appendString(bytes.span, to: &output)
      #expect(output.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "\(bytes)")
      let decoded = try JSONSerialization.jsonObject(with: Data(output), options: .fragmentsAllowed)
      #expect(decoded as? String == bytes.text, "\(bytes)")
    }
  }

  @Test(
    arguments: [
      (0, "0"), (7, "7"), (10, "10"), (-1, "-1"), (4711, "4711"),
      (Int.max, "9223372036854775807"), (Int.min, "-9223372036854775808"),
    ])
  func integer(_ value: Int, _ text: String) {
    var output: [UInt8] = []
    JSONText.appendInteger(value, to: &output)
    #expect(output.text == text)
  }

  @Test("amounts are the text of DecimalText, in quotes")
  func amounts() {
    let values: [Int128] = [
      0, 1, -1, 5, 99, 100, -100, 101, 5990, 1_000_000, Int128(Int64.max), Int128(Int64.min),
      Int128(UInt64.max), Int128(UInt64.max) + 1, .max, -.max,
    ]
    for value in values {
      for scale: UInt8 in [0, 1, 2, 3, 4, 6, 18, 19, 30] {
        var output: [UInt8] = []
        JSONText.appendAmount(value, scale: scale, to: &output)
        #expect(output.text == "\"\(DecimalText.text(minorUnits: value, scale: scale))\"")
      }
    }
  }

  @Test func currency() {
    var output: [UInt8] = []
    for code in ["TRY", "AED", "ZWR", "XYZ"] {
      JSONText.appendCurrency(Currency(code: [UInt8](code.utf8).span), to: &output)
    }
    #expect(output.text == #""TRY""AED""ZWR"null"#)
  }
}
