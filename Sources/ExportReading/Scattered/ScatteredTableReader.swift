internal import BasketModel
internal import ExportProfiles

/// Reads orders whose rows were put together from different places, of one table or of several
/// that belong together.
///
/// The pieces of the buffer say where an order begins; keys are not compared any more.
struct ScatteredTableReader {
  private let tables: JoinedTables
  private let limits: ReadLimits
  private var plan: TableMapping
  private var planExport = -1
  private var scanner: CSVRowScanner
  /// Whether the tables are written with different delimiters, so that rows are found one by one.
  private let isMixed: Bool
  private var index = CSVIndex()
  private var builder: BasketBuilder
  private var rowFiller: RowFiller
  private var isOpen = false
  private var isRepeat = false
  /// The parts of which the order has rows.
  private var partsSeen: Set<Int> = []
  private var isSuspect = false
  /// An unreadable row before the first that can be read of its order.
  private var pendingFault: (reason: String, position: SourcePosition)?
  /// Holds one row that breaks the grammar, so that it cannot swallow others.
  private let scratch = InputBuffer(capacity: 1)

  init(_ tables: JoinedTables, limits: ReadLimits) {
    self.tables = tables
    self.limits = limits
    let delimiter = tables.table.delimiter
    plan = tables.table
    isMixed = tables.sheets.values.contains { $0.delimiter != delimiter }
    scanner = CSVRowScanner(delimiter: delimiter, cellBytesMax: limits.recordBytesMax)
    builder = BasketBuilder(plan: tables.plan, tolerance: tables.tolerance, limits: limits)
    rowFiller = RowFiller(trie: tables.plan.trie, limits: limits)
  }

  /// Lets the tracer look at each order.
  mutating func trace(with tracer: OrderTracer) { builder.tracer = tracer }

  /// Reads all pieces of a buffer.
  mutating func read(
    _ bytes: PaddedBytes, _ pieces: [BufferPiece], into assembler: inout OrderAssembler
  ) {
    builder.evaluator.beginBatch(&assembler)
    isSuspect = CSVRowCheck.mayHaveBadByte(bytes)
    isOpen = false
    pendingFault = nil
    index.begin()
    var rows = IndexedRows()
    for place in pieces.indices {
      let piece = pieces[place]
      let end = place + 1 < pieces.count ? pieces[place + 1].start : bytes.count
      choosePlan(of: piece.export)
      let row = rows.row(
        bytes, piece.start..<end, &index, delimiter: plan.delimiter, isMixed: isMixed,
        mayIndex: bytes.count <= limits.recordBytesMax)
      if piece.beginsGroup { endOrder(bytes, into: &assembler) }
      if !piece.hasOrder {
        if piece.beginsGroup { addOrphans(bytes, row, piece, into: &assembler) }
        continue
      }
      // Of an order that cannot be read, what stands in other files belongs to nothing.
      if !isOpen, isOfOtherPart, !piece.beginsGroup { continue }
      guard let row else {
        noteUnbalanced(bytes, piece, end: end, into: &assembler)
        continue
      }
      if let fault = plan.fault(bytes, row, isSuspect: isSuspect) {
        noteUnreadable(bytes, piece, end: end, fault.reason, fault.byte, into: &assembler)
      } else if piece.beginsGroup, isOfOtherPart {
        addOrphans(bytes, nil, piece, into: &assembler)
      } else {
        if !isOpen { begin(piece, into: &assembler) }
        if let part = plan.part { partsSeen.insert(part) }
        rowFiller.add(
          row, of: plan, index, bytes, to: &builder.evaluator.tree, &assembler)
      }
    }
    endOrder(bytes, into: &assembler)
    assembler.endBatch()
  }

  /// Whether the row stands in another file than orders do.
  private var isOfOtherPart: Bool { plan.part.map { $0 > 0 } ?? false }

  private mutating func choosePlan(of export: Int) {
    guard planExport != export else { return }
    planExport = export
    rowFiller.beginOrder()
    plan = tables.sheets[export] ?? tables.table
    scanner = CSVRowScanner(delimiter: plan.delimiter, cellBytesMax: limits.recordBytesMax)
  }

  // MARK: Orders

  private mutating func begin(_ piece: BufferPiece, into assembler: inout OrderAssembler) {
    isOpen = true
    isRepeat = piece.isRepeat
    partsSeen = []
    rowFiller.beginOrder()
    assembler.beginOrder(byte: piece.start, line: piece.firstLine)
    // Its sums would lack what belongs to the first order of the key.
    assembler.order.hasUnreadableRows = piece.isRepeat
    builder.evaluator.tree.begin(byte: piece.start)
    if let fault = pendingFault {
      assembler.noteUnreadableRows(reason: fault.reason, position: fault.position)
      pendingFault = nil
    }
  }

