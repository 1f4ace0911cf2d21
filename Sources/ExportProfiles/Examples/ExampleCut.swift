/// Takes the examples off a profile's text, where they stand at its end: a run does not pay for
/// reading them.
enum ExampleCut {
  private static let key = Array("examples:".utf8)

  /// The text before the examples; nil where there are none, or something stands behind them.
  ///
  /// Lines are looked at from the end: all that are not the key itself must belong to it.
  static func textBefore(_ bytes: [UInt8]) -> ArraySlice<UInt8>? {
    var end = bytes.count
    while end > 0 {
      let start = bytes[..<(end - 1)].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      let line = bytes[start..<end]
      if line.starts(with: key) { return bytes[..<start] }
      guard belongsInside(line) else { return nil }
      end = start
    }
    return nil
  }

  /// Whether a line can stand below a key of the top: it is indented, blank, a comment or an
  /// element of a list.
  private static func belongsInside(_ line: ArraySlice<UInt8>) -> Bool {
    switch line.first {
    case 0x20, 0x09, 0x0A, 0x0D, 0x23: true
    case 0x2D: !line.starts(with: [0x2D, 0x2D, 0x2D])
    default: false
    }
  }
}
