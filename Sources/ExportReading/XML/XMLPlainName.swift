/// Names that the plain reader takes for legal: a part of those that XML allows.
enum XMLPlainName {
  /// The index after the name that begins at `start`, prefix included; `start` where there is none.
  static func end(_ bytes: PaddedBytes, from start: Int) -> Int {
    var index = start
    while isNameByte(bytes[index]) || bytes[index] == 0x3A { index += 1 }
    return index
  }

  /// Where the local name begins, from the start of `name`.
  ///
  /// - Returns: nil for names that are left to libxml2: empty parts, several colons, characters
  ///   beyond ASCII and the letters of U+00C0 to U+023F, prefixes that begin with `xml`.
  static func localStart(_ name: Range<Int>, of bytes: PaddedBytes) -> Int? {
    var localStart = 0
    var isAtStart = true
    var index = name.lowerBound
    while index < name.upperBound {
      let byte = bytes[index]
      if byte == 0x3A {
        guard !isAtStart, localStart == 0, !beginsWithXML(bytes, name.lowerBound) else {
          return nil
        }
        localStart = index + 1 - name.lowerBound
        isAtStart = true
      } else if byte >= 0x80 {
        guard isLetterPair(byte, bytes[index + 1]) else { return nil }
        index += 1
        isAtStart = false
      } else {
        guard !isAtStart || isASCIILetter(byte) else { return nil }
        isAtStart = false
      }
      index += 1
    }
    return isAtStart ? nil : localStart
  }

  private static func isLetterPair(_ first: UInt8, _ second: UInt8) -> Bool {
    guard second & 0xC0 == 0x80 else { return false }
    // U+00D7 and U+00F7 are signs, not letters.
    if first == 0xC3 { return second != 0x97 && second != 0xB7 }
    return (0xC4...0xC8).contains(first)
  }

  private static func isASCIILetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte == 0x5F
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x2D, 0x2E, 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A, 0x80...0xFF: true
    default: false
    }
  }

  /// Whether a name begins with `xml` in any case: those have meanings of their own.
  static func beginsWithXML(_ bytes: PaddedBytes, _ start: Int) -> Bool {
    bytes[start] | 0x20 == 0x78 && bytes[start + 1] | 0x20 == 0x6D
      && bytes[start + 2] | 0x20 == 0x6C
  }
}
