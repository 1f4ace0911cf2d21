internal import BasketModel
internal import ExportProfiles

/// How the cells of a key are compared: without the blanks around them, and without what the
/// profile cuts off the order's id.
struct KeyText: Sendable {
  private var cuts: [(cut: SourceProgram.Cut, text: [UInt8])] = []

  init() {}

  /// As an order's id is cut, where it is the text of one column.
  init(_ source: ValueSource?) {
    guard let source, case .path = source.origin else { return }
    for step in source.textSteps {
      switch step {
      case .stripPrefix(let text): cuts.append((.prefix, Array(text.utf8)))
      case .stripSuffix(let text): cuts.append((.suffix, Array(text.utf8)))
      case .afterLast(let text): cuts.append((.afterLast, Array(text.utf8)))
      case .beforeFirst(let text): cuts.append((.beforeFirst, Array(text.utf8)))
      }
    }
  }

  /// Whether two cells are one key.
  @inline(__always)
  func areSame(_ bytes: PaddedBytes, _ left: CSVContent, _ right: CSVContent) -> Bool {
    if !left.isQuoted, !right.isQuoted, bytes.equal(left.range, right.range) { return true }
    return areSameWhenCut(bytes, left, right)
  }

  /// Whether two cells are one key that is not blank.
  func areSameID(_ bytes: PaddedBytes, _ left: CSVContent, _ right: CSVContent) -> Bool {
    !left.isBlank(bytes) && areSame(bytes, left, right)
  }

  @inline(never)
  private func areSameWhenCut(
    _ bytes: PaddedBytes, _ left: CSVContent, _ right: CSVContent
  ) -> Bool {
    var input = RecordText(bytes)
    let leftText = text(left, &input)
    let rightText = text(right, &input)
    return input.areEqual(leftText, rightText)
  }

  /// Appends a cell as it is compared.
  func append(_ cell: CSVContent, _ bytes: PaddedBytes, to key: inout [UInt8]) {
    var input = RecordText(bytes)
    key += input.copy(text(cell, &input))
  }

  private func text(_ cell: CSVContent, _ input: inout RecordText) -> TextRange {
    var text =
      cell.isQuoted && cell.hasDoubledQuotes(input.bytes)
      ? input.decode(cell.text(input.bytes))
      : TextRange.inBuffer(offset: cell.start, count: cell.end - cell.start)
    for (cut, other) in cuts { text = input.cut(text, cut, other) }
    let (start, end) = input.trimmed(text)
    return input.part(text, start, end)
  }
}
