internal import BasketModel

// Objects member by member and arrays element by element, for readers that look at the values:
//
//     guard try scanner.beginObject() else { return }
//     repeat {
//       let key = try scanner.key()
//       …
//     } while try scanner.nextMember()
extension JSONScanner {
  /// Enters the object whose brace the scanner stands at: true at its first member, false behind an
  /// object without members.
  @inline(__always)
  mutating func beginObject() throws(JSONFault) -> Bool {
    try begin(closing: 0x7D)
  }

  /// Passes over a key and its colon, up to the value.
  @inline(__always)
  mutating func key() throws(JSONFault) -> JSONString {
    guard current == 0x22 else { throw JSONFault(reason: .expectedKey, index: index) }
    let key = try string()
    try colon()
    return key
  }

  /// Behind a member's value: true at the next member, false behind the object's end.
  @inline(__always)
  mutating func nextMember() throws(JSONFault) -> Bool {
    try next(closing: 0x7D, fault: .expectedCommaOrBrace)
  }

  /// Enters the array whose bracket the scanner stands at: true at its first element, false behind
  /// an empty one.
  @inline(__always)
  mutating func beginArray() throws(JSONFault) -> Bool {
    try begin(closing: 0x5D)
  }

  /// Behind an element: true at the next one, false behind the array's end.
  @inline(__always)
  mutating func nextElement() throws(JSONFault) -> Bool {
    try next(closing: 0x5D, fault: .expectedCommaOrBracket)
  }

  @inline(__always)
  private mutating func begin(closing: UInt8) throws(JSONFault) -> Bool {
    index &+= 1
    try enter()
    skipSpace()
    if current != closing { return true }
    leave()
    return false
  }

  @inline(__always)
  private mutating func next(closing: UInt8, fault: JSONFault.Reason) throws(JSONFault) -> Bool {
    skipSpace()
    if current == 0x2C {
      index &+= 1
      skipSpace()
      return true
    }
    guard current == closing else { throw JSONFault(reason: fault, index: index) }
    leave()
    return false
  }

  @inline(__always)
  private mutating func leave() {
    index &+= 1
    depth &-= 1
  }
}
