package import BasketModel
internal import DuplicateIndex
internal import ExportProfiles
internal import ExportReading
internal import Glibc
internal import OrderRules

/// One run: exports in, envelopes and a summary out. Read this file first.
///
/// The task of the run reads buffers of whole records (`ExportQueue`), child tasks turn each into
/// orders and findings (`BatchWork`), and the task of the run takes the results back in input
/// order: it gives positions their bases, asks the duplicate index, makes the envelopes and counts.
/// Nothing here depends on time, on the number of threads or on the size of the buffers.
///
/// Once the index is full, records wait on disk (`LateDecisions`) and are reported at the end, in
/// the same order and the same words.
///
/// A class, because reading and taking share it; owned by the one task that calls `run`.
package final class ReconciliationRun {
  private let plan: ReconciliationPlan
  private let exportPaths: [String]
  private var queue: ExportQueue
  private var index = DuplicateIndex()
  private var reservation: IndexReservation
  /// Tells repeats apart.
  private var repeats: RepeatedOrders
  /// What waits for the end of the run, once the index is full.
  private var late: LateDecisions?
  private var accounts: [ExportAccount] = []
  private var tally = RuleTally()
  private var envelopeCount = 0
  private var recordCount = 0
  private var firstEnvelopes: [Envelope] = []

  /// Processors that the system has in use.
  private static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Envelopes kept for the summary that people read.
  private static let firstEnvelopesMax = 5

  package init(_ plan: ReconciliationPlan) {
    reservation = IndexReservation(plan)
    self.plan = plan
    exportPaths = plan.exports.map(\.displayPath)
    queue = ExportQueue(plan)
    repeats = RepeatedOrders(
      comparesContents: plan.profile.comparesRepeats, temporaryDirectory: plan.temporaryDirectory)
  }

  /// Runs to the end. To be called once.
  ///
  /// - Parameters:
  ///   - emit: Receives the envelopes in input order.
  ///   - progress: Told after each buffer how far the run is.
  /// - Returns: The summary; `RunSummary.balances` says whether every record is accounted for.
  /// - Throws: What `emit` throws, or why the run could not go on.
  /// - Complexity: O(*n*) in bytes; memory for `threads + 2` buffers and the duplicate index, which
  ///   stays within the plan's limit.
  package func run<Failure: Error>(
    emit: (Envelope) throws(Failure) -> Void, progress: (RunProgress) -> Void
  ) async throws(RunError<Failure>) -> RunSummary {
    let rules = plan.rules
    let key = KeyedHash.Key.random()
    let comparesRepeats = plan.profile.comparesRepeats
    try await SlidingWindow(width: plan.threads, processorCount: Self.processorCount).run(
      makeWork: { BatchWork(bufferBytes: plan.limits.bufferBytes) },
      next: { queue.next($0) },
      process: { $0.process(rules: rules, key: key, comparesRepeats: comparesRepeats) },
      take: { (work) throws(RunError<Failure>) in
        try take(work, emit: emit)
        progress(currentProgress)
      })
    if let failure = queue.failure { throw .failed(RunFailure(failure)) }
    if let sample = queue.unmatched { throw .unmatched(sample) }
    try beginExport(queue.states.count, emit: emit)
    try takeLateDecisions(emit: emit, progress: progress)
    return summary
  }

  /// Whether at least one export could be opened.
  package var hasOpenedAnExport: Bool { queue.states.contains { $0.wasOpened } }

  // MARK: Results, in input order

  private func take<Failure: Error>(
    _ work: BatchWork, emit: (Envelope) throws(Failure) -> Void
  ) throws(RunError<Failure>) {
    try beginExport(work.export, emit: emit)
    let maker = EnvelopeMaker(
      base: accounts[work.export].nextRecord(export: work.export),
      startByte: accounts[work.export].bytesAreKnown ? work.startByte : nil,
      pieces: work.pieces, exportPaths: exportPaths, mask: mask(for: work))
    if try mustWait(work, emitting: Failure.self) {
      try RunError<Failure>.mapping { () throws(TemporaryFileError) in
        try late?.add(work, maker: maker, index: index)
        try repeats.add(work)
      }
      account(for: work, duplicates: [])
      return
    }
    reserveIndex(after: work)
    let duplicates = try admit(work, base: maker.base, emitting: Failure.self)
    try maker.make(work, duplicates: duplicates) { (envelope) throws(RunError<Failure>) in
      try send(envelope, of: work.export, emit: emit)
    }
    account(for: work, duplicates: duplicates)
  }

  /// Admits the ids of a buffer; returns the records whose id came before.
  private func admit<Failure: Error>(
    _ work: BatchWork, base: RecordPosition, emitting: Failure.Type
  ) throws(RunError<Failure>) -> [RepeatedRecord] {
    let firstOrdinal = index.recordCount
    let duplicates = index.admit(keys: work.keys, lines: work.recordLines, base: base)
    return try RunError<Failure>.mapping { () throws(TemporaryFileError) in
      try repeats.add(work)
      var repeated: [RepeatedRecord] = []
      for duplicate in duplicates {
        let outcome = try repeats.outcome(
          ordinal: firstOrdinal + duplicate.record, firstOrdinal: duplicate.firstOrdinal,
          isSameExport: duplicate.first.export == work.export,
          evidence: RepeatEvidence(work, record: duplicate.record))
        repeated.append(
          RepeatedRecord(record: duplicate.record, first: duplicate.first, outcome: outcome))
      }
      return repeated
    }
  }

  /// What shows the records of a buffer, where somebody asked for them.
  private func mask(for work: BatchWork) -> RecordMask? {
    guard plan.includesRecords, let layout = work.layout else { return nil }
    return RecordMask(layout: layout, profile: plan.profile)
  }

  /// Makes room for as many records as the sizes of the exports let expect.
  private func reserveIndex(after work: BatchWork) {
    let expected = reservation.guess(
      after: work, taken: queue.bytesTaken, handed: queue.bytesHanded)
    guard let expected else { return }
    index.reserve(records: expected, limit: plan.indexLimitBytes)
  }

  /// Whether the records wait for the end, because the index is full.
  private func mustWait<Failure: Error>(
    _ work: BatchWork, emitting: Failure.Type
  ) throws(RunError<Failure>) -> Bool {
    if late != nil { return true }
    if index.hasRoom(forRecords: work.classes.count, limit: plan.indexLimitBytes) { return false }
    late = try RunError<Failure>.mapping { () throws(TemporaryFileError) in
      try LateDecisions(directory: plan.temporaryDirectory, index: index)
    }
    return true
  }

  private func send<Failure: Error>(
    _ envelope: Envelope, of export: Int, emit: (Envelope) throws(Failure) -> Void
  ) throws(RunError<Failure>) {
    accounts[export].count(envelope.findings)
    if firstEnvelopes.count < Self.firstEnvelopesMax { firstEnvelopes.append(envelope) }
    envelopeCount += 1
    do throws(Failure) { try emit(envelope) } catch { throw .emit(error) }
  }

  /// Counts the records of a buffer; duplicates are errors that only this task knows of.
  private func account(for work: BatchWork, duplicates: [RepeatedRecord]) {
    var classes = work.classes
    var amounts = work.amounts
    for duplicate in duplicates {
      if classes[duplicate.record] == .clean {
        amounts.moveToFaulty(work.batch.orders[duplicate.record])
      }
      classes[duplicate.record].note(FindingCode.orderIDExists.severity)
    }
    amounts.flush()
    accounts[work.export].add(work, classes: classes, amounts: amounts)
    tally.add(work.tally)
    recordCount += classes.count
  }

  // MARK: What waited

  /// Envelopes between two reports of progress while late decisions are taken.
  private static let progressInterval = 1 << 14

  private func takeLateDecisions<Failure: Error>(
    emit: (Envelope) throws(Failure) -> Void, progress: (RunProgress) -> Void
  ) throws(RunError<Failure>) {
    guard let late else { return }
    self.late = nil
    index = DuplicateIndex()
    var decided = try RunError<Failure>.mapping { () throws(TemporaryFileError) in
      try late.decided(memoryLimit: plan.memoryLimitBytes)
    }
    while var record = try RunError<Failure>.mapping({ () throws(TemporaryFileError) in
      try decided.next()
    }) {
      if let candidate = record.candidate, let first = candidate.first,
        let firstOrdinal = candidate.firstOrdinal
      {
        let isSameExport = first.export == record.export
        let outcome = try RunError<Failure>.mapping { () throws(TemporaryFileError) in
          try repeats.outcome(
            ordinal: candidate.ordinal, firstOrdinal: firstOrdinal, isSameExport: isSameExport,
            evidence: candidate.evidence)
        }
        record.addDuplicate(of: first, outcome, exportPaths: exportPaths)
        accounts[record.export].moveToErrors(candidate)
      }
      if record.findings.isEmpty { continue }
      try send(record.envelope(exportPaths: exportPaths), of: record.export, emit: emit)
      if envelopeCount % Self.progressInterval == 0 { progress(currentProgress) }
    }
  }

  // MARK: Exports

  /// Ends all exports before `export` and begins it, where it is one.
  private func beginExport<Failure: Error>(
    _ export: Int, emit: (Envelope) throws(Failure) -> Void
  ) throws(RunError<Failure>) {
    while accounts.count <= export {
      if accounts.count > 0 { try endExport(accounts.count - 1, emit: emit) }
      guard accounts.count < queue.states.count else { return }
      accounts.append(ExportAccount(queue.states[accounts.count]))
    }
  }

  private func endExport<Failure: Error>(
    _ export: Int, emit: (Envelope) throws(Failure) -> Void
  ) throws(RunError<Failure>) {
    let state = queue.states[export]
    accounts[export].end(
      streamFindings: state.findings, bytes: state.bytes, allowEmpty: plan.allowEmpty,
      counted: plan.profile.mappings.csv?.table?.footer?.counted)
    let whole = RecordFindings(export: export, record: 0, findings: accounts[export].findings)
    if whole.findings.isEmpty { return }
    if late == nil {
      return try send(whole.envelope(exportPaths: exportPaths), of: export, emit: emit)
    }
    try RunError<Failure>.mapping { () throws(TemporaryFileError) in try late?.add(whole) }
  }

  // MARK: The whole

  private var currentProgress: RunProgress {
    RunProgress(
      bytesTaken: queue.bytesTaken, records: recordCount, envelopes: envelopeCount)
  }

  private var summary: RunSummary {
    var summary = RunSummary(profile: plan.profile.name)
    summary.rules =
      tally.summaries() + [
        RuleSummary(codes: [.orderIDExists], ordersEvaluated: readableOrders, notEvaluated: [])
      ]
    summary.exports = accounts.map(\.summary)
    summary.ignoredFiles = plan.ignoredFiles
    summary.notes =
      [stopNote, tally.priceReadingNote(for: plan.rules.itemPrice)].compactMap { $0 }
      + accounts.compactMap(idNote)
    summary.firstEnvelopes = firstEnvelopes
    return summary
  }

  /// What the stop cost, if it came.
  private var stopNote: String? {
    let brokenOff = queue.states.count { $0.wasBrokenOff }
    guard let stop = plan.stop, brokenOff > 0 else { return nil }
    return "\(stop.reason); not read to the end: \(brokenOff) of \(plan.exports.count) exports"
  }

  /// What to do about an export whose orders all lack more than their ids: it is another system's,
  /// or wrapped in something.
  private func idNote(_ account: ExportAccount) -> String? {
    let counts = account.summary.counts
    let orders = counts.records - counts.unreadableRecords - counts.skippedOrders
    guard !account.hasIDs, orders > 0, counts.findings[.missingField, default: 0] >= 2 * orders
    else { return nil }
    return
      "\(account.summary.path): no order has an id where the profile \(plan.profile.name) looks "
      + "for it; 'order-audit profiles check' says what the export lacks"
  }

  private var readableOrders: Int {
    accounts.map(\.summary.counts).reduce(0) {
      $0 + $1.records - $1.unreadableRecords - $1.skippedOrders
    }
  }
}
