/// Writes exact amounts as decimal text.
package enum DecimalText {
  /// Appends `minorUnits` with `scale` digits after the point, for example `-0.05`.
  ///
  /// - Complexity: O(digits); no allocation beyond the output's.
  package static func append(minorUnits: Int128, scale: UInt8, to output: inout [UInt8]) {
    if minorUnits < 0 { output.append(0x2D) }
    var rest = minorUnits.magnitude
    let start = output.count
    var written = 0
    repeat {
      if written == Int(scale), scale > 0 { output.append(0x2E) }
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      output.append(0x30 + UInt8(truncatingIfNeeded: digit))
      rest = quotient
      written += 1
    } while rest > 0 || written <= Int(scale)
    output[start...].reverse()
  }

  /// The text of `minorUnits` with `scale` digits after the point.
  package static func text(minorUnits: Int128, scale: UInt8) -> String {
    var bytes: [UInt8] = []
    append(minorUnits: minorUnits, scale: scale, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
