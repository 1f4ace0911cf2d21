internal import BasketModel

// Whole values, however they are nested.
extension JSONScanner {
  /// Passes over the value the scanner stands at, checking all of it.
  @inline(__always)
  package mutating func skipValue() throws(JSONFault) {
    // Most values are strings; the bits of the levels need not be set up for them.
    if current == 0x22 {
      _ = try string()
    } else {
      try skipOtherValue()
    }
  }

  @inline(never)
  private mutating func skipOtherValue() throws(JSONFault) {
    let outerDepth = depth
    var isObject = LevelBits()
    while true {
      if try skipScalarOrEnter(&isObject) { continue }
      while true {
        if depth == outerDepth { return }
        if try goesOn(inObject: isObject[depth]) { break }
      }
    }
  }

  /// Passes over a scalar or an empty container (false), or enters a container up to its first
  /// value (true).
  private mutating func skipScalarOrEnter(_ isObject: inout LevelBits) throws(JSONFault) -> Bool {
    switch current {
    case 0x22: _ = try string()
    case 0x7B:
      index += 1
      try enter()
      skipSpace()
      guard current != 0x7D else { return leave() }
      isObject[depth] = true
      _ = try key()
      return true
    case 0x5B:
      index += 1
      try enter()
      skipSpace()
      guard current != 0x5D else { return leave() }
      isObject[depth] = false
      return true
    case 0x2D, 0x30...0x39: _ = try number()
    case 0x74, 0x66, 0x6E: try literal()
    default: throw JSONFault(reason: .expectedValue, index: index)
    }
    return false
  }

  /// After a value in a container: true at the next value, false after the container's end.
  private mutating func goesOn(inObject: Bool) throws(JSONFault) -> Bool {
    skipSpace()
    if current == 0x2C {
      index += 1
      skipSpace()
      if inObject { _ = try key() }
      return true
    }
    guard current == (inObject ? 0x7D : 0x5D) else {
      let reason: JSONFault.Reason = inObject ? .expectedCommaOrBrace : .expectedCommaOrBracket
      throw JSONFault(reason: reason, index: index)
    }
    return leave()
  }

  private mutating func leave() -> Bool {
    index += 1
    depth -= 1
    return false
  }

  /// Passes over the colon after a key, up to the value.
  @inline(__always)
  mutating func colon() throws(JSONFault) {
    skipSpace()
    guard current == 0x3A else { throw JSONFault(reason: .expectedColon, index: index) }
    index &+= 1
    skipSpace()
  }

  /// Checks that nothing but white space follows up to the end of the record or document.
  package mutating func finish() throws(JSONFault) {
    skipSpace()
    guard index >= bytes.count || current == 0x0A else {
      throw JSONFault(reason: .trailingBytes, index: index)
    }
  }
}

/// One bit for each level of nesting, up to 512.
private struct LevelBits {
  private var words = InlineArray<9, UInt64>(repeating: 0)

  subscript(level: Int) -> Bool {
    get { words[level >> 6] >> UInt64(level & 63) & 1 == 1 }
    set {
      let bit = (1 as UInt64) << UInt64(level & 63)
      words[level >> 6] = newValue ? words[level >> 6] | bit : words[level >> 6] & ~bit
    }
  }
}
