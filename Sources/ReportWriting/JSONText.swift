package import BasketModel

/// Appends JSON values to bytes.
///
/// Whatever is appended, the result is valid JSON in valid UTF-8 that a terminal, a log and a
/// JavaScript parser can hold on one line.
package enum JSONText {
  /// Appends `bytes` as a JSON string with its quotes.
  ///
  /// Malformed UTF-8 becomes U+FFFD, one for each run that could have been one character. Controls
  /// (C0, DEL, C1) and the separators U+2028 and U+2029 are escaped as `\u` with four digits.
  ///
  /// - Complexity: O(*n*) in bytes; eight bytes at a time where they are plain ASCII.
  package static func appendString(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
    output.append(quote)
    var start = 0
    var index = 0
    while true {
      index = endOfPlainRun(in: bytes, from: index)
      guard index < bytes.count else { break }
      let byte = bytes[index]
      guard byte >= 0x80 else {
        append(bytes.extracting(start..<index), to: &output)
        appendEscape(of: UInt32(byte), to: &output)
        index += 1
        start = index
        continue
      }
      let sequence = UTF8Sequence(in: bytes, at: index)
      let end = index + sequence.length
      // Most characters past ASCII are written as they are and do not end the run.
      if let scalar = sequence.scalar, !needsEscape(scalar) {
        index = end
        continue
      }
      append(bytes.extracting(start..<index), to: &output)
      if let scalar = sequence.scalar {
        appendEscape(of: scalar, to: &output)
      } else {
        appendLiteral("\u{FFFD}", to: &output)
      }
      index = end
      start = end
    }
    append(bytes.extracting(start..<bytes.count), to: &output)
    output.append(quote)
  }

  /// Appends a text as a JSON string with its quotes, by the same rules.
  package static func appendString(_ text: String, to output: inout [UInt8]) {
    appendString(text.utf8.span, to: &output)
  }

  /// Appends a text as a JSON string, or `null`.
  package static func appendStringOrNull(_ text: [UInt8]?, to output: inout [UInt8]) {
    if let text { appendString(text.span, to: &output) } else { appendLiteral("null", to: &output) }
  }

  /// Appends text as it is; the caller answers for its being JSON.
  package static func appendLiteral(_ text: StaticString, to output: inout [UInt8]) {
    unsafe output.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends an integer as a JSON number.
  package static func appendInteger(_ value: Int, to output: inout [UInt8]) {
    if value < 0 { output.append(0x2D) }
    appendDigits(UInt64(value.magnitude), minimumCount: 1, to: &output)
  }

  /// Appends an integer as a JSON number, or `null`.
  package static func appendIntegerOrNull(_ value: Int?, to output: inout [UInt8]) {
    if let value { appendInteger(value, to: &output) } else { appendLiteral("null", to: &output) }
  }

  /// Appends an amount of `minorUnits` with `scale` fraction digits as a JSON string, so that no
  /// reader takes it for binary floating point.
  ///
  /// The text is `DecimalText`'s; amounts of 64 bits, which is nearly all, are written without
  /// divisions of 128 bits.
  package static func appendAmount(
    _ minorUnits: Int128, scale: UInt8, to output: inout [UInt8]
  ) {
    output.append(quote)
    if let magnitude = UInt64(exactly: minorUnits.magnitude), scale <= 18 {
      if minorUnits < 0 { output.append(0x2D) }
      var unit: UInt64 = 1
      for _ in 0..<scale { unit *= 10 }
      appendDigits(magnitude / unit, minimumCount: 1, to: &output)
      if scale > 0 {
        output.append(0x2E)
        appendDigits(magnitude % unit, minimumCount: Int(scale), to: &output)
      }
    } else {
      DecimalText.append(minorUnits: minorUnits, scale: scale, to: &output)
    }
    output.append(quote)
  }

  /// Appends a currency's code as a JSON string; `null` for an unknown currency.
  package static func appendCurrency(_ currency: Currency, to output: inout [UInt8]) {
    guard currency.isKnown else { return appendLiteral("null", to: &output) }
    let letters = currency.packedLetters
    output.append(quote)
    output.append(0x41 + UInt8(truncatingIfNeeded: letters / 676))
    output.append(0x41 + UInt8(truncatingIfNeeded: letters / 26 % 26))
    output.append(0x41 + UInt8(truncatingIfNeeded: letters % 26))
    output.append(quote)
  }

  private static let quote: UInt8 = 0x22

  /// Appends `value` in decimal, with zeros before it up to `minimumCount` digits.
  private static func appendDigits(
    _ value: UInt64, minimumCount: Int, to output: inout [UInt8]
  ) {
    var count = 1
    var rest = value / 10
    while rest > 0 {
      count += 1
      rest /= 10
    }
    count = max(count, minimumCount)
    for _ in 0..<count { output.append(0x30) }
    rest = value
    var index = output.count
    while rest > 0 {
      index -= 1
      output[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }

  private static func append(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
    unsafe bytes.withUnsafeBufferPointer { pointer in unsafe output.append(contentsOf: pointer) }
  }

  /// The index of the first byte at or after `start` that is not plain: a control, a quote, a
  /// backslash, DEL, or not ASCII.
  private static func endOfPlainRun(in bytes: Span<UInt8>, from start: Int) -> Int {
    var index = start
    let raw = unsafe bytes.bytes
    while index + 8 <= bytes.count {
      let word = unsafe raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      guard isPlain(word) else { break }
      index += 8
    }
    while index < bytes.count, isPlain(bytes[index]) { index += 1 }
    return index
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7F && byte != 0x22 && byte != 0x5C
  }

  /// Whether all eight bytes are plain. A borrow can only mark a byte above one that is marked
  /// already, so the answer for the whole word is exact.
  private static func isPlain(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotes = word ^ (ones &* 0x22)
    let backslashes = word ^ (ones &* 0x5C)
    let deletes = word ^ (ones &* 0x7F)
    let marks =
      word | (word &- ones &* 0x20) & ~word | (quotes &- ones) & ~quotes
      | (backslashes &- ones) & ~backslashes | (deletes &- ones) & ~deletes
    return marks & (ones &* 0x80) == 0
  }

  private static func needsEscape(_ scalar: UInt32) -> Bool {
    scalar < 0xA0 || scalar == 0x2028 || scalar == 0x2029
  }

  private static func appendEscape(of scalar: UInt32, to output: inout [UInt8]) {
    output.append(0x5C)
    guard scalar != 0x22, scalar != 0x5C else { return output.append(UInt8(scalar)) }
    output.append(0x75)
    for shift: UInt32 in [12, 8, 4, 0] {
      let nibble = UInt8(truncatingIfNeeded: scalar >> shift & 15)
      output.append(nibble < 10 ? 0x30 + nibble : 0x57 + nibble)
    }
  }
}
