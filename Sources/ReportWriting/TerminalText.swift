/// Shows text from exports and file names to people without giving it power over their terminal.
///
/// Controls (C0, DEL, C1), line separators, characters that turn the writing direction and
/// characters without width are written as `\u{…}`, bytes that are no UTF-8 as `\x{..}`; both in
/// lower-case hexadecimal. Everything else stays as it is.
package enum TerminalText {
  /// Appends `bytes`, and an ellipsis in place of what stands after the first `limit` bytes.
  ///
  /// - Complexity: O(min(*n*, `limit`)) in bytes.
  package static func append(
    _ bytes: Span<UInt8>, limit: Int = .max, to output: inout [UInt8]
  ) {
    var index = 0
    while index < bytes.count, index < limit {
      let byte = bytes[index]
      if byte < 0x80 {
        appendScalar(UInt32(byte), from: bytes.extracting(index..<index + 1), to: &output)
        index += 1
        continue
      }
      let sequence = UTF8Sequence(in: bytes, at: index)
      let source = bytes.extracting(index..<index + sequence.length)
      if let scalar = sequence.scalar {
        appendScalar(scalar, from: source, to: &output)
      } else {
        for offset in 0..<source.count { appendEscape("x", UInt32(source[offset]), to: &output) }
      }
      index += sequence.length
    }
    if index < bytes.count { output.append(contentsOf: "…".utf8) }
  }

  /// Appends a text by the same rules.
  package static func append(_ text: String, limit: Int = .max, to output: inout [UInt8]) {
    append(text.utf8.span, limit: limit, to: &output)
  }

  /// Appends texts by the same rules, each as a line of its own.
  package static func append(lines: [String], to output: inout [UInt8]) {
    for line in lines {
      append(line, to: &output)
      output.append(0x0A)
    }
  }

  /// A text as it may be shown.
  package static func shown(_ text: String, limit: Int = .max) -> String {
    var bytes: [UInt8] = []
    append(text, limit: limit, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func appendScalar(
    _ scalar: UInt32, from source: Span<UInt8>, to output: inout [UInt8]
  ) {
    guard !isHidden(scalar) else { return appendEscape("u", scalar, to: &output) }
    for offset in 0..<source.count { output.append(source[offset]) }
  }

  private static func appendEscape(
    _ letter: StaticString, _ value: UInt32, to output: inout [UInt8]
  ) {
    output.append(0x5C)
    JSONText.appendLiteral(letter, to: &output)
    output.append(0x7B)
    output.append(contentsOf: String(value, radix: 16).utf8)
    output.append(0x7D)
  }

  /// Whether a terminal would act on the character or show nothing for it.
  private static func isHidden(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0..<0x20, 0x7F...0x9F: true  // C0, DEL, C1
    case 0xAD, 0x34F, 0x180B...0x180E, 0xFEFF, 0xFFF9...0xFFFB: true  // nothing to see
    case 0x61C, 0x200B...0x200F, 0x2028...0x202E: true  // zero width, separators, direction
    case 0x2060...0x206F, 0xE0000...0xE0FFF: true  // invisible operators, isolates, tags
    default: false
    }
  }
}
