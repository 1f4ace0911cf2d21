internal import BasketModel

/// An exact rational number: what amounts are until they are stored.
///
/// The value is `digits` ÷ 10^`fractionDigits` ÷ `denominator`. Every operation is exact or says
/// that it cannot be done in 128 bits.
struct ExactNumber: BitwiseCopyable {
  var digits: Int128
  var fractionDigits = 0
  /// Above zero; 1 but for quotients.
  var denominator: Int128 = 1

  static var zero: ExactNumber { ExactNumber(digits: 0) }

  init(digits: Int128, fractionDigits: Int = 0, denominator: Int128 = 1) {
    self.digits = digits
    self.fractionDigits = fractionDigits
    self.denominator = denominator
  }

  @inline(__always)
  init(_ amount: StatedAmount) {
    digits = Int128(amount.digits)
    fractionDigits = Int(amount.fractionDigits)
  }

  /// A number with any count of fraction digits, up to 30 digits in all; nil for any other text.
  ///
  /// - Parameter text: Digits with an optional minus and decimal point, as in JSON.
  init?(longDecimal text: [UInt8]) {
    guard text.count <= 32 else { return nil }
    var digits: Int128 = 0
    var pointIndex: Int?
    for (index, byte) in text.enumerated() {
      switch byte {
      case 0x30...0x39: digits = digits * 10 + Int128(byte - 0x30)
      case 0x2E where pointIndex == nil: pointIndex = index
      case 0x2D where index == 0: break
      default: return nil
      }
    }
    self.digits = text.first == 0x2D ? -digits : digits
    fractionDigits = pointIndex.map { text.count - 1 - $0 } ?? 0
  }

  var isZero: Bool { digits == 0 }

  var negated: ExactNumber {
    ExactNumber(digits: -digits, fractionDigits: fractionDigits, denominator: denominator)
  }

  var magnitude: ExactNumber { digits < 0 ? negated : self }

  /// 10 to the power of `exponent`; nil beyond 128 bits.
  static func powerOfTen(_ exponent: Int) -> Int128? {
    guard exponent >= 0, exponent <= 37 else { return nil }
    var power: Int128 = 1
    for _ in 0..<exponent { power *= 10 }
    return power
  }

  func adding(_ other: ExactNumber) -> ExactNumber? {
    let places = max(fractionDigits, other.fractionDigits)
    guard let left = scaled(to: places), let right = other.scaled(to: places) else { return nil }
    if denominator == other.denominator {
      let (sum, overflow) = left.addingReportingOverflow(right)
      return overflow
        ? nil : ExactNumber(digits: sum, fractionDigits: places, denominator: denominator)
    }
    guard let first = Self.product(left, other.denominator),
      let second = Self.product(right, denominator),
      let common = Self.product(denominator, other.denominator)
    else { return nil }
    let (sum, overflow) = first.addingReportingOverflow(second)
    guard !overflow else { return nil }
    return ExactNumber(digits: sum, fractionDigits: places, denominator: common).reduced
  }

  func multiplied(by other: ExactNumber) -> ExactNumber? {
    guard let product = Self.product(digits, other.digits),
      let common = Self.product(denominator, other.denominator)
    else { return nil }
    return ExactNumber(
      digits: product, fractionDigits: fractionDigits + other.fractionDigits, denominator: common
    ).reduced
  }

  /// Nil where the divisor is zero, too.
  func divided(by other: ExactNumber) -> ExactNumber? {
    guard other.digits != 0, let power = Self.powerOfTen(other.fractionDigits),
      let above = Self.product(power, other.denominator),
      let numerator = Self.product(digits, other.digits < 0 ? -above : above),
      let below = Self.product(denominator, other.digits < 0 ? -other.digits : other.digits)
    else { return nil }
    return ExactNumber(digits: numerator, fractionDigits: fractionDigits, denominator: below)
      .reduced
  }

  func isEqual(to other: ExactNumber) -> Bool { adding(other.negated)?.isZero ?? false }

  /// The number in units of ten to the power of `-places`, rounded half away from zero where
  /// `isRounded`; nil where it is not whole (or does not fit).
  func units(at places: Int, isRounded: Bool) -> Int128? {
    var numerator = digits
    var divisor = denominator
    if fractionDigits <= places {
      guard let scaled = scaled(to: places) else { return nil }
      numerator = scaled
    } else {
      guard let power = Self.powerOfTen(fractionDigits - places),
        let below = Self.product(divisor, power)
      else { return nil }
      divisor = below
    }
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: divisor)
    if remainder == 0 { return quotient }
    guard isRounded else { return nil }
    let isUp = remainder.magnitude >= divisor.magnitude - remainder.magnitude
    return isUp ? quotient + (numerator < 0 ? -1 : 1) : quotient
  }

  /// The number with as few fraction digits as it needs, at most 6; nil where that is not exact.
  ///
  /// Nearly every number is no quotient and fits into one word.
  var stated: StatedAmount? {
    guard denominator == 1, var whole = Int64(exactly: digits) else { return statedSlowly }
    var places = fractionDigits
    while places > 0 {
      let (quotient, remainder) = whole.quotientAndRemainder(dividingBy: 10)
      guard remainder == 0 else { break }
      whole = quotient
      places &-= 1
    }
    guard places <= 6 else { return nil }
    return StatedAmount(digits: whole, fractionDigits: UInt8(places))
  }

  private var statedSlowly: StatedAmount? {
    for places in 0...6 {
      if let units = units(at: places, isRounded: false) {
        guard let digits = Int64(exactly: units) else { return nil }
        return StatedAmount(digits: digits, fractionDigits: UInt8(places))
      }
    }
    return nil
  }

  private func scaled(to places: Int) -> Int128? {
    if places == fractionDigits { return digits }
    guard let power = Self.powerOfTen(places - fractionDigits) else { return nil }
    return Self.product(digits, power)
  }

  /// Without a common divisor of digits and denominator.
  private var reduced: ExactNumber {
    guard denominator != 1 else { return self }
    var (left, right) = (digits.magnitude, denominator.magnitude)
    while right != 0 { (left, right) = (right, left % right) }
    guard left > 1, let divisor = Int128(exactly: left) else { return self }
    return ExactNumber(
      digits: digits / divisor, fractionDigits: fractionDigits,
      denominator: denominator / divisor)
  }

  private static func product(_ left: Int128, _ right: Int128) -> Int128? {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow || product == Int128.min ? nil : product
  }
}

// MARK: - Text

extension ExactNumber {
  /// For people: as many digits as needed, at most 6 of them after the point.
  var text: String {
    if let stated {
      return DecimalText.text(minorUnits: Int128(stated.digits), scale: stated.fractionDigits)
    }
    guard let units = units(at: 6, isRounded: true) else { return "a number out of range" }
    return DecimalText.text(minorUnits: units, scale: 6)
  }
}
