internal import BasketModel

/// Reads the orders of CSV buffers: adjacent rows with one id are one order.
///
/// Reused from buffer to buffer by one worker. A buffer holds whole orders (`CSVCutter` sees to
/// it), so nothing is carried from one to the next.
struct CSVReader {
  private let plan: TablePlan
  private let limits: ReadLimits
  private let walk: CSVRowWalk
  private var rows: CSVRows
  /// The order being read.
  private var group = CSVGroup()
  /// Whether rows must be checked for invalid UTF-8 and NUL one by one.
  private var isSuspect = false
  /// Index after the last row of the order being read.
  private var orderEnd = 0

  init(plan: TablePlan, limits: ReadLimits) {
    self.plan = plan
    self.limits = limits
    walk = CSVRowWalk(plan, limits: limits)
    rows = CSVRows(delimiter: plan.delimiter, limits: limits)
  }

  /// Reads all rows of a buffer.
  ///
  /// - Parameter isLast: Whether the export ends with the buffer.
  mutating func read(_ bytes: PaddedBytes, isLast: Bool, into assembler: inout OrderAssembler) {
    isSuspect = CSVRowCheck.mayHaveBadByte(bytes)
    group = CSVGroup()
    // Out of `self` while rows are read, so that its spans can be borrowed meanwhile.
    var rows = CSVRows(delimiter: plan.delimiter, limits: limits)
    swap(&rows, &self.rows)
    rows.begin()
    while let found = rows.next(bytes) {
      let ends = rows.index.ends.span
      switch found {
      case .row(let row): readRow(bytes, ends, row, isLast: isLast, into: &assembler)
      case .fault(let row, let fault, let byte):
        noteFault(bytes, ends, row, fault, byte: byte, isLast: isLast, into: &assembler)
      }
    }
    endGroup(bytes, into: &assembler)
    swap(&rows, &self.rows)
    assembler.batch.lineCount += self.rows.lineCount
    assembler.endBatch()
  }

  /// Notes a row whose quotes break the grammar.
  private mutating func noteFault(
    _ bytes: PaddedBytes, _ ends: Span<CellEnd>, _ row: CSVRow, _ fault: CSVFault, byte: Int,
    isLast: Bool, into assembler: inout OrderAssembler
  ) {
    noteUnreadable(bytes, ends, row, reason: fault.description, faultByte: byte, into: &assembler)
    if isLast, let finding = CSVRowCheck.truncation(bytes, row, fault) {
      assembler.batch.exportFindings.append(finding)
    }
  }

  // MARK: Rows

  @inline(__always)
  private mutating func readRow(
    _ bytes: PaddedBytes, _ ends: Span<CellEnd>, _ row: CSVRow, isLast: Bool,
    into assembler: inout OrderAssembler
  ) {
    if row.cells != walk.columnCount || isSuspect || row.cells == 1 {
      guard passesChecks(bytes, ends, row, isLast: isLast, into: &assembler) else { return }
    }
    let id = CSVContent(bytes, ends, place: row.place &+ plan.idColumn)
    if group.isOpen, CSVContent.areSameID(bytes, id, group.id) {
      group.goOn()
      orderEnd = row.end
      walk.readContinuation(bytes, ends, row, firstRow: group.firstRow, into: &assembler)
    } else {
      endGroup(bytes, into: &assembler)
      beginGroup(bytes, ends, row, id: id, into: &assembler)
    }
  }

  /// Whether a row that is not of the usual shape can be read: blank lines are counted, unreadable
  /// rows noted.
  @inline(never)
  private mutating func passesChecks(
    _ bytes: PaddedBytes, _ ends: Span<CellEnd>, _ row: CSVRow, isLast: Bool,
    into assembler: inout OrderAssembler
  ) -> Bool {
    if row.cells == 1, assembler.isBlank(bytes, row.start..<row.end) {
      assembler.batch.blankLineCount += 1
      return false
    }
    let columnCount = plan.columns.count
    guard
      let fault = CSVRowCheck.fault(bytes, row, columnCount: columnCount, isSuspect: isSuspect)
    else { return true }
    noteUnreadable(bytes, ends, row, reason: fault.reason, faultByte: fault.byte, into: &assembler)
    if isLast, let finding = CSVRowCheck.truncation(bytes, row, columnCount: columnCount) {
      assembler.batch.exportFindings.append(finding)
    }
    return false
  }

  // MARK: Orders

  private mutating func beginGroup(
    _ bytes: PaddedBytes, _ ends: Span<CellEnd>, _ row: CSVRow, id: CSVContent,
    into assembler: inout OrderAssembler
  ) {
    assembler.beginOrder(byte: row.start, line: row.line)
    let unreadable = group.takeUnreadable { CSVContent.areSameID(bytes, $0, id) }
    group.begin(row, id: id)
    orderEnd = row.end
    walk.readFirst(bytes, ends, row, into: &assembler)
    if let unreadable {
      assembler.noteUnreadableRows(reason: unreadable.reason, position: unreadable.position)
    }
    // A row with a blank id is an order of its own.
    if !assembler.order.id.isPresent { endGroup(bytes, into: &assembler) }
  }

  private mutating func endGroup(_ bytes: PaddedBytes, into assembler: inout OrderAssembler) {
    guard group.isOpen else { return }
    if orderEnd - group.firstRow.start > limits.recordBytesMax {
      assembler.endOversizedOrder(bytes, limits)
    } else {
      assembler.endOrder(bytes)
    }
    group.close()
  }

  /// Notes a row that cannot be read: a record of its own, and a mark on the order it belongs to.
  private mutating func noteUnreadable(
    _ bytes: PaddedBytes, _ ends: Span<CellEnd>, _ row: CSVRow, reason: String, faultByte: Int,
    into assembler: inout OrderAssembler
  ) {
    let id = CSVRowCheck.readableID(bytes, ends, row, idColumn: plan.idColumn, faultByte: faultByte)
    var text = TextRange.absent
    if let id, !id.isBlank(bytes) { text = id.storedText(bytes, into: &assembler) }
    let position = assembler.addUnreadableRecord(
      bytes, byte: row.start, line: row.line, id: text, reason: reason, faultByte: faultByte,
      lines: row.lines)
    if let id, group.isOpen, CSVContent.areSameID(bytes, id, group.id) {
      assembler.noteUnreadableRows(reason: reason, position: position)
    }
    // The order may have ended before the run does, and come back after it.
    if let id {
      group.remember(CSVUnreadableRow(id: id, reason: reason, position: position))
    }
    group.consecutiveUnreadable += 1
    if group.consecutiveUnreadable >= CSVGroup.unreadableRowsMax {
      endGroup(bytes, into: &assembler)
    }
  }
}
