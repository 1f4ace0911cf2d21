internal import BasketModel

/// The texts of the record being read: those in the buffer and those that had to be decoded.
///
/// While a record is put together it owns the batch's decoded text (`OrderBatch.decodedText`).
struct RecordText {
  let bytes: PaddedBytes
  var decoded: [UInt8] = []

  init(_ bytes: PaddedBytes) {
    self.bytes = bytes
  }

  /// One byte of a text, from 0.
  @inline(__always)
  func byte(_ index: Int, of text: TextRange) -> UInt8 {
    text.isDecoded ? decoded[text.offset + index] : bytes[text.offset + index]
  }

  /// A copy of a text.
  func copy(_ text: TextRange) -> [UInt8] {
    text.isDecoded
      ? Array(decoded[text.offset..<text.offset + text.count])
      : bytes.copy(text.offset..<text.offset + text.count)
  }

  /// Adds a text that does not stand in the buffer.
  mutating func decode(_ text: [UInt8]) -> TextRange {
    let range = TextRange.decoded(offset: decoded.count, count: text.count)
    decoded += text
    return range
  }

  /// Whether there is nothing but blanks.
  @inline(__always)
  func isBlank(_ text: TextRange) -> Bool {
    for index in 0..<text.count where !DecimalParser.isBlank(byte(index, of: text)) {
      return false
    }
    return true
  }

  /// Whether two texts are the same but for the blanks around them.
  @inline(__always)
  func areEqual(_ left: TextRange, _ right: TextRange) -> Bool {
    areSame(left, right) || areSameTrimmed(left, right)
  }

  @inline(never)
  private func areSameTrimmed(_ left: TextRange, _ right: TextRange) -> Bool {
    let (leftStart, leftEnd) = trimmed(left)
    let (rightStart, rightEnd) = trimmed(right)
    return areSame(part(left, leftStart, leftEnd), part(right, rightStart, rightEnd))
  }

  @inline(__always)
  private func areSame(_ left: TextRange, _ right: TextRange) -> Bool {
    guard left.count == right.count else { return false }
    if !left.isDecoded, !right.isDecoded {
      return bytes.equal(
        left.offset..<left.offset + left.count, right.offset..<right.offset + right.count)
    }
    for index in 0..<left.count where byte(index, of: left) != byte(index, of: right) {
      return false
    }
    return true
  }

  /// Whether two texts are the same without the blanks around them.
  func areEqualTrimmed(_ left: TextRange, _ right: TextRange) -> Bool {
    let (leftStart, leftEnd) = trimmed(left)
    let (rightStart, rightEnd) = trimmed(right)
    return areEqual(part(left, leftStart, leftEnd), part(right, rightStart, rightEnd))
  }

  /// Whether a text, without the blanks around it, is `other`. An absent text is the empty one.
  func equalsTrimmed(_ text: TextRange, _ other: [UInt8]) -> Bool {
    let (start, end) = trimmed(text)
    guard end - start == other.count else { return false }
    for index in 0..<other.count where byte(start + index, of: text) != other[index] {
      return false
    }
    return true
  }

  /// Whether `other` stands somewhere in a text.
  func contains(_ text: TextRange, _ other: [UInt8]) -> Bool {
    firstIndex(of: other, in: text) != nil
  }

  /// A text without what a cut takes off.
  func cut(_ text: TextRange, _ cut: SourceProgram.Cut, _ other: [UInt8]) -> TextRange {
    guard !other.isEmpty else { return text }
    switch cut {
    case .prefix:
      let (start, end) = trimmed(text)
      guard end - start >= other.count, stands(other, at: start, in: text) else { return text }
      return part(text, start + other.count, end)
    case .suffix:
      let (start, end) = trimmed(text)
      guard end - start >= other.count, stands(other, at: end - other.count, in: text) else {
        return text
      }
      return part(text, start, end - other.count)
    case .afterLast:
      var index = text.count - other.count
      while index >= 0 {
        if stands(other, at: index, in: text) { return part(text, index + other.count, text.count) }
        index -= 1
      }
      return text
    case .beforeFirst:
      return firstIndex(of: other, in: text).map { part(text, 0, $0) } ?? text
    }
  }

  // MARK: Parts

  /// A part of a text: `start` and `end` from 0 in the text.
  func part(_ text: TextRange, _ start: Int, _ end: Int) -> TextRange {
    text.isDecoded
      ? .decoded(offset: text.offset + start, count: end - start)
      : .inBuffer(offset: text.offset + start, count: end - start)
  }

  /// Where a text begins and ends without the blanks around it.
  func trimmed(_ text: TextRange) -> (start: Int, end: Int) {
    var start = 0
    var end = text.count
    while start < end, DecimalParser.isBlank(byte(start, of: text)) { start += 1 }
    while end > start, DecimalParser.isBlank(byte(end - 1, of: text)) { end -= 1 }
    return (start, end)
  }

  /// The currency whose code a text is.
  func currency(_ text: TextRange) -> Currency {
    let (start, end) = trimmed(text)
    guard end - start == 3 else { return .unknown }
    let code: InlineArray<3, UInt8> = [
      byte(start, of: text), byte(start + 1, of: text), byte(start + 2, of: text),
    ]
    return Currency(code: code.span)
  }

  func stands(_ other: [UInt8], at start: Int, in text: TextRange) -> Bool {
    guard start + other.count <= text.count else { return false }
    for index in 0..<other.count where byte(start + index, of: text) != other[index] {
      return false
    }
    return true
  }

  /// Where `other` begins in a text, from `start` on.
  func firstIndex(of other: [UInt8], in text: TextRange, from start: Int = 0) -> Int? {
    guard !other.isEmpty, other.count <= text.count else { return nil }
    var index = start
    while index + other.count <= text.count {
      if stands(other, at: index, in: text) { return index }
      index += 1
    }
    return nil
  }
}
