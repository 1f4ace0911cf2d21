internal import BasketModel
internal import ExportProfiles

/// Finds the rows of a scattered table and the keys of their orders.
///
/// A row that cannot be read belongs to the
/// order whose key it has, if its key can be read.
struct TablePieceReader {
  private let plan: TableMapping
  private let hashKey: KeyedHash.Key
  private var rows: CSVRows
  private var isSuspect = false
  /// The key of the last row that has one, over buffers.
  private var lastKey: KeyedHash.Value?
  private var scratch: [UInt8] = []

  init(plan: TableMapping, limits: ReadLimits, hashKey: KeyedHash.Key) {
    self.plan = plan
    self.hashKey = hashKey
    rows = CSVRows(delimiter: plan.delimiter, limits: limits)
  }

  mutating func read(_ bytes: PaddedBytes, isLast: Bool, into found: inout FoundPieces) {
    isSuspect = CSVRowCheck.mayHaveBadByte(bytes)
    rows.begin()
    while let row = rows.next(bytes) {
      switch row {
      case .row(let row): readRow(bytes, row, isLast: isLast, into: &found)
      case .fault(let row, let fault, let byte):
        readFaultyRow(bytes, row, fault, byte: byte, isLast: isLast, into: &found)
      }
    }
    found.count(lines: rows.lineCount)
  }

  private mutating func readRow(
    _ bytes: PaddedBytes, _ row: CSVRow, isLast: Bool, into found: inout FoundPieces
  ) {
    if isBlank(bytes, row) || plan.ignores(bytes, row) {
      return addIgnored(bytes, row, into: &found)
    }
    let fault = plan.fault(bytes, row, isSuspect: isSuspect)
    let next = min(row.end + 1, bytes.count)
    add(bytes, row, next: next, faultByte: fault?.byte, into: &found)
    if isLast,
      let finding = CSVRowCheck.truncation(bytes, row, columnCount: plan.columnCount)
    {
      found.note(finding)
    }
  }

  /// Reads a row whose quotes break the grammar.
  private mutating func readFaultyRow(
    _ bytes: PaddedBytes, _ row: CSVRow, _ fault: CSVFault, byte: Int, isLast: Bool,
    into found: inout FoundPieces
  ) {
    if plan.ignores(bytes, row) { return addIgnored(bytes, row, into: &found) }
    add(bytes, row, next: row.end, faultByte: byte, into: &found)
    if isLast, let finding = CSVRowCheck.truncation(bytes, row, fault) { found.note(finding) }
  }

  private func addIgnored(
    _ bytes: PaddedBytes, _ row: CSVRow, into found: inout FoundPieces
  ) {
    found.addBlankLine()
    if let count = plan.statedCount(bytes, row) { found.state(count) }
  }

  private func isBlank(_ bytes: PaddedBytes, _ row: CSVRow) -> Bool {
    for cell in 0..<row.cells where !content(bytes, row, cell).isBlank(bytes) { return false }
    return true
  }

  @inline(__always)
  private func content(_ bytes: PaddedBytes, _ row: CSVRow, _ column: Int) -> CSVContent {
    CSVContent(bytes, rows.index.ends.span, place: row.place &+ column)
  }

  /// Adds a row.
  ///
  /// - Parameter faultByte: Where it breaks off, if it cannot be read.
  private mutating func add(
    _ bytes: PaddedBytes, _ row: CSVRow, next: Int, faultByte: Int?, into found: inout FoundPieces
  ) {
    let key = key(bytes, row, faultByte: faultByte)
    found.add(
      FoundPiece(
        range: row.start..<next, line: row.line, key: key, id: nil,
        isHead: plan.part.map { $0 == 0 } ?? true))
  }

  /// The hash of a row's key; nil where it has none of its own.
  private mutating func key(
    _ bytes: PaddedBytes, _ row: CSVRow, faultByte: Int?
  ) -> KeyedHash.Value? {
    scratch.removeAll(keepingCapacity: true)
    var isBlank = true
    for column in plan.keyColumns {
      guard column < row.cells,
        faultByte.map({ rows.index.ends[row.place + column].index <= $0 }) ?? true
      else { return nil }
      let cell = content(bytes, row, column)
      if !cell.isBlank(bytes) { isBlank = false }
      plan.key.append(cell, bytes, to: &scratch)
      // Between two cells, and no text of one: rows with such a byte are rare, and hurt nothing.
      scratch.append(0x1F)
    }
    if isBlank { return plan.options.blankKeyContinues && faultByte == nil ? lastKey : nil }
    let key = KeyedHash.value(of: scratch.span, key: hashKey)
    if faultByte == nil { lastKey = key }
    return key
  }
}

// MARK: - Rows

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
    if isSuspect, let fault = CSVRowCheck.badByte(bytes, row) { return fault }
    if row.cells == columnCount { return nil }
    if row.cells < columnCount, options.padsShortRows,
      keyColumns.allSatisfy({ $0 < row.cells })
    {
      return nil
    }
    return CSVRowCheck.wrongCellCount(bytes, row, columnCount: columnCount)
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
