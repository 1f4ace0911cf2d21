internal import BasketModel
internal import ExportProfiles

/// Reads orders whose rows were put together from different places, of one table or of several
/// that belong together.
///
/// The pieces of the buffer say where an order begins; keys are not compared any more.
struct ScatteredTableReader {
  /// By the index of the export in the plan; all of one mapping.
  private let sheets: [Int: TableMapping]
  private let limits: ReadLimits
  private var plan: TableMapping
  private var planExport = -1
  private var scanner: CSVRowScanner
  /// Whether the tables are written with different delimiters, so that rows are found one by one.
  private let isMixed: Bool
  private var index = CSVIndex()
  private var builder: BasketBuilder
  private var cellLists: CellListReader
  private var isOpen = false
  private var isSuspect = false
  /// An unreadable row before the first that can be read of its order.
  private var pendingFault: (reason: String, position: SourcePosition)?
  /// Holds one row that breaks the grammar, so that it cannot swallow others.
  private let scratch = InputBuffer(capacity: 1)

  /// Nil without any table.
  init?(sheets: [Int: TableMapping], limits: ReadLimits) {
    guard let first = sheets.min(by: { $0.key < $1.key })?.value else { return nil }
    self.sheets = sheets
    self.limits = limits
    plan = first
    isMixed = sheets.values.contains { $0.delimiter != first.delimiter }
    scanner = CSVRowScanner(delimiter: first.delimiter, cellBytesMax: limits.recordBytesMax)
    builder = BasketBuilder(plan: first.mapping, tolerance: first.tolerance, limits: limits)
    cellLists = CellListReader(trie: first.mapping.trie, limits: limits)
  }

  /// Reads all pieces of a buffer.
  mutating func read(
    _ bytes: PaddedBytes, _ pieces: [BufferPiece], into assembler: inout OrderAssembler
  ) {
    builder.evaluator.beginBatch(&assembler)
    let all = 0..<bytes.count
    isSuspect = bytes.firstInvalidUTF8(in: all) != nil || bytes.first(0, in: all) < bytes.count
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
      guard let row else {
        noteUnbalanced(bytes, piece.start..<end, piece, into: &assembler)
        continue
      }
      if let fault = plan.fault(bytes, row, isSuspect: isSuspect) {
        noteUnreadable(bytes, piece, fault.reason, fault.byte, into: &assembler)
      } else {
        if !isOpen { begin(piece, into: &assembler) }
        add(bytes, row, into: &assembler)
      }
    }
    endOrder(bytes, into: &assembler)
    assembler.endBatch()
  }

  private mutating func choosePlan(of export: Int) {
    guard planExport != export else { return }
    planExport = export
    if let plan = sheets[export] ?? sheets[-1] { self.plan = plan }
    scanner = CSVRowScanner(delimiter: plan.delimiter, cellBytesMax: limits.recordBytesMax)
  }

  // MARK: Orders

  private mutating func begin(_ piece: BufferPiece, into assembler: inout OrderAssembler) {
    isOpen = true
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
    assembler.endOrphans(bytes, reason: "no order has the key of this row")
  }

  // MARK: Rows that cannot be read

  private mutating func noteUnreadable(
    _ bytes: PaddedBytes, _ piece: BufferPiece, _ reason: String, _ faultByte: Int,
    into assembler: inout OrderAssembler
  ) {
    let position = assembler.addUnreadableRecord(
      bytes, byte: piece.start, line: piece.firstLine, id: .absent, reason: reason,
      faultByte: faultByte)
    if isOpen {
      assembler.noteUnreadableRows(reason: reason, position: position)
    } else {
      pendingFault = pendingFault ?? (reason, position)
    }
  }

  /// A row whose quotes break the grammar.
  private mutating func noteUnbalanced(
    _ bytes: PaddedBytes, _ range: Range<Int>, _ piece: BufferPiece,
    into assembler: inout OrderAssembler
  ) {
    scratch.replaceContents(with: bytes.copy(range))
    var ends: [CellEnd] = []
    let outcome = scanner.scanRow(scratch.bytes, from: 0, isEnd: true, into: &ends)
    guard case .fault(let fault, let byte, _) = outcome else {
      return noteUnreadable(
        bytes, piece, "the row cannot be read", piece.start, into: &assembler)
    }
    noteUnreadable(
      bytes, piece, fault.description, piece.start + byte, into: &assembler)
  }

  // MARK: Cells

  /// Adds a row to the order's tree.
  private mutating func add(
    _ bytes: PaddedBytes, _ row: CSVRow, into assembler: inout OrderAssembler
  ) {
    let node = builder.evaluator.tree.add(plan.rows, to: RecordTree.root, byte: row.start)
    for column in plan.mappedColumns where column < row.cells {
      guard let text = text(bytes, row, column, &assembler) else { continue }
      for target in plan.targets[column] {
        let child = builder.evaluator.tree.add(Int(target), to: node, byte: text.byte)
        builder.evaluator.tree.setText(text.range, of: child)
      }
    }
    for list in plan.lists { add(list, bytes, row, to: node, into: &assembler) }
  }

  /// The text of a cell; nil where it is blank.
  private func text(
    _ bytes: PaddedBytes, _ row: CSVRow, _ column: Int, _ assembler: inout OrderAssembler
  ) -> (range: TextRange, byte: Int)? {
    let content = CSVContent(bytes, index.ends.span, place: row.place + column)
    if content.isBlank(bytes) { return nil }
    return (content.storedText(bytes, into: &assembler), content.start)
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
