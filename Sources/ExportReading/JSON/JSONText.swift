/// Decodes JSON strings that have escapes.
enum JSONText {
  /// Appends the text of `range` with its escapes decoded.
  ///
  /// - Precondition: The scanner accepted the string.
  /// - Throws: A fault at an escape that is half of a surrogate pair: it stands for no character.
  /// - Complexity: O(*n*) in bytes.
  static func appendDecoded(
    _ range: Range<Int>, of bytes: PaddedBytes, to output: inout [UInt8]
  ) throws(JSONFault) {
    var index = range.lowerBound
    while index < range.upperBound {
      let escape = bytes.first(0x5C, in: index..<range.upperBound)
      bytes.append(index..<escape, to: &output)
      guard escape < range.upperBound else { return }
      index = try appendEscape(at: escape, of: bytes, end: range.upperBound, to: &output)
    }
  }

  /// Appends what the escape at `index` stands for; returns the index after it.
  private static func appendEscape(
    at index: Int, of bytes: PaddedBytes, end: Int, to output: inout [UInt8]
  ) throws(JSONFault) -> Int {
    switch bytes[index + 1] {
    case 0x62: output.append(0x08)
    case 0x66: output.append(0x0C)
    case 0x6E: output.append(0x0A)
    case 0x72: output.append(0x0D)
    case 0x74: output.append(0x09)
    case 0x75:
      return try appendUnicodeEscape(at: index, of: bytes, end: end, to: &output)
    case let other: output.append(other)  // quote, backslash, slash stand for themselves
    }
    return index + 2
  }

  private static func appendUnicodeEscape(
    at index: Int, of bytes: PaddedBytes, end: Int, to output: inout [UInt8]
  ) throws(JSONFault) -> Int {
    let first = codeUnit(at: index + 2, of: bytes)
    if first & 0xF800 != 0xD800 {
      appendScalar(UInt32(first), to: &output)
      return index + 6
    }
    // A high half must be followed by an escaped low half.
    guard first < 0xDC00, index + 12 <= end, bytes[index + 6] == 0x5C, bytes[index + 7] == 0x75
    else {
      throw JSONFault(reason: .loneSurrogate, index: index)
    }
    let second = codeUnit(at: index + 8, of: bytes)
    guard second & 0xFC00 == 0xDC00 else { throw JSONFault(reason: .loneSurrogate, index: index) }
    appendScalar(0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF)), to: &output)
    return index + 12
  }

  private static func codeUnit(at index: Int, of bytes: PaddedBytes) -> UInt16 {
    (0..<4).reduce(0) { $0 << 4 | UInt16(hexadecimalDigit(bytes[index + $1]) ?? 0) }
  }

  /// Appends a scalar value as UTF-8.
  private static func appendScalar(_ scalar: UInt32, to output: inout [UInt8]) {
    guard let scalar = Unicode.Scalar(scalar) else { return }
    output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.CodeUnit.replacement)
  }

  /// The value of a hexadecimal digit, nil for any other byte.
  static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}

extension UTF8.CodeUnit {
  /// U+FFFD, for what `UTF8.encode` refuses (it refuses no scalar value).
  fileprivate static var replacement: UTF8.EncodedScalar { UTF8.encodedReplacementCharacter }
}
