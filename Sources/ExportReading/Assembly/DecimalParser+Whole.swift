package import BasketModel

extension DecimalParser {
  /// Parses a text of known length whose first bytes are `word`.
  ///
  /// The text is shifted so that it ends with the word: what is before it counts as leading zeros,
  /// and the digits behind the point have their place. Sooner done than `plain`, which has to find
  /// the end; and an amount may fill all eight bytes.
  ///
  /// - Parameters:
  ///   - word: The eight bytes from the text's first on, little-endian.
  ///   - count: Bytes of the text, greater than 0.
  ///   - start: Place of the text in the buffer, from 0.
  /// - Returns: The value, for `digits(.digits)?` of at most eight bytes; nil where `plain` or the
  ///   general parser must look.
  @inline(__always)
  package static func whole(_ word: UInt64, count: Int, at start: Int) -> StatedAmount? {
    guard count <= 8 else { return nil }
    let unused = UInt64(truncatingIfNeeded: 64 &- 8 &* count)
    let digits = (word ^ 0x3030_3030_3030_3030) &<< unused
    // Nearly every amount has two digits after the point: without it all must be digits.
    let withoutPoint = digits ^ 0x001E << 40
    if others(withoutPoint) | withoutPoint & 0xFF << 40 == 0, unused < 40 {
      let packed = (digits & 0xFF_FFFF_FFFF) << 8 | digits & 0xFFFF << 48
      return StatedAmount(
        digits: Int64(bitPattern: sum(ofDigits: packed)), fractionDigits: 2, byte: start)
    }
    return whole(digits, unused: unused, at: start)
  }

  /// The same for integers and any number of digits after the point.
  ///
  /// - Parameters:
  ///   - digits: The text at the end of the word, each digit's value in its byte.
  ///   - unused: Bits before the text.
  @inline(__always)
  private static func whole(_ digits: UInt64, unused: UInt64, at start: Int) -> StatedAmount? {
    let others = others(digits)
    guard others != 0 else {
      return StatedAmount(
        digits: Int64(bitPattern: sum(ofDigits: digits)), fractionDigits: 0, byte: start)
    }
    let point = UInt64(truncatingIfNeeded: others.trailingZeroBitCount) & ~7
    let isPoint = UInt8(truncatingIfNeeded: digits &>> point) == 0x2E ^ 0x30
    guard isPoint, others & (others &- 1) == 0, point > unused, point < 56 else { return nil }
    let integer = digits & ((1 &<< point) &- 1)
    let fraction = digits & ~(UInt64.max &>> (56 &- point))
    // The digits before the point take its place.
    return StatedAmount(
      digits: Int64(bitPattern: sum(ofDigits: integer << 8 | fraction)),
      fractionDigits: UInt8(truncatingIfNeeded: (56 &- point) >> 3), byte: start)
  }

  /// The top bit of each byte that is no digit's value; no sum reaches the next byte.
  @inline(__always)
  private static func others(_ digits: UInt64) -> UInt64 {
    let low = digits & 0x7F7F_7F7F_7F7F_7F7F
    return (low &+ 0x7676_7676_7676_7676 | digits) & 0x8080_8080_8080_8080
  }
}
