import BasketModel
import Testing

struct DecimalTextTests {
  static let cases: [(minorUnits: Int128, scale: UInt8, text: String)] = [
    (0, 0, "0"), (0, 2, "0.00"), (0, 6, "0.000000"), (1, 0, "1"), (1, 1, "0.1"), (1, 2, "0.01"),
    (10, 2, "0.10"), (99, 2, "0.99"), (100, 2, "1.00"), (101, 2, "1.01"), (12000, 2, "120.00"),
    (-1, 0, "-1"), (-1, 2, "-0.01"), (-5, 2, "-0.05"), (-100, 2, "-1.00"), (-12345, 3, "-12.345"),
    (1, 4, "0.0001"), (12345, 4, "1.2345"), (7, 0, "7"), (1_234_567, 0, "1234567"),
    (Int128(Int64.max), 2, "92233720368547758.07"), (Int128(Int64.min), 2, "-92233720368547758.08"),
    (Int128(Int64.max) - Int128(Int64.min), 2, "184467440737095516.15"),
    (.max, 0, "170141183460469231731687303715884105727"),
    (.min, 0, "-170141183460469231731687303715884105728"),
    (.min, 6, "-170141183460469231731687303715884.105728"),
  ]

  @Test(arguments: cases)
  func writes(_ test: (minorUnits: Int128, scale: UInt8, text: String)) {
    #expect(DecimalText.text(minorUnits: test.minorUnits, scale: test.scale) == test.text)
  }

  @Test func appendsToWhatIsThere() {
    var output = [UInt8]("a".utf8)
    DecimalText.append(minorUnits: -123, scale: 2, to: &output)
    DecimalText.append(minorUnits: 40, scale: 1, to: &output)
    #expect(String(decoding: output, as: UTF8.self) == "a-1.234.0")
  }
}
