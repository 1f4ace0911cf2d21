internal import BasketModel

/// What can be said of a row without reading its values; shared by readers and cutter, so that all
/// agree.
enum CSVRowCheck {
  /// Whether a row of the buffer may have a byte that `badByte` finds.
  static func mayHaveBadByte(_ bytes: PaddedBytes) -> Bool {
    let all = 0..<bytes.count
    return bytes.firstInvalidUTF8(in: all) != nil || bytes.first(0, in: all) < bytes.count
  }

  /// The first NUL or byte that is no UTF-8.
  private static func badByte(_ bytes: PaddedBytes, _ row: CSVRow) -> (reason: String, byte: Int)? {
    let range = row.start..<row.end
    let zero = bytes.first(0, in: range)
    let invalid = bytes.firstInvalidUTF8(in: range) ?? row.end
    if min(zero, invalid) == row.end { return nil }
    return zero < invalid ? ("a NUL byte", zero) : ("not UTF-8", invalid)
  }

  /// Why a row of legal quotes cannot be read, and the byte where it breaks off.
  ///
  /// - Parameters:
  ///   - columnCount: Cells that the row should have.
  ///   - isSuspect: What `mayHaveBadByte` said of the buffer.
  static func fault(
    _ bytes: PaddedBytes, _ row: CSVRow, columnCount: Int, isSuspect: Bool
  ) -> (reason: String, byte: Int)? {
    if isSuspect, let fault = badByte(bytes, row) { return fault }
    if row.cells == columnCount { return nil }
    let cells = row.cells == 1 ? "1 cell" : "\(row.cells) cells"
    return ("the row has \(cells), the header has \(columnCount)", min(row.end, bytes.count))
  }

  /// What tells that the export ends inside a row that ends with it.
  static func truncation(_ bytes: PaddedBytes, _ row: CSVRow, columnCount: Int) -> Finding? {
    guard row.end == bytes.count else { return nil }
    if row.cells < columnCount { return .endsBeforeLastCell }
    return bytes.endsInsideCharacter ? .endsInsideCharacter : nil
  }

  /// What tells that the export ends inside a row whose quotes break the grammar.
  static func truncation(_ bytes: PaddedBytes, _ row: CSVRow, _ fault: CSVFault) -> Finding? {
    row.end == bytes.count && fault == .quoteNeverClosed ? .endsInsideQuotes : nil
  }

  /// The id cell of a row that cannot be read; nil unless the cell ends before the fault.
  static func readableID(
    _ bytes: PaddedBytes, _ ends: Span<CellEnd>, _ row: CSVRow, idColumn: Int, faultByte: Int
  ) -> CSVContent? {
    guard idColumn < row.cells, ends[row.place + idColumn].index <= faultByte else { return nil }
    return CSVContent(bytes, ends, place: row.place + idColumn)
  }
}
