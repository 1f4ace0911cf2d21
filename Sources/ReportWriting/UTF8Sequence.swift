/// One well-formed UTF-8 sequence of several bytes, or the bytes that only look like the start of
/// one.
struct UTF8Sequence {
  /// The code point; nil where the bytes are not well formed.
  var scalar: UInt32?
  /// Bytes taken, at least 1. For malformed bytes: all that could still have become a sequence,
  /// which is what the Unicode standard says to replace by one U+FFFD.
  var length: Int

  /// Reads the sequence that starts at `start`, where a byte of 0x80 or more stands.
  ///
  /// Overlong forms, surrogates and values past U+10FFFF are malformed.
  ///
  /// - Complexity: O(1).
  init(in bytes: Span<UInt8>, at start: Int) {
    let lead = bytes[start]
    scalar = nil
    length = 1
    guard lead >= 0xC2, lead <= 0xF4 else { return }
    let trailing = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3
    var value = UInt32(lead) & (0x3F >> UInt32(trailing))
    var allowed = Self.secondBytes(after: lead)
    for offset in 1...trailing {
      guard start + offset < bytes.count, allowed.contains(bytes[start + offset]) else {
        length = offset
        return
      }
      value = value << 6 | UInt32(bytes[start + offset] & 0x3F)
      allowed = 0x80...0xBF
    }
    scalar = value
    length = trailing + 1
  }

  /// What may stand after `lead`: this is where overlong forms, surrogates and too large values
  /// end.
  private static func secondBytes(after lead: UInt8) -> ClosedRange<UInt8> {
    switch lead {
    case 0xE0: 0xA0...0xBF
    case 0xED: 0x80...0x9F
    case 0xF0: 0x90...0xBF
    case 0xF4: 0x80...0x8F
    default: 0x80...0xBF
    }
  }
}
