internal import BasketModel
internal import CByteScan

/// Reads the orders of CSV buffers: adjacent rows with one id are one order.
///
/// Reused from buffer to buffer by one worker. A buffer holds whole orders (`CSVCutter` sees to
/// it), so nothing is carried from one to the next.
struct CSVReader {
  private let plan: TablePlan
  private let limits: ReadLimits
  private let scanner: CSVRowScanner
  private var index = CSVIndex()
  /// The order being read.
  private var group = CSVGroup()
  /// Whether rows must be checked for invalid UTF-8 and NUL one by one.
  private var isSuspect = false
  /// Whether some row of the buffer has line feeds inside quotes.
  private var hasQuotedLineFeeds = false
  /// Index after the last row of the order being read.
  private var orderEnd = 0
  /// Line of the row being read, from 0.
  private var line = 0

  init(plan: TablePlan, limits: ReadLimits) {
    self.plan = plan
    self.limits = limits
    scanner = CSVRowScanner(delimiter: plan.delimiter, cellBytesMax: limits.recordBytesMax)
  }

  /// Reads all rows of a buffer.
  ///
  /// - Parameter isLast: Whether the export ends with the buffer.
  mutating func read(_ bytes: PaddedBytes, isLast: Bool, into assembler: inout OrderAssembler) {
    let all = 0..<bytes.count
    isSuspect = bytes.firstInvalidUTF8(in: all) != nil || bytes.first(0, in: all) < bytes.count
    line = 0
    group = CSVGroup()
    index.begin()
    var start = 0
    while start < bytes.count {
      let place = index.count + 1
      // The masks know no limits: a buffer that may hold a cell beyond them is for the scanner.
      let isWhole =
        bytes.count <= limits.recordBytesMax
        && index.build(bytes, from: start, delimiter: plan.delimiter)
      hasQuotedLineFeeds = !isWhole || index.lineFeedCount != index.rowCount
      if index.count > place {
        start = readIndexedRows(bytes, place: place, isLast: isLast, into: &assembler)
      }
      if !isWhole { start = readFaultyRow(bytes, from: start, isLast: isLast, into: &assembler) }
    }
    endGroup(bytes, into: &assembler)
    assembler.batch.lineCount += line
    assembler.endBatch()
  }

  /// Reads the rows whose ends begin at `firstPlace`; returns where the next begins.
  private mutating func readIndexedRows(
    _ bytes: PaddedBytes, place firstPlace: Int, isLast: Bool, into assembler: inout OrderAssembler
  ) -> Int {
    var place = firstPlace
    while place < index.count {
      let start = index.cellStart(place)
      let cells = cellCount(from: place)
      readRow(bytes, start: start, place: place, cells: cells, isLast: isLast, into: &assembler)
      place += cells
      line += lineFeeds(bytes, from: start, to: index[place - 1].index)
    }
    return min(index[place - 1].index + 1, bytes.count)
  }

  /// The number of cells of the row whose ends begin at `place`.
  @inline(__always)
  private func cellCount(from place: Int) -> Int {
    // Nearly every row has as many cells as the header: look at those at once, else count.
    let expected = plan.columns.count
    if expected <= 64, place &+ expected <= index.count {
      let masks = index.masks(from: place, cells: expected)
      if masks.row_ends == (1 as UInt64) << UInt64(expected &- 1) { return expected }
    }
    var count = 1
    while !index[place + count - 1].endsRow { count += 1 }
    return count
  }

  /// Lines that a row takes; its own line feed counts, and so does the end of the bytes.
  @inline(__always)
  private func lineFeeds(_ bytes: PaddedBytes, from start: Int, to end: Int) -> Int {
    guard hasQuotedLineFeeds else { return 1 }
    return bytes.countOf(0x0A, in: start..<end) + 1
  }