  private mutating func endOrder(_ bytes: PaddedBytes, into assembler: inout OrderAssembler) {
    pendingFault = nil
    guard isOpen else { return }
    isOpen = false
    if !isRepeat {
      for part in tables.requiredParts where !partsSeen.contains(part) {
        assembler.noteMissingPart(plan.options.parts[part].name)
      }
    }
    builder.endOrder(bytes, into: &assembler)
  }

  /// Adds what rows without an order are: one record, at the first of them.
  private mutating func addOrphans(
    _ bytes: PaddedBytes, _ row: CSVRow?, _ piece: BufferPiece,
    into assembler: inout OrderAssembler
  ) {
    assembler.beginOrder(byte: piece.start, line: piece.firstLine)
    if let row, plan.fault(bytes, row, isSuspect: isSuspect) == nil {
      let cell = CSVContent(bytes, index.ends.span, place: row.place + plan.keyColumns[0])
      assembler.order.texts[OrderTextField.orderID.rawValue] = cell.storedText(
        bytes, into: &assembler)
    }
    assembler.endOrphans(
      bytes, reason: piece.hasOrder ? "the row has no key" : "no order has the key of this row")
  }

  // MARK: Rows that cannot be read

  private mutating func noteUnreadable(
    _ bytes: PaddedBytes, _ piece: BufferPiece, end: Int, _ reason: String, _ faultByte: Int,
    into assembler: inout OrderAssembler
  ) {
    // A row of another file is no record of the file of orders.
    if isOpen, isOfOtherPart {
      if let part = plan.part { partsSeen.insert(part) }
      let position = assembler.position(
        bytes, of: faultByte, from: piece.start, line: piece.firstLine)
      return assembler.noteUnreadableRows(reason: reason, position: position)
    }
    // The line feed that ends the row is not counted: it need not be there.
    let lines = bytes.countOf(0x0A, in: piece.start..<max(end - 1, piece.start)) + 1
    let position = assembler.addUnreadableRecord(
      bytes, byte: piece.start, line: piece.firstLine, id: .absent, reason: reason,
      faultByte: faultByte, lines: lines)
    if isOpen {
      assembler.noteUnreadableRows(reason: reason, position: position)
    } else {
      pendingFault = pendingFault ?? (reason, position)
    }
  }

  /// A row whose quotes break the grammar.
  private mutating func noteUnbalanced(
    _ bytes: PaddedBytes, _ piece: BufferPiece, end: Int, into assembler: inout OrderAssembler
  ) {
    scratch.replaceContents(with: bytes.copy(piece.start..<end))
    var ends: [CellEnd] = []
    let outcome = scanner.scanRow(scratch.bytes, from: 0, isEnd: true, into: &ends)
    guard case .fault(let fault, let byte, _) = outcome else {
      return noteUnreadable(
        bytes, piece, end: end, "the row cannot be read", piece.start, into: &assembler)
    }
    noteUnreadable(
      bytes, piece, end: end, fault.description, piece.start + byte, into: &assembler)
  }
}

/// The rows of a buffer by masks, as far as they are those of its pieces.
private struct IndexedRows {
  /// The next row of the last run, and where its cells' ends begin.
  private var number = 0
  private var place = 0
  private var rowCount = 0
  private var start = -1

  /// The row of a piece; nil where its quotes break the grammar.
  mutating func row(
    _ bytes: PaddedBytes, _ range: Range<Int>, _ index: inout CSVIndex, delimiter: UInt8,
    isMixed: Bool, mayIndex: Bool
  ) -> CSVRow? {
    if isMixed || !mayIndex { return scannedRow(bytes, range, &index, delimiter: delimiter) }
    if number >= rowCount || start != range.lowerBound {
      place = index.count + 1
      _ = index.build(bytes, from: range.lowerBound, delimiter: delimiter)
      rowCount = index.rowCount
      number = 0
      start = range.lowerBound
    }
    guard number < rowCount else { return nil }
    let last = Int(index.lastPlaces[number])
    let end = index.ends[last].index
    guard end == range.upperBound - 1 || end == range.upperBound else {
      rowCount = 0
      return nil
    }
    let row = CSVRow(
      start: range.lowerBound, end: end, place: place, cells: last - place + 1)
    place = last + 1
    number += 1
    start = end + 1
    return row
  }

  private func scannedRow(
    _ bytes: PaddedBytes, _ range: Range<Int>, _ index: inout CSVIndex, delimiter: UInt8
  ) -> CSVRow? {
    let scanner = CSVRowScanner(delimiter: delimiter, cellBytesMax: range.count)
    var ends: [CellEnd] = []
    guard
      case .row(let next) = scanner.scanRow(
        bytes, from: range.lowerBound, isEnd: true, into: &ends),
      next == range.upperBound, let last = ends.last
    else { return nil }
    index.append(ends, from: range.lowerBound)
    return CSVRow(
      start: range.lowerBound, end: last.index, place: index.count - ends.count,
      cells: ends.count)
  }
}
