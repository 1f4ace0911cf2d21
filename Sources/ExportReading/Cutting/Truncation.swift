internal import BasketModel

/// What tells that an export ends inside its last record.
extension Finding {
  static let endsInsideQuotes = export(
    .truncatedInput, "the last record ends inside a quoted cell")
  static let endsBeforeLastCell = export(
    .truncatedInput, "the last record ends before its last cell")
  static let endsInsideValue = export(.truncatedInput, "the last record ends inside a value")
  static let endsInsideCharacter = export(
    .truncatedInput, "the last record ends inside a character")
}

extension PaddedBytes {
  /// Whether the bytes end inside a character of UTF-8: its first byte announces more than follow.
  var endsInsideCharacter: Bool {
    for length in 1...min(3, max(count, 1)) where count > 0 {
      let byte = self[count - length]
      switch byte {
      case 0x80..<0xC0: continue
      case 0xC0..<0xE0: return length < 2
      case 0xE0..<0xF0: return length < 3
      case 0xF0..<0xF8: return length < 4
      default: return false
      }
    }
    return false
  }
}
