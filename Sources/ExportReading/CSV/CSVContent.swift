internal import BasketModel

/// The content of a cell: without quotes around it, and without the carriage return of its row's
/// end.
struct CSVContent: Equatable {
  /// First byte, from 0.
  var start: Int
  /// Index after the last byte.
  var end: Int
  /// Whether the cell is quoted, so that doubled quotes may stand in it.
  var isQuoted: Bool

  init(start: Int, end: Int, isQuoted: Bool) {
    self.start = start
    self.end = end
    self.isQuoted = isQuoted
  }

  /// The cell that begins at `start` (from 0) and ends with `cellEnd`.
  @inline(__always)
  init(_ bytes: PaddedBytes, from start: Int, to cellEnd: CellEnd) {
    self.start = start
    end = cellEnd.index
    isQuoted = false
    if cellEnd.endsRow, end > start, bytes[end &- 1] == 0x0D { end &-= 1 }
    if bytes[start] == 0x22, end &- start >= 2 {
      self.start = start &+ 1
      end &-= 1
      isQuoted = true
    }
  }

  /// The cell whose end stands at `place` of `ends`.
  @inline(__always)
  init(_ bytes: PaddedBytes, _ ends: Span<CellEnd>, place: Int) {
    self.init(bytes, from: ends[place &- 1].nextStart, to: ends[place])
  }

  /// Where the bytes stand, doubled quotes still doubled.
  @inline(__always) var range: Range<Int> { start..<end }

  /// Whether it is empty or only space, tab, CR, LF.
  @inline(__always)
  func isBlank(_ bytes: PaddedBytes) -> Bool {
    // Nearly every text begins with something else, which decides at once.
    if end > start, bytes[start] > 0x20 { return false }
    return isOnlyBlanks(bytes)
  }

  @inline(never)
  private func isOnlyBlanks(_ bytes: PaddedBytes) -> Bool {
    range.allSatisfy { DecimalParser.isBlank(bytes[$0]) }
  }

  /// Whether quotes stand inside a quoted cell.
  func hasDoubledQuotes(_ bytes: PaddedBytes) -> Bool { bytes.first(0x22, in: range) < end }

  /// A copy of the text.
  func text(_ bytes: PaddedBytes) -> [UInt8] {
    guard isQuoted else { return bytes.copy(range) }
    var text: [UInt8] = []
    CSVCell.appendDecoded(range, of: bytes, to: &text)
    return text
  }

  /// The text as one of the batch.
  func storedText(_ bytes: PaddedBytes, into assembler: inout OrderAssembler) -> TextRange {
    guard isQuoted, hasDoubledQuotes(bytes) else {
      return .inBuffer(offset: start, count: end - start)
    }
    let decodedStart = assembler.batch.decodedText.count
    CSVCell.appendDecoded(range, of: bytes, to: &assembler.batch.decodedText)
    return .decoded(
      offset: decodedStart, count: assembler.batch.decodedText.count - decodedStart)
  }

  /// Whether two cells hold one id that is not blank, whatever their quoting.
  @inline(__always)
  static func areSameID(_ bytes: PaddedBytes, _ left: CSVContent, _ right: CSVContent) -> Bool {
    // Two quoted texts are the same where their bytes are: each has one form in quotes.
    if left.isQuoted == right.isQuoted {
      return bytes.equal(left.range, right.range) && !left.isBlank(bytes)
    }
    return areSameTexts(bytes, left, right)
  }

  @inline(never)
  private static func areSameTexts(
    _ bytes: PaddedBytes, _ left: CSVContent, _ right: CSVContent
  ) -> Bool {
    let leftText = left.text(bytes)
    return leftText == right.text(bytes) && leftText.contains { !DecimalParser.isBlank($0) }
  }
}
