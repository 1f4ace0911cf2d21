import BasketModel
import ExportReading
import TestSupport
import Testing

@Suite struct DecimalParserTests {
  private func general(_ text: String, allowsExponent: Bool) -> DecimalParser.Result {
    DecimalParser.general(Array(text.utf8).span, allowsExponent: allowsExponent)
  }

  private static func value(_ digits: Int64, _ fractionDigits: UInt8 = 0) -> DecimalParser.Result {
    .value(StatedAmount(digits: digits, fractionDigits: fractionDigits))
  }

  static let decimals: [(text: String, result: DecimalParser.Result)] = [
    ("0", value(0)),
    ("-0", value(0)),
    ("-0.00", value(0)),
    ("000", value(0)),
    ("1", value(1)),
    ("-1", value(-1)),
    ("007.50", value(75, 1)),
    ("10.50", value(105, 1)),
    ("1.000000000000000000000000000000000000000000000", value(1)),
    ("100", value(100)),
    ("1.05", value(105, 2)),
    ("0.000001", value(1, 6)),
    ("0.0000010", value(1, 6)),
    ("0.0000001", .fault(.tooManyFractionDigits)),
    ("1.123456", value(1_123_456, 6)),
    ("1.1234567", .fault(.tooManyFractionDigits)),
    ("999999999999999999", value(999_999_999_999_999_999)),
    ("1000000000000000000", value(1_000_000_000_000_000_000)),
    ("9223372036854775807", value(.max)),
    ("9223372036854775808", .fault(.outOfRange)),
    ("-9223372036854775808", value(.min)),
    ("-9223372036854775809", .fault(.outOfRange)),
    ("9223372036854775807.0", value(.max)),
    ("922337203685477580.7", value(.max, 1)),
    ("18446744073709551617", .fault(.outOfRange)),
    ("340282366920938463463374607431768211457", .fault(.outOfRange)),
    ("1" + String(repeating: "0", count: 100), .fault(.outOfRange)),
    (String(repeating: "0", count: 100) + "1", value(1)),
    (String(repeating: "9", count: 5000), .fault(.outOfRange)),
    (" 1\t", value(1)),
    ("\r\n1.5 ", value(15, 1)),
    ("", .blank),
    (" \t\r\n", .blank),
    (".5", .fault(.notADecimal)),
    ("5.", .fault(.notADecimal)),
    ("-", .fault(.notADecimal)),
    ("-.5", .fault(.notADecimal)),
    ("--1", .fault(.notADecimal)),
    ("+1", .fault(.notADecimal)),
    ("- 1", .fault(.notADecimal)),
    ("1 2", .fault(.notADecimal)),
    ("1,5", .fault(.notADecimal)),
    ("1.2.3", .fault(.notADecimal)),
    ("0x1", .fault(.notADecimal)),
    ("١", .fault(.notADecimal)),
    ("1\0", .fault(.notADecimal)),
    ("1\u{A0}", .fault(.notADecimal)),
    ("NaN", .fault(.notADecimal)),
  ]

  @Test(arguments: decimals)
  func parsesDecimals(_ text: String, _ result: DecimalParser.Result) {
    #expect(general(text, allowsExponent: false) == result)
    #expect(general(text, allowsExponent: true) == result)
  }

  static let exponents: [(text: String, result: DecimalParser.Result)] = [
    ("1e1", value(10)),
    ("1E+2", value(100)),
    ("1e-2", value(1, 2)),
    ("100e-2", value(1)),
    ("1.5e1", value(15)),
    ("1.50e3", value(1500)),
    ("-25e-1", value(-25, 1)),
    ("1e-6", value(1, 6)),
    ("1e-7", .fault(.tooManyFractionDigits)),
    ("1000000000000000000000e-21", value(1)),
    ("9223372036854775807e0", value(.max)),
    ("-9223372036854775808e0", value(.min)),
    ("922337203685477580.7e1", value(.max)),
    ("9223372036854775807e1", .fault(.outOfRange)),
    ("1e18", value(1_000_000_000_000_000_000)),
    ("1e19", .fault(.outOfRange)),
    ("0e99999999999999999999", value(0)),
    ("0.0e-99999999999999999999", value(0)),
    ("1e99999999999999999999", .fault(.outOfRange)),
    ("1e-99999999999999999999", .fault(.tooManyFractionDigits)),
    ("1e", .fault(.notADecimal)),
    ("1e+", .fault(.notADecimal)),
    ("e1", .fault(.notADecimal)),
    ("1e1.5", .fault(.notADecimal)),
  ]

