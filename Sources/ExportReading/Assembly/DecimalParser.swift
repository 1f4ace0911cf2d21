package import BasketModel

/// Parses exact decimals from bytes straight to integers.
///
/// Two tiers. `plain` takes what nearly every amount is (at most 18 digits, at most 6 of them after the
/// point, nothing else) in one pass; all else goes to `general`, which also says what is wrong. Tests
/// hold both equal on everything that `plain` accepts.
package enum DecimalParser {
  /// What a text turned out to be.
  package enum Result: Equatable {
    case value(StatedAmount)
    /// Empty, or only space, tab, CR, LF.
    case blank
    case fault(DecimalFault)
  }

  /// Parses `-?digits(.digits)?` from `start` on, up to the first byte that is neither digit nor point.
  ///
  /// - Returns: The value and the index after it; nil where the general parser must look.
  @inline(__always)
  package static func plain(_ bytes: PaddedBytes, from start: Int) -> (value: StatedAmount, end: Int)? {
    var index = start
    let isNegative = bytes[index] == 0x2D
    if isNegative { index &+= 1 }
    let firstDigit = index
    var digits: UInt64 = 0
    var digit = bytes[index] &- 0x30
    while digit < 10 {
      digits = digits &* 10 &+ UInt64(digit)
      index &+= 1
      digit = bytes[index] &- 0x30
    }
    let integerDigits = index &- firstDigit
    var fractionDigits = 0
    if digit == 0xFE {  // the point, less "0"
      index &+= 1
      let firstFraction = index
      digit = bytes[index] &- 0x30
      while digit < 10 {
        digits = digits &* 10 &+ UInt64(digit)
        index &+= 1
        digit = bytes[index] &- 0x30
      }
      fractionDigits = index &- firstFraction
      guard fractionDigits > 0 else { return nil }
    }
    // 18 digits cannot overflow; more are counted (and wrapped) above and left to the general parser.
    guard integerDigits > 0, integerDigits &+ fractionDigits <= 18, fractionDigits <= 6 else { return nil }
    let value = Int64(bitPattern: digits)
    return (
      StatedAmount(
        digits: isNegative ? 0 &- value : value,
        fractionDigits: UInt8(truncatingIfNeeded: fractionDigits), byte: start),
      index
    )
  }

  /// Parses a whole text.
  ///
  /// - Parameters:
  ///   - text: The text; blanks around the value are allowed.
  ///   - allowsExponent: Whether `1e1` is a value (JSON numbers) or a fault (everything else).
  /// - Complexity: O(*n*) in bytes.
  package static func general(_ text: Span<UInt8>, allowsExponent: Bool) -> Result {
    var start = 0
    var end = text.count
    while start < end, isBlank(text[start]) { start += 1 }
    while end > start, isBlank(text[end - 1]) { end -= 1 }
    guard start < end else { return .blank }
    var scan = DecimalScan()
    guard scan.read(text, from: start, to: end, allowsExponent: allowsExponent) else {
      return .fault(.notADecimal)
    }
    return scan.result
  }

  /// Space, tab, CR, LF.
  @inline(__always)
  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
  }
}

/// Why a text is no usable decimal.
package enum DecimalFault: Equatable {
  case notADecimal
  case tooManyFractionDigits
  case outOfRange
}

/// The general parser's state: significant digits without the zeros that say nothing.
private struct DecimalScan {
  private var isNegative = false
  private var digits: Int128 = 0
  /// Digits after the point that `digits` holds.
  private var fractionDigits = 0
  /// Zeros read but not yet in `digits`, because only a later digit makes them count.
  private var pendingZeros = 0
  private var overflows = false
  private var exponent = 0

  /// Reads the grammar; false where the text does not follow it.
  mutating func read(_ text: Span<UInt8>, from start: Int, to end: Int, allowsExponent: Bool) -> Bool {
    var index = start
    if text[index] == 0x2D {
      isNegative = true
      index += 1
    }
    guard readDigits(text, &index, end, areFraction: false) else { return false }
    if index < end, text[index] == 0x2E {
      index += 1
      guard readDigits(text, &index, end, areFraction: true) else { return false }
    }
    if allowsExponent, index < end, text[index] | 0x20 == 0x65 {
      index += 1
      guard readExponent(text, &index, end) else { return false }
    }
    return index == end
  }

  private mutating func readDigits(
    _ text: Span<UInt8>, _ index: inout Int, _ end: Int, areFraction: Bool
  ) -> Bool {
    let first = index
    while index < end, text[index] &- 0x30 < 10 {
      append(text[index] - 0x30, isFraction: areFraction)
      index += 1
    }
    return index > first
  }

  private mutating func append(_ digit: UInt8, isFraction: Bool) {
    if digit == 0 {
      if digits != 0 || overflows { pendingZeros += 1 }
      if isFraction { fractionDigits += 1 }
      return
    }
    for _ in 0..<min(pendingZeros, 40) { multiplyByTen() }
    if pendingZeros > 40 { overflows = true }
    pendingZeros = 0
    multiplyByTen()
    digits += Int128(digit)
    if isFraction { fractionDigits += 1 }
  }

  private mutating func multiplyByTen() {
    // 10³⁷ leaves room for one more digit in an Int128.
    if digits > 10_000_000_000_000_000_000 * 1_000_000_000_000_000_000 / 10 { overflows = true }
    if !overflows { digits *= 10 }
  }

  private mutating func readExponent(_ text: Span<UInt8>, _ index: inout Int, _ end: Int) -> Bool {
    var exponentIsNegative = false
    if index < end, text[index] == 0x2D || text[index] == 0x2B {
      exponentIsNegative = text[index] == 0x2D
      index += 1
    }
    let first = index
    while index < end, text[index] &- 0x30 < 10 {
      // Far beyond any usable value; larger ones only saturate.
      exponent = min(exponent * 10 + Int(text[index] - 0x30), 1_000_000)
      index += 1
    }
    if exponentIsNegative { exponent = -exponent }
    return index > first
  }

  /// The value with its zeros dropped and its exponent applied.
  var result: DecimalParser.Result {
    if digits == 0, !overflows { return .value(StatedAmount(digits: 0, fractionDigits: 0)) }
    if overflows { return .fault(.outOfRange) }
    var value = digits
    // The place of the last significant digit: negative powers are fraction digits.
    var scale = fractionDigits - pendingZeros - exponent
    if scale > 6 { return .fault(.tooManyFractionDigits) }
    while scale < 0 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow || product > Int128(Int64.max) + 1 { return .fault(.outOfRange) }
      value = product
      scale += 1
    }
    guard let digits = Int64(exactly: isNegative ? -value : value) else { return .fault(.outOfRange) }
    return .value(StatedAmount(digits: digits, fractionDigits: UInt8(scale)))
  }
}
