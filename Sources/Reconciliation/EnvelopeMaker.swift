internal import BasketModel
internal import DuplicateIndex
internal import ExportReading

/// Makes the envelopes of one buffer, once the records and lines before it are known.
struct EnvelopeMaker {
  /// The buffer's first record and line.
  let base: RecordPosition
  /// Offset of the buffer in its export; nil where bytes cannot be told.
  let startByte: Int?
  /// Where the buffer's bytes come from, where it was put together of pieces.
  var pieces = BufferPieces([])
  /// Paths of all exports as given.
  let exportPaths: [String]
  /// Shows records; nil where nobody asked for them.
  let mask: RecordMask?

  /// Calls `emit` for each record with findings or a duplicate id, in input order.
  func make<Failure: Error>(
    _ work: BatchWork, duplicates: [RepeatedRecord],
    emit: (Envelope) throws(Failure) -> Void
  ) throws(Failure) {
    // Once: looking at the batch through the work copies references.
    let batch = work.batch
    let text = work.buffer.text(of: batch)
    var nextFinding = 0
    var nextDuplicate = 0
    while nextFinding < work.findings.count || nextDuplicate < duplicates.count {
      let findingRecord =
        nextFinding < work.findings.count ? work.findings[nextFinding].order : .max
      let duplicateRecord =
        nextDuplicate < duplicates.count ? duplicates[nextDuplicate].record : .max
      let record = min(findingRecord, duplicateRecord)
      var known = recordFindings(batch, text, record: record)
      known.text = mask?.text(of: record, in: batch, buffer: work.buffer)
      while nextFinding < work.findings.count, work.findings[nextFinding].order == record {
        known.findings.append(absolute(work.findings[nextFinding].finding))
        nextFinding += 1
      }
      if duplicateRecord == record {
        let duplicate = duplicates[nextDuplicate]
        known.addDuplicate(of: duplicate.first, duplicate.outcome, exportPaths: exportPaths)
        nextDuplicate += 1
      }
      try emit(known.envelope(exportPaths: exportPaths))
    }
  }

  /// A record of the buffer (from 0) without findings.
  func recordFindings(
    _ batch: OrderBatch, _ text: BatchText, record: Int
  ) -> RecordFindings {
    let order = batch.orders[record]
    let position =
      pieces.isEmpty
      ? SourcePosition(
        line: base.line + Int(order.line), byte: startByte.map { $0 + Int(order.byte) })
      : pieces.origin(ofByte: Int(order.byte), line: Int(order.line)).position
    return RecordFindings(
      export: base.export, record: base.record + record, position: position,
      orderID: text.bytes(of: order.id), findings: [])
  }

  /// The finding with its place in the export instead of in the buffer.
  func absolute(_ finding: Finding) -> Finding {
    guard case .fault(var fault) = finding.details else { return finding }
    if pieces.isEmpty {
      fault.position = fault.position.advanced(byLines: base.line, bytes: startByte)
      fault.passedLines = fault.passedLines?.advanced(by: base.line)
    } else {
      let line = fault.position.line
      let origin = pieces.origin(ofByte: fault.position.byte ?? 0, line: line)
      fault.position = origin.position
      fault.passedLines = fault.passedLines?.advanced(by: origin.position.line - line)
      if origin.export != base.export { fault.exportPath = exportPaths[origin.export] }
    }
    var absolute = finding
    absolute.details = .fault(fault)
    return absolute
  }
}
