/// A reference to a predefined entity or to a character.
struct XMLReference {
  /// The character that it stands for.
  let scalar: Unicode.Scalar
  /// The index after its semicolon.
  let end: Int

  private static let entities: [(name: StaticString, scalar: Unicode.Scalar)] = [
    ("amp;", "&"), ("lt;", "<"), ("gt;", ">"), ("quot;", "\""), ("apos;", "'"),
  ]

  /// Whether it stands for a space, tab, CR or LF.
  var isBlank: Bool { scalar.value < 0x80 && DecimalParser.isBlank(UInt8(scalar.value)) }

  /// Reads the reference whose `&` stands at `index`; nil for any other and for faulty ones, and
  /// where there is none.
  init?(_ bytes: PaddedBytes, at index: Int) {
    guard bytes[index] == 0x26 else { return nil }
    if bytes[index + 1] == 0x23 {
      guard let (scalar, end) = Self.character(bytes, from: index + 2) else { return nil }
      self.scalar = scalar
      self.end = end
      return
    }
    for entity in Self.entities where Self.stands(entity.name, bytes, at: index + 1) {
      scalar = entity.scalar
      end = index + 1 + entity.name.utf8CodeUnitCount
      return
    }
    return nil
  }

  private static func stands(_ name: StaticString, _ bytes: PaddedBytes, at index: Int) -> Bool {
    name.withUTF8Buffer { buffer in
      for offset in 0..<buffer.count where unsafe bytes[index + offset] != buffer[offset] {
        return false
      }
      return true
    }
  }

  /// A character reference from the byte after `&#` on.
  private static func character(_ bytes: PaddedBytes, from start: Int) -> (Unicode.Scalar, Int)? {
    let isHexadecimal = bytes[start] == 0x78
    let radix: UInt32 = isHexadecimal ? 16 : 10
    var index = isHexadecimal ? start + 1 : start
    let first = index
    var value: UInt32 = 0
    while let digit = digit(bytes[index]), digit < radix {
      // Too large stays too large.
      value = min(value * radix + digit, 0x110000)
      index += 1
    }
    guard index > first, bytes[index] == 0x3B, isLegal(value), let scalar = Unicode.Scalar(value)
    else { return nil }
    return (scalar, index + 1)
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x41 + 10)
    case 0x61...0x66: UInt32(byte - 0x61 + 10)
    default: nil
    }
  }

  private static func isLegal(_ value: UInt32) -> Bool {
    switch value {
    case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }

  /// Appends the text of `range`, in which all references are legal, with what they stand for.
  static func appendDecoded(_ range: Range<Int>, of bytes: PaddedBytes, to output: inout [UInt8]) {
    var start = range.lowerBound
    while start < range.upperBound {
      let next = bytes.first(0x26, in: start..<range.upperBound)
      bytes.append(start..<next, to: &output)
      start = next
      guard next < range.upperBound, let reference = XMLReference(bytes, at: next) else { break }
      output += String(reference.scalar).utf8
      start = reference.end
    }
  }
}
