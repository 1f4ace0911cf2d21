/// The names in the header row of a CSV export, for `inspect`.
package enum HeaderColumns {
  /// The names by column, blanks around them dropped; nil where the first bytes hold no whole
  /// header.
  ///
  /// - Parameters:
  ///   - firstBytes: The decompressed export's first bytes.
  ///   - delimiter: The byte between cells.
  package static func names(in firstBytes: [UInt8], delimiter: UInt8) -> [[UInt8]]? {
    let buffer = InputBuffer(capacity: max(firstBytes.count, 1))
    buffer.replaceContents(with: firstBytes)
    let bytes = buffer.bytes
    let scanner = CSVRowScanner(delimiter: delimiter, cellBytesMax: firstBytes.count + 1)
    var start = ExportStreamFormat.byteOrderMarkLength(bytes)
    while start < bytes.count {
      var ends: [CellEnd] = []
      let isEnd = firstBytes.count < PeekableSource.firstBytesMax
      guard case .row(let next) = scanner.scanRow(bytes, from: start, isEnd: isEnd, into: &ends)
      else { return nil }
      let cells = UserTable.cells(bytes, from: start, ends).map(DecimalParser.trimmed)
      if cells.count > 1 || cells.first?.isEmpty == false { return cells }
      start = next
    }
    return nil
  }
}
