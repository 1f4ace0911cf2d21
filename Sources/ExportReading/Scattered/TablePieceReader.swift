internal import BasketModel
internal import ExportProfiles

/// Finds the rows of a scattered table and the keys of their orders.
///
/// A row that cannot be read belongs to the order whose key it has, if its key can be read.
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
    if rows.isBlank(bytes, row) || plan.ignores(bytes, row) {
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
      let cell = rows.content(bytes, row, column)
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
