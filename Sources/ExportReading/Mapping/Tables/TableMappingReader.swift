internal import BasketModel
internal import ExportProfiles

/// Reads the orders of CSV buffers as a mapping says.
///
/// Rows become a tree for each order, of the columns that the profile names. Rows are found as
/// `CSVReader` finds them, and grouped as `CSVCutter` cuts them. Reused from buffer to buffer.
struct TableMappingReader {
  let plan: TableMapping
  let limits: ReadLimits
  private let scanner: CSVRowScanner
  var index = CSVIndex()
  var builder: BasketBuilder
  var rows: RowFiller
  /// The key cells of the first row of the order being read, by key column.
  var key: [CSVContent] = []
  var isOpen = false
  var orderStart = 0
  var orderEnd = 0
  /// Unreadable rows since the last row that could be read.
  var unreadableRows = 0
  /// The last of them that has a key.
  var pendingFault: (key: CSVContent, reason: String, position: SourcePosition)?
  var line = 0
  /// Whether rows must be checked for invalid UTF-8 and NUL one by one.
  private var isSuspect = false

  init(plan: TableMapping, limits: ReadLimits) {
    self.plan = plan
    self.limits = limits
    scanner = CSVRowScanner(delimiter: plan.delimiter, cellBytesMax: limits.recordBytesMax)
    builder = BasketBuilder(plan: plan.mapping, tolerance: plan.tolerance, limits: limits)
    rows = RowFiller(trie: plan.mapping.trie, limits: limits)
  }

  /// Reads all rows of a buffer.
  mutating func read(_ bytes: PaddedBytes, isLast: Bool, into assembler: inout OrderAssembler) {
    builder.evaluator.beginBatch(&assembler)
    let all = 0..<bytes.count
    isSuspect = bytes.firstInvalidUTF8(in: all) != nil || bytes.first(0, in: all) < bytes.count
    line = 0
    isOpen = false
    unreadableRows = 0
    pendingFault = nil
    index.begin()
    var start = 0
    while start < bytes.count {
      let place = index.count + 1
      let mayIndex = bytes.count <= limits.recordBytesMax
      let isWhole = mayIndex && index.build(bytes, from: start, delimiter: plan.delimiter)
      if mayIndex, index.rowCount > 0 {
        start = readIndexedRows(bytes, place: place, isLast: isLast, into: &assembler)
      }
      if !isWhole { start = readFaultyRow(bytes, from: start, isLast: isLast, into: &assembler) }
    }
    endOrder(bytes, into: &assembler)
    assembler.batch.lineCount += line
    assembler.endBatch()
  }

  /// Reads the rows of the index's last run, whose ends begin at `firstPlace`; returns where the
  /// next begins.
  private mutating func readIndexedRows(
    _ bytes: PaddedBytes, place firstPlace: Int, isLast: Bool, into assembler: inout OrderAssembler
  ) -> Int {
    var place = firstPlace
    var end = index.ends[place - 1].nextStart - 1
    var quoted = 0
    for number in 0..<index.rowCount {
      let last = Int(index.lastPlaces[number])
      let start = end + 1
      end = index.ends[last].index
      let row = CSVRow(start: start, end: end, place: place, cells: last - place + 1)
      readRow(bytes, row, isLast: isLast, into: &assembler)
      place = last + 1
      line += 1
      while quoted < index.quotedLineFeeds.count, index.quotedLineFeeds[quoted] < end {
        line += 1
        quoted += 1
      }
    }
    return min(end + 1, bytes.count)
  }

