/// JSON (RFC 8259), slow and obvious: by recursion, into values. The twin of the scanner under
/// test.
package indirect enum ReferenceJSON: Equatable {
  case null
  case boolean(Bool)
  /// The number's text.
  case number(String)
  /// Decoded; a half of a surrogate pair makes it nil.
  case string([UInt8]?)
  case array([ReferenceJSON])
  /// Members in order, repeated keys included.
  case object([(key: [UInt8]?, value: ReferenceJSON)])

  /// The value of a whole text; nil where it is not JSON. Does not look at UTF-8.
  package static func parse(_ bytes: [UInt8]) -> ReferenceJSON? {
    var parser = ReferenceJSONParser(bytes: bytes)
    parser.space()
    guard let value = parser.value() else { return nil }
    parser.space()
    return parser.index == bytes.count ? value : nil
  }

  /// The value of the first member with this key.
  package func member(_ key: String) -> ReferenceJSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == Array(key.utf8) }?.value
  }

  package static func == (left: ReferenceJSON, right: ReferenceJSON) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.boolean(let left), .boolean(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left == right
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left.elementsEqual(right) { $0 == $1 }
    default: false
    }
  }
}

private struct ReferenceJSONParser {
  let bytes: [UInt8]
  var index = 0

  private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  mutating func space() {
    while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { index += 1 }
  }

  private mutating func take(_ text: String) -> Bool {
    guard bytes[index...].starts(with: text.utf8) else { return false }
    index += text.utf8.count
    return true
  }

  mutating func value() -> ReferenceJSON? {
    if take("null") { return .null }
    if take("true") { return .boolean(true) }
    if take("false") { return .boolean(false) }
    switch current {
    case UInt8(ascii: "\""): return string().map { .string($0) }
    case UInt8(ascii: "["): return array()
    case UInt8(ascii: "{"): return object()
    default: return number()
    }
  }

  private mutating func array() -> ReferenceJSON? {
    var elements: [ReferenceJSON] = []
    index += 1
    space()
    if take("]") { return .array([]) }
    while true {
      space()
      guard let element = value() else { return nil }
      elements.append(element)
      space()
      if take("]") { return .array(elements) }
      guard take(",") else { return nil }
    }
  }

  private mutating func object() -> ReferenceJSON? {
    var members: [(key: [UInt8]?, value: ReferenceJSON)] = []
    index += 1
    space()
    if take("}") { return .object([]) }
    while true {
      space()
      guard current == UInt8(ascii: "\""), let key = string() else { return nil }
      space()
      guard take(":") else { return nil }
      space()
      guard let value = value() else { return nil }
      members.append((key, value))
      space()
      if take("}") { return .object(members) }
      guard take(",") else { return nil }
    }
  }

  private mutating func number() -> ReferenceJSON? {
    let start = index
    _ = take("-")
    if !take("0"), !digits() { return nil }
    if take("."), !digits() { return nil }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      if !digits() { return nil }
    }
    return .number(String(decoding: bytes[start..<index], as: UTF8.self))
  }

  private mutating func digits() -> Bool {
    let start = index
    while let byte = current, (0x30...0x39).contains(byte) { index += 1 }
    return index > start
  }

  /// Nil where the string is broken; a decoded text of nil where it is no Unicode text.
  private mutating func string() -> [UInt8]?? {
    var units: [UInt16] = []
    var text: [UInt8] = []
    var isText = true
    func flush() {
      guard !units.isEmpty else { return }
      if let decoded = String(validating: units, as: UTF16.self) {
        text += decoded.utf8
      } else {
        isText = false
      }
      units = []
    }
    index += 1
    while let byte = current {
      index += 1
      switch byte {
      case UInt8(ascii: "\""):
        flush()
        return .some(isText ? text : nil)
      case UInt8(ascii: "\\"):
        guard let unit = escape() else { return nil }
        units.append(unit)
      case ..<0x20: return nil
      default:
        flush()
        text.append(byte)
      }
    }
    return nil
  }

  private mutating func escape() -> UInt16? {
    let plain: [(String, UInt16)] = [
      ("\"", 0x22), ("\\", 0x5C), ("/", 0x2F), ("b", 8), ("f", 12), ("n", 10), ("r", 13), ("t", 9),
    ]
    for (text, unit) in plain where take(text) { return unit }
    guard take("u"), index + 4 <= bytes.count else { return nil }
    let digits = bytes[index..<index + 4]
    guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
    index += 4
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
