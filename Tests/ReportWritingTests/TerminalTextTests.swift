import ReportWriting
import Testing

@Suite struct TerminalTextTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let shown: String

    init(_ name: String, _ text: String, _ shown: String) {
      self.init(name, [UInt8](text.utf8), shown)
    }

    init(_ name: String, _ bytes: [UInt8], _ shown: String) {
      (self.name, self.bytes, self.shown) = (name, bytes, shown)
    }

    var testDescription: String { name }
  }

  static let cases = [
    Case("plain", "night.csv", "night.csv"),
    Case("Turkish", "gece-İş.csv", "gece-İş.csv"),
    Case("clear screen", "\u{1B}[2J", #"\u{1b}[2J"#),
    Case("line break", "a\nb\r\tc", #"a\u{a}b\u{d}\u{9}c"#),
    Case("NUL and DEL", "\0\u{7F}", #"\u{0}\u{7f}"#),
    Case("C1 control sequence", "\u{9B}31m", #"\u{9b}31m"#),
    Case("override", "\u{202E}fdp.exe", #"\u{202e}fdp.exe"#),
    Case("embedding and isolate", "\u{202A}\u{2066}\u{2069}", #"\u{202a}\u{2066}\u{2069}"#),
    Case("zero width", "10\u{200B}4\u{FEFF}3", #"10\u{200b}4\u{feff}3"#),
    Case("tag", "\u{E0041}", #"\u{e0041}"#),
    Case("neighbours stay", "\u{2010}\u{2030}", "\u{2010}\u{2030}"),
    Case("no UTF-8", [0x61, 0xFF, 0x62], #"a\x{ff}b"#),
    Case("cut character", [0xE2, 0x82], #"\x{e2}\x{82}"#),
    Case("raw C1 byte", [0x9B, 0x33], #"\x{9b}3"#),
  ]

  @Test(arguments: cases)
  func shown(_ testCase: Case) {
    var output: [UInt8] = []
    TerminalText.append(testCase.bytes.span, to: &output)
    #expect(String(validating: output, as: UTF8.self) == testCase.shown)
  }

  @Test(
    arguments: [
      ("shorter", "abc", 4, "abc"), ("exact", "abcd", 4, "abcd"), ("longer", "abcde", 4, "abcd…"),
      ("never inside a character", "abcüx", 4, "abcü…"),
    ])
  func limit(_ name: String, _ text: String, _ limit: Int, _ shown: String) {
    #expect(TerminalText.shown(text, limit: limit) == shown)
  }
}
