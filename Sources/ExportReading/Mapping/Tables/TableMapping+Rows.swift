internal import BasketModel
internal import ExportProfiles

// What the rows of a mapped table are.
extension TableMapping {
  /// Whether a row is none, by what it contains.
  func ignores(_ bytes: PaddedBytes, _ row: CSVRow) -> Bool {
    guard !ignoredRows.isEmpty else { return false }
    let text = TextRange.inBuffer(offset: row.start, count: row.end - row.start)
    let input = RecordText(bytes)
    return ignoredRows.contains { input.contains(text, $0) }
  }

  /// Why a row of legal quotes cannot be read, and the byte where it breaks off.
  func fault(
    _ bytes: PaddedBytes, _ row: CSVRow, isSuspect: Bool
  ) -> (reason: String, byte: Int)? {
    let padsRow =
      options.padsShortRows && row.cells < columnCount && keyColumns.allSatisfy { $0 < row.cells }
    return CSVRowCheck.fault(
      bytes, row, columnCount: padsRow ? row.cells : columnCount, isSuspect: isSuspect)
  }

  /// What a row says that the export holds; nil where it is no such row, or has no number.
  func statedCount(_ bytes: PaddedBytes, _ row: CSVRow) -> Int? {
    guard !footer.isEmpty else { return nil }
    let text = TextRange.inBuffer(offset: row.start, count: row.end - row.start)
    guard RecordText(bytes).contains(text, footer) else { return nil }
    var count: Int?
    for index in row.start..<min(row.end, bytes.count) {
      let digit = Int(bytes[index]) - 0x30
      if (0...9).contains(digit) {
        // As many digits as no export has rows.
        guard (count ?? 0) < 1 << 50 else { return nil }
        count = 10 * (count ?? 0) + digit
      } else if count != nil, bytes[index] != 0x2C, bytes[index] != 0x2E {
        return count
      }
    }
    return count
  }
}
