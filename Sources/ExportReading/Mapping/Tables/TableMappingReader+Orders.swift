internal import BasketModel
internal import ExportProfiles

// The orders that rows are put together to.
extension TableMappingReader {
  mutating func begin(
    _ bytes: PaddedBytes, _ row: CSVRow, into assembler: inout OrderAssembler
  ) {
    isOpen = true
    rowFiller.beginOrder()
    orderStart = row.start
    key.removeAll(keepingCapacity: true)
    for column in plan.keyColumns { key.append(rows.content(bytes, row, column)) }
    assembler.beginOrder(byte: row.start, line: row.line)
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
      bytes, rows.index.ends.span, row, idColumn: plan.keyColumns[0], faultByte: faultByte)
    let position = assembler.addUnreadableRecord(
      bytes, byte: row.start, line: row.line, id: .absent, reason: reason,
      faultByte: faultByte, lines: row.lines)
    if let id {
      if isOpen, plan.key.areSameID(bytes, id, key[0]) {
        assembler.noteUnreadableRows(reason: reason, position: position)
      }
      pendingFault = (id, reason, position)
    }
    unreadableRows += 1
    if unreadableRows >= CSVGroup.unreadableRowsMax { endOrder(bytes, into: &assembler) }
  }
}