  @Test(arguments: exponents)
  func parsesExponentsOfNumbersOnly(_ text: String, _ result: DecimalParser.Result) {
    #expect(general(text, allowsExponent: true) == result)
    #expect(general(text, allowsExponent: false) == .fault(.notADecimal))
  }

  /// The value without trailing zeros and without its place.
  private func normal(_ amount: StatedAmount) -> StatedAmount {
    var normal = StatedAmount(digits: amount.digits, fractionDigits: amount.fractionDigits)
    while normal.fractionDigits > 0, normal.digits.isMultiple(of: 10) {
      normal.digits /= 10
      normal.fractionDigits -= 1
    }
    return normal
  }

  @Test func plainAgreesWithGeneral() throws {
    let buffer = InputBuffer(capacity: 64)
    var accepted = 0
    for seed in 0..<8000 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var text = random.once(in: 4) ? "-" : ""
      for _ in 0..<random.below(random.once(in: 3) ? 21 : 8) { text += String(random.below(10)) }
      if random.once(in: 2) {
        text += "."
        for _ in 0..<random.below(8) { text += random.once(in: 2) ? "0" : String(random.below(10)) }
      }
      if random.once(in: 10) { text += random.pick([" ", "e1", "x", "-", ".", ","]) }
      buffer.replaceContents(with: Array(("\"" + text + "\"").utf8))
      guard let (plain, end) = DecimalParser.plain(buffer.bytes, from: 1),
        end == text.utf8.count + 1
      else { continue }
      accepted += 1
      #expect(plain.byte == 1)
      #expect(
        general(text, allowsExponent: false) == .value(normal(plain)), "seed \(seed): \(text)")
    }
    #expect(accepted > 2000)
  }

  @Test(arguments: [
    ("999999999999999999", true), ("1000000000000000000", false), ("1.123456", true),
    ("1.1234567", false), ("1.", false), (".5", false), ("-", false), ("", false), ("-0", true),
  ])
  func plainLeavesTheRestToGeneral(_ text: String, _ isPlain: Bool) {
    let buffer = InputBuffer(capacity: 64)
    buffer.replaceContents(with: Array(text.utf8))
    #expect((DecimalParser.plain(buffer.bytes, from: 0)?.end == text.utf8.count) == isPlain)
  }

  /// What `whole` says of a text that stands between others.
  private func whole(_ text: String) -> StatedAmount? {
    let bytes = Array((text + ",1.5678").utf8).prefix(8)
    let word = bytes.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    return DecimalParser.whole(word, count: text.utf8.count, at: 7)
  }

  @Test func wholeAgreesWithGeneral() {
    var accepted = 0
    for seed in 0..<20_000 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var bytes: [UInt8] = (0..<random.below(8) + 1).map { _ in UInt8(0x30 + random.below(10)) }
      if random.once(in: 2) { bytes[random.below(bytes.count)] = 0x2E }
      if bytes.count > 2, random.once(in: 2) { bytes[bytes.count - 3] = 0x2E }
      if random.once(in: 4) { bytes[random.below(bytes.count)] = UInt8(random.below(128)) }
      let text = String(decoding: bytes, as: UTF8.self)
      guard let amount = whole(text) else { continue }
      accepted += 1
      #expect(amount.byte == 7)
      #expect(
        general(text, allowsExponent: false) == .value(normal(amount)), "seed \(seed): \(text)")
    }
    #expect(accepted > 5000)
  }

  @Test(arguments: [
    ("0", true), ("12345678", true), ("123456789", false), ("12345.67", true), ("1.23", true),
    ("1.234567", true), ("1.2", true), (".23", false), ("12.", false), ("1.2.3", false),
    ("1/23", false), ("1>23", false), ("-1.23", false), ("1 .23", false), ("1.23é", false),
    ("0.00", true), ("1.\u{9}3", false),
  ])
  func wholeLeavesTheRestToOthers(_ text: String, _ isWhole: Bool) {
    #expect((whole(text) != nil) == isWhole)
  }

  @Test func everyByteButAPointAndDigitsIsLeftToOthers() {
    for byte in 0...127 as ClosedRange<UInt8> {
      let isDigit = byte >= 0x30 && byte <= 0x39
      for place in 0..<4 {
        var text = Array("1234".utf8)
        text[place] = byte
        let isPoint = byte == 0x2E && place > 0 && place < 3
        let string = String(decoding: text, as: UTF8.self)
        #expect((whole(string) != nil) == (isDigit || isPoint), "\(byte) at \(place)")
      }
    }
  }
}
