/// A record's text as it grows, with what must not be shown replaced, up to a limit.
struct MaskedText {
  private(set) var bytes: [UInt8] = []
  /// Most bytes of it.
  private let bytesMax: Int
  /// Whether something was left out at the end.
  private(set) var isCut = false

  private static let mask = Array("***".utf8)
  private static let ellipsis = Array("…".utf8)
  /// Bytes of a name that may be a word of the format; longer ones may be data.
  private static let nameBytesMax = 40

  init(bytesMax: Int) {
    self.bytesMax = bytesMax
  }

  /// Whether nothing more fits.
  var isFull: Bool { bytes.count >= bytesMax }

  mutating func append(_ byte: UInt8) {
    bytes.append(byte)
  }

  mutating func append(_ text: some Collection<UInt8>) {
    bytes.append(contentsOf: text.prefix(bytesMax))
  }

  mutating func append(_ text: StaticString) {
    append(Array("\(text)".utf8))
  }

  /// Appends a value, or the mask in its place. What is empty hides nothing.
  mutating func append(value: some Collection<UInt8>, isShown: Bool) {
    append(isShown || value.isEmpty ? Array(value.prefix(bytesMax)) : Self.mask)
  }

  /// Appends the name of a key, an element or an attribute. One that does not look like a name may
  /// be somebody's, such as an address used as a key.
  ///
  /// - Parameter mayBeValue: Whether a value may have come into the name's place.
  mutating func append(name: some Collection<UInt8>, mayBeValue: Bool) {
    let isName = name.count <= Self.nameBytesMax && name.allSatisfy(Self.isWord)
    append(value: name, isShown: isName && !mayBeValue)
  }

  /// Says that what follows could not be read, and is left out.
  mutating func cut() {
    isCut = true
  }

  /// The text: valid UTF-8 where the shown values are, and at most the limit and an ellipsis long.
  consuming func finished() -> [UInt8] {
    guard isCut || bytes.count > bytesMax else { return bytes }
    var end = min(bytes.count, bytesMax)
    // Not inside of a character.
    while end > 0, end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return bytes[..<end] + Self.ellipsis
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: ":"): true
    default: false
    }
  }
}
