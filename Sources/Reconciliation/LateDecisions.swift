internal import BasketModel
internal import DuplicateIndex
internal import ExportReading

/// The rest of a run whose ids do not fit into memory: what is known of each record waits on disk
/// until it is known which of them are duplicates.
struct LateDecisions {
  private var duplicates: LateDuplicates
  private var spool: EnvelopeSpool

  /// - Parameters:
  ///   - directory: Where the temporary file goes.
  ///   - index: The index, which is full.
  init(directory: String, index: borrowing DuplicateIndex) throws(TemporaryFileError) {
    let file = try BlockFile(directory: directory)
    duplicates = LateDuplicates(file: file, index: index)
    spool = EnvelopeSpool(file: file)
  }

  /// Keeps the records of a buffer that have findings or an id.
  mutating func add(
    _ work: BatchWork, maker: EnvelopeMaker, index: borrowing DuplicateIndex
  ) throws(TemporaryFileError) {
    let admission = try duplicates.admit(
      keys: work.keys, lines: work.recordLines, base: maker.base, index: index)
    let batch = work.batch
    let text = work.buffer.text(of: batch)
    var keys = work.keys[...]
    var known = admission.duplicates[...]
    var findings = work.findings[...]
    for record in work.classes.indices {
      let ownFindings = findings.prefix { $0.order == record }
      findings = findings[ownFindings.endIndex...]
      let isCandidate = keys.first?.record == Int32(truncatingIfNeeded: record)
      if isCandidate { keys = keys.dropFirst() }
      guard isCandidate || !ownFindings.isEmpty else { continue }
      var spooled = maker.recordFindings(batch, text, record: record)
      spooled.text = maker.mask?.text(of: record, in: batch, buffer: work.buffer)
      spooled.findings = ownFindings.map { maker.absolute($0.finding) }
      if isCandidate {
        let order = batch.orders[record]
        let duplicate = known.first.flatMap { $0.record == record ? $0 : nil }
        if duplicate != nil { known = known.dropFirst() }
        spooled.candidate = RecordFindings.Candidate(
          ordinal: admission.firstOrdinal + record, recordClass: work.classes[record],
          amount: OrderAmount(order), first: duplicate?.first,
          firstOrdinal: duplicate?.firstOrdinal,
          evidence: RepeatEvidence(work, record: record))
      }
      try spool.append(spooled)
    }
  }

  /// Keeps what is known of a whole export.
  mutating func add(_ wholeExport: RecordFindings) throws(TemporaryFileError) {
    try spool.append(wholeExport)
  }

  /// Decides.
  ///
  /// - Parameter memoryLimit: Bytes that may be used, about; the index must be gone by then.
  consuming func decided(memoryLimit: Int) throws(TemporaryFileError) -> DecidedRecords {
    // The spool ends first: what it holds in memory is a block.
    let records = spool.reader()
    return try DecidedRecords(
      records: records, duplicates: duplicates.resolved(memoryLimit: memoryLimit))
  }
}

/// What waited, in input order, with what was found out.
struct DecidedRecords {
  private var records: EnvelopeSpoolReader
  private var duplicates: LateDuplicateList
  private var nextDuplicate: LateDuplicateList.Duplicate?

  init(
    records: EnvelopeSpoolReader, duplicates: LateDuplicateList
  ) throws(TemporaryFileError) {
    self.records = records
    self.duplicates = duplicates
    nextDuplicate = try self.duplicates.next()
  }

  /// The next record, with the first position of its id where it is a duplicate; nil at the end.
  mutating func next() throws(TemporaryFileError) -> RecordFindings? {
    guard var record = try records.next() else { return nil }
    if let ordinal = record.candidate?.ordinal, let duplicate = nextDuplicate,
      duplicate.ordinal == ordinal
    {
      record.candidate?.first = duplicate.first
      record.candidate?.firstOrdinal = duplicate.firstOrdinal
      nextDuplicate = try duplicates.next()
    }
    return record
  }
}
