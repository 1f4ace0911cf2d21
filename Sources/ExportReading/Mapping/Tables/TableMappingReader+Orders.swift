internal import BasketModel
internal import ExportProfiles

// The orders that rows are put together to.
extension TableMappingReader {
  mutating func begin(
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

  mutating func endOrder(_ bytes: PaddedBytes, into assembler: inout OrderAssembler) {
    guard isOpen else { return }
    isOpen = false
    if orderEnd - orderStart > limits.recordBytesMax {
      assembler.endOversizedOrder(bytes, limits)
    } else {
      builder.endOrder(bytes, into: &assembler)
    }
  }

  mutating func noteUnreadable(
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
  mutating func add(
    _ bytes: PaddedBytes, _ row: CSVRow, into assembler: inout OrderAssembler
  ) {
    let node = builder.evaluator.tree.add(plan.rows, to: RecordTree.root, byte: row.start)
    for feed in plan.feeds where feed.column < row.cells {
      guard let text = cell(bytes, row, feed.column, &assembler) else { continue }
      let child = builder.evaluator.tree.add(feed.node, to: node, byte: text.byte)
      builder.evaluator.tree.setText(text.range, of: child)
    }
    for list in plan.lists { add(list, bytes, row, to: node, into: &assembler) }
  }

  /// The text of a mapped cell, or of the one above where a blank cell means that.
  @inline(__always)
  mutating func cell(
    _ bytes: PaddedBytes, _ row: CSVRow, _ column: Int, _ assembler: inout OrderAssembler
  ) -> (range: TextRange, byte: Int)? {
    let text = text(bytes, row, column, &assembler)
    if plan.fillsDown.isEmpty || !plan.fillsDown[column] { return text }
    if let text { cellsAbove[column] = text }
    return cellsAbove[column]
  }

  /// The text of a cell; nil where it is blank.
  @inline(__always)
  func text(
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
  mutating func add(
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