  /// Reads the one row that begins at `start`, whose quotes break the grammar.
  private mutating func readFaultyRow(
    _ bytes: PaddedBytes, from start: Int, isLast: Bool, into assembler: inout OrderAssembler
  ) -> Int {
    var ends: [CellEnd] = []
    let outcome = scanner.scanRow(bytes, from: start, isEnd: true, into: &ends)
    index.append(ends, from: start)
    let place = index.count - ends.count
    switch outcome {
    case .row(let next):
      let end = index.ends[index.count - 1].index
      let row = CSVRow(start: start, end: end, place: place, cells: ends.count)
      readRow(bytes, row, isLast: isLast, into: &assembler)
      line += bytes.countOf(0x0A, in: start..<end) + 1
      return next
    case .fault(let fault, let byte, let next):
      let isOpenLine = bytes[next - 1] != 0x0A
      let row = CSVRow(start: start, end: next, place: place, cells: ends.count)
      if isIgnored(bytes, row) {
        assembler.batch.blankLineCount += 1
        if let count = plan.statedCount(bytes, row) { assembler.batch.statedCount = count }
      } else {
        assembler.batch.rowCount += 1
        noteUnreadable(bytes, row, reason: fault.description, faultByte: byte, into: &assembler)
        if isLast, next == bytes.count, fault == .quoteNeverClosed {
          assembler.batch.exportFindings.append(
            .export(.truncatedInput, "the last record ends inside a quoted cell"))
        }
      }
      line += bytes.countOf(0x0A, in: start..<next) + (isOpenLine ? 1 : 0)
      return next
    case .needsMore:
      preconditionFailure("the scanner was told that nothing follows")
    }
  }

  // MARK: Rows

  private mutating func readRow(
    _ bytes: PaddedBytes, _ row: CSVRow, isLast: Bool, into assembler: inout OrderAssembler
  ) {
    if isBlankOrIgnored(bytes, row) {
      assembler.batch.blankLineCount += 1
      if let count = plan.statedCount(bytes, row) { assembler.batch.statedCount = count }
      return
    }
    assembler.batch.rowCount += 1
    if isSuspect, let fault = CSVRowCheck.badByte(bytes, row) {
      return noteUnreadable(
        bytes, row, reason: fault.reason, faultByte: fault.byte, into: &assembler)
    }
    let isShort = row.cells < plan.columnCount
    guard row.cells == plan.columnCount || (isShort && mayBeShort(row)) else {
      noteUnreadable(
        bytes, row,
        reason: "the row has \(row.cells) cell\(row.cells == 1 ? "" : "s"), "
          + "the header has \(plan.columnCount)", faultByte: min(row.end, bytes.count),
        into: &assembler)
      if isLast, row.end == bytes.count, isShort {
        assembler.batch.exportFindings.append(
          .export(.truncatedInput, "the last record ends before its last cell"))
      }
      return
    }
    if isShort, isLast, row.end == bytes.count {
      assembler.batch.exportFindings.append(
        .export(.truncatedInput, "the last record ends before its last cell"))
    }
    if !isOpen || !continues(bytes, row) {
      endOrder(bytes, into: &assembler)
      begin(bytes, row, into: &assembler)
    }
    unreadableRows = 0
    pendingFault = nil
    orderEnd = row.end
    rows.add(
      row, of: plan, index, bytes, to: &builder.evaluator.tree, &assembler)
  }

  private func mayBeShort(_ row: CSVRow) -> Bool {
    plan.options.padsShortRows && plan.keyColumns.allSatisfy { $0 < row.cells }
  }

  private func isBlankOrIgnored(_ bytes: PaddedBytes, _ row: CSVRow) -> Bool {
    for cell in 0..<row.cells {
      if !content(bytes, row, cell).isBlank(bytes) {
        return plan.ignoredRows.isEmpty ? false : isIgnored(bytes, row)
      }
    }
    return true
  }

  private func isIgnored(_ bytes: PaddedBytes, _ row: CSVRow) -> Bool {
    guard !plan.ignoredRows.isEmpty else { return false }
    let text = TextRange.inBuffer(offset: row.start, count: row.end - row.start)
    let input = RecordText(bytes)
    return plan.ignoredRows.contains { input.contains(text, $0) }
  }

  @inline(__always)
  func content(_ bytes: PaddedBytes, _ row: CSVRow, _ column: Int) -> CSVContent {
    CSVContent(bytes, index.ends.span, place: row.place &+ column)
  }

  /// Whether a row belongs to the order being read.
  private func continues(_ bytes: PaddedBytes, _ row: CSVRow) -> Bool {
    var isBlank = true
    var isEqual = true
    for (place, column) in plan.keyColumns.enumerated() {
      let cell = content(bytes, row, column)
      if !cell.isBlank(bytes) { isBlank = false }
      if !plan.key.areSame(bytes, cell, key[place]) { isEqual = false }
    }
    return isBlank ? plan.options.blankKeyContinues : isEqual
  }
}
