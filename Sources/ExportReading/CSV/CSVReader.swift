internal import BasketModel

/// Reads the orders of CSV buffers: adjacent rows with one id are one order.
///
/// Reused from buffer to buffer by one worker. A buffer holds whole orders (`CSVCutter` sees to
/// it), so nothing is carried from one to the next.
struct CSVReader {
  private let plan: TablePlan
  private let limits: ReadLimits
  private let scanner: CSVRowScanner
  private let walk: CSVRowWalk
  private var index = CSVIndex()
  /// The order being read.
  private var group = CSVGroup()
  /// Whether rows must be checked for invalid UTF-8 and NUL one by one.
  private var isSuspect = false
  /// Index after the last row of the order being read.
  private var orderEnd = 0
  /// Line of the row being read, from 0.
  private var line = 0

  init(plan: TablePlan, limits: ReadLimits) {
    self.plan = plan
    self.limits = limits
    scanner = CSVRowScanner(delimiter: plan.delimiter, cellBytesMax: limits.recordBytesMax)
    walk = CSVRowWalk(plan, limits: limits)
  }

  /// Reads all rows of a buffer.
  ///
  /// - Parameter isLast: Whether the export ends with the buffer.
  mutating func read(_ bytes: PaddedBytes, isLast: Bool, into assembler: inout OrderAssembler) {
    let all = 0..<bytes.count
    isSuspect = bytes.firstInvalidUTF8(in: all) != nil || bytes.first(0, in: all) < bytes.count
    line = 0
    group = CSVGroup()
    // Out of `self` while rows are read, so that its spans can be borrowed meanwhile.
    var index = CSVIndex()
    swap(&index, &self.index)
    index.begin()
    var start = 0
    while start < bytes.count {
      let place = index.count + 1
      // The masks know no limits: a buffer that may hold a cell beyond them is for the scanner.
      let mayIndex = bytes.count <= limits.recordBytesMax
      let isWhole = mayIndex && index.build(bytes, from: start, delimiter: plan.delimiter)
      if mayIndex, index.rowCount > 0 {
        start = readIndexedRows(bytes, index, place: place, isLast: isLast, into: &assembler)
      }
      if !isWhole {
        start = readFaultyRow(bytes, &index, from: start, isLast: isLast, into: &assembler)
      }
    }
    endGroup(bytes, into: &assembler)
    swap(&index, &self.index)
    assembler.batch.lineCount += line
    assembler.endBatch()
  }

  /// Reads the rows of the index's last run, whose ends begin at `firstPlace`; returns where the
  /// next begins.
  private mutating func readIndexedRows(
    _ bytes: PaddedBytes, _ index: CSVIndex, place firstPlace: Int, isLast: Bool,
    into assembler: inout OrderAssembler
  ) -> Int {
    let ends = index.ends.span
    let lastPlaces = index.lastPlaces.span
    var place = firstPlace
    var end = ends[place &- 1].nextStart &- 1
    var quoted = 0
    for number in 0..<index.rowCount {
      let last = Int(lastPlaces[number])
      let start = end &+ 1
      end = ends[last].index
      let row = CSVRow(start: start, end: end, place: place, cells: last &- place &+ 1)
      readRow(bytes, ends, row, isLast: isLast, into: &assembler)
      place = last &+ 1
      line &+= 1
      while quoted < index.quotedLineFeeds.count, index.quotedLineFeeds[quoted] < end {
        line &+= 1
        quoted &+= 1
      }
    }
    return min(end + 1, bytes.count)
  }

  /// The slow path: reads the one row that begins at `start`, whose quotes break the grammar.
  ///
  /// - Returns: Where reading resumes.
  private mutating func readFaultyRow(
    _ bytes: PaddedBytes, _ index: inout CSVIndex, from start: Int, isLast: Bool,
    into assembler: inout OrderAssembler
  ) -> Int {
    var ends: [CellEnd] = []
    let outcome = scanner.scanRow(bytes, from: start, isEnd: true, into: &ends)
    index.append(ends, from: start)
    let place = index.count - ends.count
    switch outcome {
    case .row(let next):
      let end = index.ends[index.count - 1].index
      let row = CSVRow(start: start, end: end, place: place, cells: ends.count)
      readRow(bytes, index.ends.span, row, isLast: isLast, into: &assembler)
      line += bytes.countOf(0x0A, in: start..<end) + 1
      return next
    case .fault(let fault, let byte, let next):
      // A last line without line feed is a line, too.
      let isOpen = bytes[next - 1] != 0x0A
      let lines = bytes.countOf(0x0A, in: start..<next) + (isOpen ? 1 : 0)
      let row = CSVRow(start: start, end: next, place: place, cells: ends.count)
      noteUnreadable(
        bytes, index.ends.span, row, reason: fault.description, faultByte: byte, lines: lines,
        into: &assembler)
      if isLast, next == bytes.count, fault == .quoteNeverClosed {
        assembler.batch.exportFindings.append(
          .export(.truncatedInput, "the last record ends inside a quoted cell"))
      }
      line += lines
      return next
    case .needsMore:
      preconditionFailure("the scanner was told that nothing follows")
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
    if isSuspect, let fault = CSVRowCheck.badByte(bytes, row) {
      noteUnreadable(
        bytes, ends, row, reason: fault.reason, faultByte: fault.byte, into: &assembler)
      return false
    }
    guard row.cells != plan.columns.count else { return true }
    let endsEarly = isLast && row.end == bytes.count && row.cells < plan.columns.count
    noteUnreadable(
      bytes, ends, row,
      reason:
        "the row has \(row.cells) cell\(row.cells == 1 ? "" : "s"), "
        + "the header has \(plan.columns.count)",
      faultByte: min(row.end, bytes.count), into: &assembler)
    if endsEarly {
      assembler.batch.exportFindings.append(
        .export(.truncatedInput, "the last record ends before its last cell"))
    }
    return false
  }

  // MARK: Orders

  private mutating func beginGroup(
    _ bytes: PaddedBytes, _ ends: Span<CellEnd>, _ row: CSVRow, id: CSVContent,
    into assembler: inout OrderAssembler
  ) {
    assembler.beginOrder(byte: row.start, line: line)
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
    lines: Int = 1,
    into assembler: inout OrderAssembler
  ) {
    let id = CSVRowCheck.readableID(bytes, ends, row, idColumn: plan.idColumn, faultByte: faultByte)
    var text = TextRange.absent
    if let id, !id.isBlank(bytes) { text = id.storedText(bytes, into: &assembler) }
    let position = assembler.addUnreadableRecord(
      bytes, byte: row.start, line: line, id: text, reason: reason, faultByte: faultByte,
      lines: lines)
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
