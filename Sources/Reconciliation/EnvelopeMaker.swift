internal import BasketModel
internal import DuplicateIndex
internal import ExportReading

/// Makes the envelopes of one buffer, once the records and lines before it are known.
struct EnvelopeMaker {
  /// Path of the export as given.
  let exportPath: String
  /// The buffer's first record and line.
  let base: RecordPosition
  /// Offset of the buffer in its export; nil where bytes cannot be told.
  let startByte: Int?
  /// Paths of all exports, for the first positions of duplicates.
  let exportPaths: [String]

  /// Calls `emit` for each record with findings or a duplicate id, in input order.
  func make<Failure: Error>(
    _ work: BatchWork, duplicates: [DuplicateIndex.Duplicate],
    emit: (Envelope) throws(Failure) -> Void
  ) throws(Failure) {
    // Once: looking at the batch through the work copies references.
    let batch = work.batch
    let text = work.buffer.text(of: batch)
    var nextFinding = 0
    var nextDuplicate = 0
    while nextFinding < work.findings.count || nextDuplicate < duplicates.count {
      let findingRecord = nextFinding < work.findings.count ? work.findings[nextFinding].order : .max
      let duplicateRecord =
        nextDuplicate < duplicates.count ? duplicates[nextDuplicate].record : .max
      let record = min(findingRecord, duplicateRecord)
      var findings: [Finding] = []
      while nextFinding < work.findings.count, work.findings[nextFinding].order == record {
        findings.append(absolute(work.findings[nextFinding].finding))
        nextFinding += 1
      }
      if duplicateRecord == record {
        findings.append(duplicate(duplicates[nextDuplicate]))
        nextDuplicate += 1
      }
      try emit(envelope(batch, text, record: record, findings: findings))
    }
  }

  private func envelope(
    _ batch: OrderBatch, _ text: BatchText, record: Int, findings: [Finding]
  ) -> Envelope {
    let order = batch.orders[record]
    let orderID = text.bytes(of: order.id)
    let number = base.record + record
    return Envelope(
      traceID: TraceID(exportPath: exportPath, record: number, orderID: orderID),
      orderID: orderID, exportPath: exportPath, record: number,
      position: SourcePosition(
        line: base.line + Int(order.line), byte: startByte.map { $0 + Int(order.byte) }),
      findings: findings)
  }

  /// The finding with its place in the export instead of in the buffer.
  private func absolute(_ finding: Finding) -> Finding {
    guard case .fault(var fault) = finding.details else { return finding }
    fault.position = fault.position.advanced(byLines: base.line, bytes: startByte)
    var absolute = finding
    absolute.details = .fault(fault)
    return absolute
  }

  private func duplicate(_ duplicate: DuplicateIndex.Duplicate) -> Finding {
    Finding(
      .orderIDExists,
      details: .duplicate(
        first: DuplicateOrigin(
          exportPath: exportPaths[duplicate.first.export], record: duplicate.first.record,
          line: duplicate.first.line)))
  }
}
