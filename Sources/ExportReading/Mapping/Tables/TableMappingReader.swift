internal import BasketModel
internal import ExportProfiles

/// Reads the orders of CSV buffers as a mapping says.
///
/// Rows become a tree for each order, of the columns that the profile names. They are grouped as
/// `CSVCutter` cuts them. Reused from buffer to buffer.
struct TableMappingReader {
  let plan: TableMapping
  let limits: ReadLimits
  private(set) var rows: CSVRows
  var builder: BasketBuilder
  var rowFiller: RowFiller
  /// The key cells of the first row of the order being read, by key column.
  var key: [CSVContent] = []
  var isOpen = false
  var orderStart = 0
  var orderEnd = 0
  /// Unreadable rows since the last row that could be read.
  var unreadableRows = 0
  /// The last of them that has a key.
  var pendingFault: (key: CSVContent, reason: String, position: SourcePosition)?
  /// Whether rows must be checked for invalid UTF-8 and NUL one by one.
  private var isSuspect = false

  init(plan: TableMapping, limits: ReadLimits) {
    self.plan = plan
    self.limits = limits
    rows = CSVRows(delimiter: plan.delimiter, limits: limits)
    builder = BasketBuilder(plan: plan.mapping, tolerance: plan.tolerance, limits: limits)
    rowFiller = RowFiller(trie: plan.mapping.trie, limits: limits)
  }

  /// Reads all rows of a buffer.
  mutating func read(_ bytes: PaddedBytes, isLast: Bool, into assembler: inout OrderAssembler) {
    builder.evaluator.beginBatch(&assembler)
    isSuspect = CSVRowCheck.mayHaveBadByte(bytes)
    isOpen = false
    unreadableRows = 0
    pendingFault = nil
    rows.begin()
    while let found = rows.next(bytes) {
      switch found {
      case .row(let row): readRow(bytes, row, isLast: isLast, into: &assembler)
      case .fault(let row, let fault, let byte):
        readFaultyRow(bytes, row, fault, byte: byte, isLast: isLast, into: &assembler)
      }
    }
    endOrder(bytes, into: &assembler)
    assembler.batch.lineCount += rows.lineCount
    assembler.endBatch()
  }

  // MARK: Rows

  private mutating func readRow(
    _ bytes: PaddedBytes, _ row: CSVRow, isLast: Bool, into assembler: inout OrderAssembler
  ) {
    if rows.isBlank(bytes, row) || plan.ignores(bytes, row) {
      return passOver(bytes, row, into: &assembler)
    }
    assembler.batch.rowCount += 1
    if isLast,
      let finding = CSVRowCheck.truncation(bytes, row, columnCount: plan.columnCount)
    {
      assembler.batch.exportFindings.append(finding)
    }
    if let fault = plan.fault(bytes, row, isSuspect: isSuspect) {
      return noteUnreadable(
        bytes, row, reason: fault.reason, faultByte: fault.byte, into: &assembler)
    }
    if !isOpen || !continues(bytes, row) {
      endOrder(bytes, into: &assembler)
      begin(bytes, row, into: &assembler)
    }
    unreadableRows = 0
    pendingFault = nil
    orderEnd = row.end
    rowFiller.add(
      row, of: plan, rows.index, bytes, to: &builder.evaluator.tree, &assembler)
  }

  /// Reads a row whose quotes break the grammar.
  private mutating func readFaultyRow(
    _ bytes: PaddedBytes, _ row: CSVRow, _ fault: CSVFault, byte: Int, isLast: Bool,
    into assembler: inout OrderAssembler
  ) {
    if plan.ignores(bytes, row) { return passOver(bytes, row, into: &assembler) }
    assembler.batch.rowCount += 1
    noteUnreadable(bytes, row, reason: fault.description, faultByte: byte, into: &assembler)
    if isLast, let finding = CSVRowCheck.truncation(bytes, row, fault) {
      assembler.batch.exportFindings.append(finding)
    }
  }

  /// Counts a row that is none.
  private func passOver(
    _ bytes: PaddedBytes, _ row: CSVRow, into assembler: inout OrderAssembler
  ) {
    assembler.batch.blankLineCount += 1
    if let count = plan.statedCount(bytes, row) { assembler.batch.statedCount = count }
  }

  /// Whether a row belongs to the order being read.
  private func continues(_ bytes: PaddedBytes, _ row: CSVRow) -> Bool {
    var isBlank = true
    var isEqual = true
    for (place, column) in plan.keyColumns.enumerated() {
      let cell = rows.content(bytes, row, column)
      if !cell.isBlank(bytes) { isBlank = false }
      if !plan.key.areSame(bytes, cell, key[place]) { isEqual = false }
    }
    return isBlank ? plan.options.blankKeyContinues : isEqual
  }
}
