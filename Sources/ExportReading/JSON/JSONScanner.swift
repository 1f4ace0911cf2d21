// The grammar of JSON (RFC 8259), on bytes.
//
// The scanner stands at a byte and is asked for the next string, number, literal or whole value; it
// says where that ended, or throws where the bytes stop being JSON. It does no I/O, allocates
// nothing and never recurses: nesting is a bit stack. It ends at `bytes.count`, behind which a zero
// byte stands, so no loop needs a bound of its own. In a JSON Lines record a line feed is the
// record's end; in a whole document it is white space.
//
// To the next editor: whatever consumes bytes must stop at a zero byte, and whatever adds a level
// must count it in `depth`.

internal import BasketModel

/// A JSON string without its quotes.
struct JSONString {
  /// The bytes between the quotes, escapes not decoded.
  var range: Range<Int>
  /// Whether there is a backslash.
  var hasEscapes: Bool
}

/// Scans JSON text.
package struct JSONScanner {
  let bytes: PaddedBytes
  /// The next byte to look at, from 0.
  var index: Int
  /// Levels of objects and arrays that are open.
  var depth = 0
  /// Levels that are allowed.
  private let depthMax: Int
  /// Whether a line feed is white space (whole documents) or ends the record (JSON Lines).
  private let lineFeedIsSpace: Bool

  /// - Parameter depthMax: At most 512.
  package init(_ bytes: PaddedBytes, from index: Int, depthMax: Int, lineFeedIsSpace: Bool) {
    precondition(depthMax <= 512, "the bit stack holds 512 levels")
    self.bytes = bytes
    self.index = index
    self.depthMax = depthMax
    self.lineFeedIsSpace = lineFeedIsSpace
  }

  /// The byte the scanner stands at; zero at the end.
  var current: UInt8 {
    @inline(__always) get { bytes[index] }
  }

  /// Passes over white space.
  @inline(__always)
  package mutating func skipSpace() {
    if bytes[index] <= 0x20 { skipSpaceSlowly() }
  }

  @inline(never)
  private mutating func skipSpaceSlowly() {
    while true {
      switch bytes[index] {
      case 0x20, 0x09, 0x0D: index += 1
      case 0x0A where lineFeedIsSpace: index += 1
      default: return
      }
    }
  }

  /// Enters an object or array whose opening byte was consumed.
  @inline(__always)
  mutating func enter() throws(JSONFault) {
    depth &+= 1
    if depth > depthMax { throw JSONFault(reason: .tooDeep, index: index - 1) }
  }

  // MARK: Strings

  /// Scans the string whose opening quote the scanner stands at.
  @inline(__always)
  mutating func string() throws(JSONFault) -> JSONString {
    let start = index &+ 1
    var place = start
    // Most strings are shorter than 16 bytes: one look decides.
    var stops = bytes.stringStops(at: place)
    while stops == 0 {
      place &+= 16
      stops = bytes.stringStops(at: place)
    }
    place &+= stops.trailingZeroBitCount
    if bytes[place] == 0x22 {
      index = place &+ 1
      return JSONString(range: start..<place, hasEscapes: false)
    }
    return try stringWithEscapes(from: start, at: place)
  }

  /// Goes on at a byte that ends a plain run but not the string.
  @inline(never)
  private mutating func stringWithEscapes(
    from start: Int, at firstStop: Int
  ) throws(JSONFault) -> JSONString {
    var place = firstStop
    while true {
      switch bytes[place] {
      case 0x22:
        index = place + 1
        return JSONString(range: start..<place, hasEscapes: true)
      case 0x5C:
        place = try indexAfterEscape(at: place)
      default:
        throw JSONFault(reason: .controlCharacterInString, index: place)
      }
      var stops = bytes.stringStops(at: place)
      while stops == 0 {
        place += 16
        stops = bytes.stringStops(at: place)
      }
      place += stops.trailingZeroBitCount
    }
  }

  private func indexAfterEscape(at backslash: Int) throws(JSONFault) -> Int {
    switch bytes[backslash + 1] {
    case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return backslash + 2
    case 0x75:
      for offset in 2..<6 where JSONText.hexadecimalDigit(bytes[backslash + offset]) == nil {
        throw JSONFault(reason: .invalidEscape, index: backslash + offset)
      }
      return backslash + 6
    default: throw JSONFault(reason: .invalidEscape, index: backslash + 1)
    }
  }

  // MARK: Numbers and literals

  /// Scans the number the scanner stands at.
  mutating func number() throws(JSONFault) -> Range<Int> {
    let start = index
    if current == 0x2D { index += 1 }
    if current == 0x30 {
      index += 1
    } else {
      try digits()
    }
    if current == 0x2E {
      index += 1
      try digits()
    }
    if current | 0x20 == 0x65 {
      index += 1
      if current == 0x2B || current == 0x2D { index += 1 }
      try digits()
    }
    guard Self.endsScalar(current) else { throw JSONFault(reason: .invalidNumber, index: index) }
    return start..<index
  }

  private mutating func digits() throws(JSONFault) {
    let start = index
    while current &- 0x30 < 10 { index += 1 }
    if index == start { throw JSONFault(reason: .invalidNumber, index: index) }
  }

  /// Whether a number begins with a zero and a further digit, which JSON forbids.
  @inline(__always)
  static func hasLeadingZero(_ bytes: PaddedBytes, from start: Int) -> Bool {
    // Nearly every number begins with another digit, which decides at once.
    if bytes[start] > 0x30 { return false }
    let first = bytes[start] == 0x2D ? start &+ 1 : start
    return bytes[first] == 0x30 && bytes[first &+ 1] &- 0x30 < 10
  }

  /// Whether a number or literal may be followed by `byte`.
  @inline(__always)
  static func endsScalar(_ byte: UInt8) -> Bool {
    byte == 0x2C || byte == 0x7D || byte == 0x5D || byte <= 0x20
  }

  /// Scans `true`, `false` or `null`, of which the scanner stands at the first byte.
  mutating func literal() throws(JSONFault) {
    let word = bytes.word(at: index)
    if word & 0xFFFF_FFFF == 0x6C6C_756E || word & 0xFFFF_FFFF == 0x6575_7274 {
      index += 4
    } else if word & 0xFF_FFFF_FFFF == 0x65_736C_6166 {
      index += 5
    } else {
      throw JSONFault(reason: .invalidLiteral, index: indexAfterPartOfLiteral())
    }
    guard Self.endsScalar(current) else { throw JSONFault(reason: .invalidLiteral, index: index) }
  }

  /// The first byte that keeps the bytes from being a literal: the end, where they are cut inside
  /// one.
  private func indexAfterPartOfLiteral() -> Int {
    let literal: StaticString = current == 0x74 ? "true" : current == 0x66 ? "false" : "null"
    var end = index
    for byte in literal.description.utf8 {
      if bytes[end] != byte { break }
      end += 1
    }
    return end
  }
}
