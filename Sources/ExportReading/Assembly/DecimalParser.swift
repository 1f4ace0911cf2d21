package import BasketModel

/// Parses exact decimals from bytes straight to integers.
///
/// Two tiers. `plain` takes what nearly every amount is (at most 18 digits, at most 6 of them after
/// the point, nothing else) in one pass; all else goes to `general`, which also says what is wrong.
/// Tests hold both equal on everything that `plain` accepts.
package enum DecimalParser {
  /// What a text turned out to be.
  package enum Result: Equatable {
    case value(StatedAmount)
    /// Empty, or only space, tab, CR, LF.
    case blank
    case fault(DecimalFault)
  }

  /// Parses `-?digits(.digits)?` from `start` on, up to the first byte that is neither digit nor
  /// point.
  ///
  /// Amounts of up to eight bytes without sign, which is nearly all, are parsed in one word: the
  /// first bytes that are no digits give the shape. Two shapes are most of them and have their own
  /// way; of the others, the point is closed up by a shift, and three multiplications add up the
  /// digits.
  ///
  /// - Returns: The value and the index after it; nil where the general parser must look.
  @inline(__always)
  package static func plain(_ bytes: PaddedBytes, from start: Int) -> (
    value: StatedAmount, end: Int
  )? {
    let digits = bytes.word(at: start) ^ 0x3030_3030_3030_3030
    // The top bit of each byte that is no digit. A carry could only reach bytes after one above
    // 0x89, which is none that may follow here.
    let others = ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
    let integerBits = UInt64(truncatingIfNeeded: others.trailingZeroBitCount) & ~7
    if let value = hundredths(digits, others: others, integerBits: integerBits) {
      return (
        StatedAmount(digits: Int64(bitPattern: value), fractionDigits: 2, byte: start),
        start &+ Int(integerBits >> 3) &+ 3
      )
    }
    if integerBits == 8, UInt8(truncatingIfNeeded: digits >> 8) != 0x2E ^ 0x30 {
      let digit = Int64(bitPattern: digits & 0xFF)
      return (StatedAmount(digits: digit, fractionDigits: 0, byte: start), start &+ 1)
    }
    return plainInWord(bytes, from: start, digits, others: others, integerBits: integerBits)
  }

  /// The hundredths of an amount with two digits after the point and one to four before it: 8 of 11
  /// decimals of an order. The others are quantities of one digit and larger amounts.
  ///
  /// The text is shifted so that it ends with the word; its point stays where it is as a 0, and the
  /// factors make up for that.
  ///
  /// - Returns: nil for other shapes.
  @inline(__always)
  private static func hundredths(_ digits: UInt64, others: UInt64, integerBits: UInt64) -> UInt64? {
    let aligned = (digits &<< (40 &- integerBits)) ^ 0x1E << 40
    let shape = others &>> integerBits & 0x8080_8080
    guard shape == 0x8000_0080, aligned & 0xFF << 40 == 0, integerBits != 0 else { return nil }
    let pairs = aligned &* 10 &+ (aligned >> 8)
    let first = (pairs & 0x0000_00FF_0000_00FF) &* (100_000 << 32 | 10)
    let second = ((pairs >> 16) & 0x0000_00FF_0000_00FF) &* (1_000 << 32 | 1)
    return (first &+ second) >> 32
  }

  /// `plain` for any shape, by the first eight bytes.
  @inline(__always)
  private static func plainInWord(
    _ bytes: PaddedBytes, from start: Int, _ digits: UInt64, others: UInt64, integerBits: UInt64
  ) -> (value: StatedAmount, end: Int)? {
    guard others != 0, integerBits != 0 else { return plainByLoop(bytes, from: start) }
    var packed = digits & ((1 &<< integerBits) &- 1)
    var digitBits = integerBits
    var fractionBits: UInt64 = 0
    if UInt8(truncatingIfNeeded: digits &>> integerBits) == 0x2E ^ 0x30 {
      let afterPoint = others & (others &- 1)
      let endBits = UInt64(truncatingIfNeeded: afterPoint.trailingZeroBitCount) & ~7
      guard afterPoint != 0 else {
        return plainInTwoWords(bytes, from: start, integer: packed, integerBits: integerBits)
      }
      guard endBits > integerBits &+ 8 else { return plainByLoop(bytes, from: start) }
      fractionBits = endBits &- integerBits &- 8
      packed |= (digits >> 8) & ~((1 &<< integerBits) &- 1)
      digitBits = integerBits &+ fractionBits
    }
    let value = sum(ofDigits: packed &<< (64 &- digitBits))
    let length = Int(digitBits >> 3) &+ (fractionBits == 0 ? 0 : 1)
    return (
      StatedAmount(
        digits: Int64(bitPattern: value),
        fractionDigits: UInt8(truncatingIfNeeded: fractionBits >> 3), byte: start),
      start &+ length
    )
  }

  /// The value of eight decimal digits, the first in the lowest byte.
  @inline(__always)
  static func sum(ofDigits digits: UInt64) -> UInt64 {
    let pairs = digits &* 10 &+ (digits >> 8)
    let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = ((pairs >> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (low &+ high) >> 32
  }

  /// `plain` for amounts whose point is in the first word and whose end is not.
  ///
  /// - Parameters:
  ///   - integer: The digits before the point, the first in the lowest byte.
  ///   - integerBits: How many bits those have.
  @inline(__always)
  private static func plainInTwoWords(
    _ bytes: PaddedBytes, from start: Int, integer: UInt64, integerBits: UInt64
  ) -> (value: StatedAmount, end: Int)? {
    let firstFraction = start &+ Int(integerBits >> 3) &+ 1
    let digits = bytes.word(at: firstFraction) ^ 0x3030_3030_3030_3030
    let others = ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
    let bits = UInt64(truncatingIfNeeded: others.trailingZeroBitCount) & ~7
    guard others != 0, bits != 0, bits <= 48 else { return plainByLoop(bytes, from: start) }
    let fraction = sum(ofDigits: (digits & ((1 &<< bits) &- 1)) &<< (64 &- bits))
    let fractionDigits = Int(bits >> 3)
    let value =
      sum(ofDigits: integer &<< (64 &- integerBits)) &* powersOfTen[fractionDigits] &+ fraction
    return (
      StatedAmount(
        digits: Int64(bitPattern: value), fractionDigits: UInt8(fractionDigits), byte: start),
      firstFraction &+ fractionDigits
    )
  }

  private static let powersOfTen: InlineArray<7, UInt64> = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000,
  ]

  /// `plain` for longer and negative values, byte by byte.
  @inline(never)
  private static func plainByLoop(
    _ bytes: PaddedBytes, from start: Int
  ) -> (value: StatedAmount, end: Int)? {
    var index = start
    let isNegative = bytes[index] == 0x2D
    if isNegative { index &+= 1 }
    let firstDigit = index
    var digits: UInt64 = 0
    index = addDigits(bytes, from: index, to: &digits)
    let integerDigits = index &- firstDigit
    var fractionDigits = 0
    if bytes[index] == 0x2E {
      let firstFraction = index &+ 1
      index = addDigits(bytes, from: firstFraction, to: &digits)
      fractionDigits = index &- firstFraction
      guard fractionDigits > 0 else { return nil }
    }
    // 18 digits cannot overflow; more are counted (and wrapped) above and left to the general
    // parser.
    guard integerDigits > 0, integerDigits &+ fractionDigits <= 18, fractionDigits <= 6 else {
      return nil
    }
    let value = Int64(bitPattern: digits)
    return (
      StatedAmount(
        digits: isNegative ? 0 &- value : value,
        fractionDigits: UInt8(truncatingIfNeeded: fractionDigits), byte: start),
      index
    )
  }

  /// Adds the digits from `start` on to `value`; returns the index after them.
  @inline(__always)
  private static func addDigits(_ bytes: PaddedBytes, from start: Int, to value: inout UInt64)
    -> Int
  {
    var index = start
    var digit = bytes[index] &- 0x30
    while digit < 10 {
      value = value &* 10 &+ UInt64(digit)
      index &+= 1
      digit = bytes[index] &- 0x30
    }
    return index
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
  mutating func read(_ text: Span<UInt8>, from start: Int, to end: Int, allowsExponent: Bool)
    -> Bool
  {
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
    guard let digits = Int64(exactly: isNegative ? -value : value) else {
      return .fault(.outOfRange)
    }
    return .value(StatedAmount(digits: digits, fractionDigits: UInt8(scale)))
  }
}
