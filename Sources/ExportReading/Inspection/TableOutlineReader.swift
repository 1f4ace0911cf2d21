internal import ExportProfiles

/// The rows of a table at the start of an export, cell by cell.
struct TableRows {
  /// The cells of each row as decoded; blank lines are left out.
  private(set) var rows: [[[UInt8]]] = []
  /// Rows that break the grammar of CSV.
  private(set) var faults = 0

  /// - Parameters:
  ///   - isWhole: Whether the export ends with the text; else its last row is left out.
  init(_ text: [UInt8], delimiter: UInt8, isWhole: Bool, rowsMax: Int = .max) {
    let buffer = InputBuffer(capacity: max(text.count, 1))
    buffer.replaceContents(with: text)
    let bytes = buffer.bytes
    let scanner = CSVRowScanner(
      delimiter: delimiter, cellBytesMax: ReadLimits.standard.preambleBytesMax)
    var start = ExportStreamFormat.byteOrderMarkLength(bytes)
    while start < bytes.count, rows.count < rowsMax {
      var ends: [CellEnd] = []
      switch scanner.scanRow(bytes, from: start, isEnd: isWhole, into: &ends) {
      case .needsMore: return
      case .fault(_, _, let next):
        faults += 1
        start = next
      case .row(let next):
        let cells = UserTable.cells(bytes, from: start, ends).map(DecimalParser.trimmed)
        if cells.contains(where: { !$0.isEmpty }) { rows.append(cells) }
        start = next
      }
    }
  }
}

/// Collects the columns of a table.
struct TableOutlineReader {
  private(set) var outline: ExportOutline

  init(valuesMax: Int) {
    outline = ExportOutline(valuesMax: valuesMax)
  }

  /// Takes the row with index `header` (from 0) for the names, and the rows behind it for values.
  mutating func read(_ rows: [[[UInt8]]], header: Int) {
    guard header < rows.count else { return }
    let columns = rows[header].map { outline.enter($0, below: ExportOutline.root) }
    for row in rows[(header + 1)...] {
      outline.records += 1
      guard outline.valuesMax > 0 else { continue }
      for (column, cell) in zip(columns, row) { outline.add(cell, to: column) }
    }
  }

  /// The index of the header row as a profile finds it; nil where it is not there.
  static func headerIndex(_ rows: [[[UInt8]]], place: HeaderPlace) -> Int? {
    switch place {
    case .first: rows.isEmpty ? nil : 0
    // Blank lines are not among the rows, so this is only where the header may be at the latest.
    case .after(let lines): rows.isEmpty ? nil : min(lines, rows.count - 1)
    case .containing(let names):
      rows.firstIndex { ColumnName.row($0, hasAll: names) }
    }
  }
}
