internal import BasketModel
internal import ExportProfiles

/// Reads the orders of CSV buffers as a mapping says.
///
/// Rows become a tree for each order, of the columns that the profile names. Rows are found as
/// `CSVReader` finds them, and grouped as `CSVCutter` cuts them. Reused from buffer to buffer.
struct TableMappingReader {
  private let plan: TableMapping
  private let limits: ReadLimits
  private let scanner: CSVRowScanner
  private var index = CSVIndex()
  var builder: BasketBuilder
  private var cellLists: CellListReader
  /// The key cells of the first row of the order being read, by key column.
  private var key: [CSVContent] = []
  /// The last cells of the order that are not blank, of columns that are filled down.
  private var cellsAbove: [Int: (range: TextRange, byte: Int)] = [:]
  private var isOpen = false
  private var orderStart = 0
  private var orderEnd = 0
  /// Unreadable rows since the last row that could be read.
  private var unreadableRows = 0
  /// The last of them that has a key.
  private var pendingFault: (key: CSVContent, reason: String, position: SourcePosition)?
  private var line = 0
  /// Whether rows must be checked for invalid UTF-8 and NUL one by one.
  private var isSuspect = false

  init(plan: TableMapping, limits: ReadLimits) {
    self.plan = plan
    self.limits = limits
    scanner = CSVRowScanner(delimiter: plan.delimiter, cellBytesMax: limits.recordBytesMax)
    builder = BasketBuilder(plan: plan.mapping, tolerance: plan.tolerance, limits: limits)
    cellLists = CellListReader(trie: plan.mapping.trie, limits: limits)
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
    add(bytes, row, into: &assembler)
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
  private func content(_ bytes: PaddedBytes, _ row: CSVRow, _ column: Int) -> CSVContent {
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

  // MARK: Orders

  private mutating func begin(
    _ bytes: PaddedBytes, _ row: CSVRow, into assembler: inout OrderAssembler
  ) {
    isOpen = true
    if !cellsAbove.isEmpty { cellsAbove.removeAll() }
    orderStart = row.start
    key.removeAll(keepingCapacity: true)
    for column in plan.keyColumns { key.append(content(bytes, row, column)) }
    assembler.beginOrder(byte: row.start, line: line)
    builder.evaluator.tree.begin(byte: row.start)
    if let fault = pendingFault, unreadableRows <= CSVGroup.unreadableRowsMax,
      plan.key.areSameID(bytes, fault.key, key[0])
    {
      assembler.noteUnreadableRows(reason: fault.reason, position: fault.position)
    }
  }

  private mutating func endOrder(_ bytes: PaddedBytes, into assembler: inout OrderAssembler) {
    guard isOpen else { return }
    isOpen = false
    if orderEnd - orderStart > limits.recordBytesMax {
      assembler.endOversizedOrder(bytes, limits)
    } else {
      builder.endOrder(bytes, into: &assembler)
    }
  }

  private mutating func noteUnreadable(
    _ bytes: PaddedBytes, _ row: CSVRow, reason: String, faultByte: Int,
    into assembler: inout OrderAssembler
  ) {
    let id = CSVRowCheck.readableID(
      bytes, index.ends.span, row, idColumn: plan.keyColumns[0], faultByte: faultByte)
    let position = assembler.addUnreadableRecord(
      bytes, byte: row.start, line: line, id: .absent, reason: reason, faultByte: faultByte)
    if let id {
      if isOpen, plan.key.areSameID(bytes, id, key[0]) {
        assembler.noteUnreadableRows(reason: reason, position: position)
      }
      pendingFault = (id, reason, position)
    }
    unreadableRows += 1
    if unreadableRows >= CSVGroup.unreadableRowsMax { endOrder(bytes, into: &assembler) }
  }

  /// Adds a row to the order's tree.
  private mutating func add(
    _ bytes: PaddedBytes, _ row: CSVRow, into assembler: inout OrderAssembler
  ) {
    let node = builder.evaluator.tree.add(plan.rows, to: RecordTree.root, byte: row.start)
    for column in plan.mappedColumns where column < row.cells {
      guard let text = cell(bytes, row, column, &assembler) else { continue }
      for target in plan.targets[column] {
        let child = builder.evaluator.tree.add(Int(target), to: node, byte: text.byte)
        builder.evaluator.tree.setText(text.range, of: child)
      }
    }
    for list in plan.lists { add(list, bytes, row, to: node, into: &assembler) }
  }

  /// The text of a mapped cell, or of the one above where a blank cell means that.
  @inline(__always)
  private mutating func cell(
    _ bytes: PaddedBytes, _ row: CSVRow, _ column: Int, _ assembler: inout OrderAssembler
  ) -> (range: TextRange, byte: Int)? {
    let text = text(bytes, row, column, &assembler)
    if plan.fillsDown.isEmpty || !plan.fillsDown[column] { return text }
    if let text { cellsAbove[column] = text }
    return cellsAbove[column]
  }

  /// The text of a cell; nil where it is blank.
  @inline(__always)
  private func text(
    _ bytes: PaddedBytes, _ row: CSVRow, _ column: Int, _ assembler: inout OrderAssembler
  ) -> (range: TextRange, byte: Int)? {
    let content = content(bytes, row, column)
    let range = content.range
    if content.isBlank(bytes) { return nil }
    if content.isQuoted, content.hasDoubledQuotes(bytes) {
      let start = assembler.batch.decodedText.count
      CSVCell.appendDecoded(range, of: bytes, to: &assembler.batch.decodedText)
      return (
        .decoded(offset: start, count: assembler.batch.decodedText.count - start),
        range.lowerBound
      )
    }
    return (.inBuffer(offset: range.lowerBound, count: range.count), range.lowerBound)
  }

  /// Adds the elements of a list that stands in a row.
  private mutating func add(
    _ list: TableMapping.List, _ bytes: PaddedBytes, _ row: CSVRow, to node: Int,
    into assembler: inout OrderAssembler
  ) {
    for element in list.elements {
      var parent: Int?
      for (column, field) in element where column < row.cells {
        guard let text = text(bytes, row, column, &assembler) else { continue }
        guard let field else {
          let fault = cellLists.add(
            list, text, bytes, to: node, tree: &builder.evaluator.tree,
            decoded: &assembler.batch.decodedText)
          if let fault { assembler.noteCellList(fault, bytes, byte: text.byte) }
          continue
        }
        let tree = parent ?? builder.evaluator.tree.add(list.name, to: node, byte: text.byte)
        parent = tree
        let child = builder.evaluator.tree.add(field, to: tree, byte: text.byte)
        builder.evaluator.tree.setText(text.range, of: child)
      }
    }
  }
}