  /// The slow path: reads the one row that begins at `start`, whose quotes break the grammar.
  ///
  /// - Returns: Where reading resumes.
  private mutating func readFaultyRow(
    _ bytes: PaddedBytes, from start: Int, isLast: Bool, into assembler: inout OrderAssembler
  ) -> Int {
    var ends: [CellEnd] = []
    let outcome = scanner.scanRow(bytes, from: start, isEnd: true, into: &ends)
    index.append(ends, from: start)
    let place = index.count - ends.count
    switch outcome {
    case .row(let next):
      readRow(
        bytes, start: start, place: place, cells: ends.count, isLast: isLast, into: &assembler)
      line += lineFeeds(bytes, from: start, to: index[index.count - 1].index)
      return next
    case .fault(let fault, let byte, let next):
      // A last line without line feed is a line, too.
      let isOpen = bytes[next - 1] != 0x0A
      let lines = bytes.countOf(0x0A, in: start..<next) + (isOpen ? 1 : 0)
      let row = CSVRow(start: start, end: next, place: place, cells: ends.count)
      noteUnreadable(
        bytes, row, reason: fault.description, faultByte: byte, lines: lines, into: &assembler)
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
    _ bytes: PaddedBytes, start: Int, place: Int, cells: Int, isLast: Bool,
    into assembler: inout OrderAssembler
  ) {
    let row = CSVRow(start: start, end: index[place + cells - 1].index, place: place, cells: cells)
    if cells != plan.columns.count || isSuspect || cells == 1 {
      guard passesChecks(bytes, row, isLast: isLast, into: &assembler) else { return }
    }
    let id = idCell(bytes, row)
    if group.isOpen, isSameID(bytes, id, group.id) {
      readContinuation(bytes, row, into: &assembler)
    } else {
      endGroup(bytes, into: &assembler)
      beginGroup(bytes, row, id: id, into: &assembler)
    }
  }

  /// Whether a row that is not of the usual shape can be read: blank lines are counted, unreadable
  /// rows noted.
  @inline(never)
  private mutating func passesChecks(
    _ bytes: PaddedBytes, _ row: CSVRow, isLast: Bool, into assembler: inout OrderAssembler
  ) -> Bool {
    if row.cells == 1, assembler.isBlank(bytes, row.start..<row.end) {
      assembler.batch.blankLineCount += 1
      return false
    }
    if isSuspect, let fault = CSVRowCheck.badByte(bytes, row) {
      noteUnreadable(bytes, row, reason: fault.reason, faultByte: fault.byte, into: &assembler)
      return false
    }
    guard row.cells != plan.columns.count else { return true }
    let endsEarly = isLast && row.end == bytes.count && row.cells < plan.columns.count
    noteUnreadable(
      bytes, row,
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

  @inline(__always)
  private func idCell(_ bytes: PaddedBytes, _ row: CSVRow) -> CSVIDCell {
    let content = content(bytes, row, plan.idColumn)
    return CSVIDCell(range: content.range, isQuoted: content.isQuoted)
  }

  /// Whether two ids are equal and not blank.
  @inline(__always)
  private func isSameID(_ bytes: PaddedBytes, _ left: CSVIDCell, _ right: CSVIDCell) -> Bool {
    if !left.isQuoted, !right.isQuoted {
      return !left.range.isEmpty && bytes.equal(left.range, right.range)
        && !isBlank(bytes, left.range)
    }
    return CSVIDCell.areSame(bytes, left, right)
  }

  @inline(__always)
  private func isBlank(_ bytes: PaddedBytes, _ range: Range<Int>) -> Bool {
    if !range.isEmpty, bytes[range.lowerBound] > 0x20 { return false }
    return range.allSatisfy { DecimalParser.isBlank(bytes[$0]) }
  }

  // MARK: Orders

  private mutating func beginGroup(
    _ bytes: PaddedBytes, _ row: CSVRow, id: CSVIDCell, into assembler: inout OrderAssembler
  ) {
    assembler.beginOrder(byte: row.start, line: line)
    let unreadable = group.takeUnreadable { CSVIDCell.areSame(bytes, $0, id) }
    group.begin(row, id: id)
    orderEnd = row.end
    readCells(bytes, row, isFirst: true, into: &assembler)
    if let unreadable {
      assembler.noteUnreadableRows(reason: unreadable.reason, position: unreadable.position)
    }
    // A row with a blank id is an order of its own.
    if !assembler.order.id.isPresent { endGroup(bytes, into: &assembler) }
  }

  private mutating func readContinuation(
    _ bytes: PaddedBytes, _ row: CSVRow, into assembler: inout OrderAssembler
  ) {
    group.goOn()
    orderEnd = row.end
    readCells(bytes, row, isFirst: false, into: &assembler)
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
    _ bytes: PaddedBytes, _ row: CSVRow, reason: String, faultByte: Int, lines: Int = 1,
    into assembler: inout OrderAssembler
  ) {
    let id = CSVRowCheck.readableID(
      bytes, row, idColumn: plan.idColumn, index, faultByte: faultByte)
    var text = TextRange.absent
    if let id, !isBlank(bytes, id.range) { text = id.storedText(bytes, into: &assembler) }
    let position = assembler.addUnreadableRecord(
      bytes, byte: row.start, line: line, id: text, reason: reason, faultByte: faultByte,
      lines: lines)
    if let id, group.isOpen, isSameID(bytes, id, group.id) {
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

  // MARK: Cells

  /// Stores the cells of a row that have bytes; most rows after an order's first have few.
  @inline(__always)
  private mutating func readCells(
    _ bytes: PaddedBytes, _ row: CSVRow, isFirst: Bool, into assembler: inout OrderAssembler
  ) {
    var parts = RowParts()
    var first = 0
    while first < row.cells {
      let cells = min(row.cells &- first, 64)
      var filled = index.masks(from: row.place &+ first, cells: cells).filled
      while filled != 0 {
        let column = first &+ filled.trailingZeroBitCount
        readCell(bytes, row, column, isFirst: isFirst, &parts, into: &assembler)
        filled &= filled &- 1
      }
      first &+= 64
    }
    if parts.hasItem { endItem(bytes, into: &assembler) }
    if parts.hasDiscount { endDiscount(bytes, into: &assembler) }
  }

  /// What a row turned out to carry.
  private struct RowParts {
    var hasItem = false
    var hasDiscount = false
  }

  @inline(__always)
  private func readCell(
    _ bytes: PaddedBytes, _ row: CSVRow, _ column: Int, isFirst: Bool, _ parts: inout RowParts,
    into assembler: inout OrderAssembler
  ) {
    switch plan.columns[column] {
    case .ignored: break
    case .order(let slot):
      if isFirst {
        store(bytes, content(bytes, row, column), slot, into: &assembler)
      } else {
        compareCell(bytes, row, column, slot, into: &assembler)
      }
    case .item(let slot):
      let content = content(bytes, row, column)
      if isBlank(bytes, content.range) { return }
      if !parts.hasItem {
        parts.hasItem = true
        assembler.beginItem()
      }
      store(bytes, content, slot, into: &assembler)
    case .discount(let slot):
      let content = content(bytes, row, column)
      if isBlank(bytes, content.range) { return }
      if !parts.hasDiscount {
        parts.hasDiscount = true
        assembler.beginDiscount()
      }
      store(bytes, content, slot, into: &assembler)
    }
  }

  /// A cell without its quotes; see `CSVCell.content`.
  @inline(__always)
  private func content(
    _ bytes: PaddedBytes, _ row: CSVRow, _ column: Int
  ) -> (range: Range<Int>, isQuoted: Bool) {
    let place = row.place &+ column
    return CSVCell.content(bytes, from: index.cellStart(place), to: index[place])
  }

  @inline(__always)
  private func store(
    _ bytes: PaddedBytes, _ content: (range: Range<Int>, isQuoted: Bool), _ slot: FieldSlot,
    into assembler: inout OrderAssembler
  ) {
    if content.isQuoted, bytes.first(0x22, in: content.range) < content.range.upperBound {
      storeDecoded(bytes, content, slot, into: &assembler)
    } else {
      assembler.storeText(slot, bytes, content.range)
    }
  }

  /// A cell with doubled quotes.
  @inline(never)
  private func storeDecoded(
    _ bytes: PaddedBytes, _ content: (range: Range<Int>, isQuoted: Bool), _ slot: FieldSlot,
    into assembler: inout OrderAssembler
  ) {
    let start = assembler.batch.decodedText.count
    CSVCell.appendDecoded(content.range, of: bytes, to: &assembler.batch.decodedText)
    assembler.storeDecodedText(slot, bytes, from: start, byte: content.range.lowerBound)
  }

  /// A cell of the order on a further row: blank, or equal to the one on the first row.
  @inline(__always)
  private func compareCell(
    _ bytes: PaddedBytes, _ row: CSVRow, _ column: Int, _ slot: FieldSlot,
    into assembler: inout OrderAssembler
  ) {
    let here = content(bytes, row, column)
    let first = content(bytes, group.firstRow, column)
    if here.isQuoted == first.isQuoted, bytes.equal(here.range, first.range) { return }
    noteConflict(bytes, here, first, slot, into: &assembler)
  }

  @inline(never)
  private func noteConflict(
    _ bytes: PaddedBytes, _ content: (range: Range<Int>, isQuoted: Bool),
    _ first: (range: Range<Int>, isQuoted: Bool), _ slot: FieldSlot,
    into assembler: inout OrderAssembler
  ) {
    guard !isBlank(bytes, content.range) else { return }
    var left: [UInt8] = []
    var right: [UInt8] = []
    CSVCell.append(content, of: bytes, to: &left)
    CSVCell.append(first, of: bytes, to: &right)
    assembler.noteUnlessEqual(left, first: right, slot, bytes, byte: content.range.lowerBound)
  }

  private func endItem(_ bytes: PaddedBytes, into assembler: inout OrderAssembler) {
    guard assembler.itemIndex < limits.itemCountMax else {
      assembler.noteTooMany(.basketItems, bytes, limit: limits.itemCountMax)
      return
    }
    assembler.endItem()
  }

  private func endDiscount(_ bytes: PaddedBytes, into assembler: inout OrderAssembler) {
    guard assembler.discountIndex < limits.itemCountMax else {
      assembler.noteTooMany(.discounts, bytes, limit: limits.itemCountMax)
      return
    }
    assembler.endDiscount()
  }
}
