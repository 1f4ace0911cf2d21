internal import BasketModel
internal import ExportProfiles
internal import ExportReading

/// What is known of one export while its buffers come back: the bases for positions, and the
/// counts.
struct ExportAccount {
  /// The counts and what describes the export.
  private(set) var summary: ExportSummary
  /// Findings about the export as a whole, in the order found.
  private(set) var findings: [Finding] = []
  /// Lines before the next buffer.
  private(set) var lines: Int
  /// Whether bytes of the export are bytes of the file, so that positions can name them.
  let bytesAreKnown: Bool
  /// Whether the export's orders are put together of pieces.
  private let isGathered: Bool
  /// Whether it has rows, which may be parts of other exports' orders.
  private let hasPieces: Bool
  /// Whether some record has an id.
  private(set) var hasIDs = false
  /// Rows, and what the export says that it holds.
  private var rows: Int
  private var statedCount: Int?

  init(_ state: ExportQueue.State) {
    summary = state.summary
    summary.counts.lines = state.preambleLines + state.gathered.lines
    summary.counts.blankLines = state.preambleBlankLines + state.gathered.blankLines
    lines = state.preambleLines
    isGathered = state.isGathered
    hasPieces = state.gathered.pieces > 0
    rows = state.gathered.pieces
    statedCount = state.gathered.stated
    bytesAreKnown = state.bytesAreKnown
  }

  /// The number of the next buffer's first record, from 1, and its line, from 1.
  func nextRecord(export: Int) -> RecordPosition {
    // Lines of what was gathered are known as they are.
    RecordPosition(
      export: export, record: summary.counts.records + 1, line: isGathered ? 0 : lines + 1)
  }

  /// Adds what one buffer counted.
  mutating func add(_ work: BatchWork, classes: [RecordClass], amounts: BatchAmounts) {
    for recordClass in classes {
      switch recordClass {
      case .clean: summary.counts.cleanOrders += 1
      case .warnings: summary.counts.ordersWithWarnings += 1
      case .errors: summary.counts.ordersWithErrors += 1
      case .unreadable: summary.counts.unreadableRecords += 1
      case .skipped: summary.counts.skippedOrders += 1
      }
    }
    if !work.keys.isEmpty { hasIDs = true }
    summary.counts.records += classes.count
    summary.counts.cleanAmounts.add(amounts.clean)
    summary.counts.faultyAmounts.add(amounts.faulty)
    summary.counts.ordersWithoutAmount += amounts.ordersWithoutAmount
    // Lines that were gathered were counted then.
    if work.pieces.isEmpty {
      rows += work.batch.rowCount
      statedCount = work.batch.statedCount ?? statedCount
      summary.counts.blankLines += work.batch.blankLineCount
      summary.counts.lines += work.batch.lineCount
      lines += work.batch.lineCount
    }
    findings += work.batch.exportFindings
  }

  /// Counts an order that was added as something else as one with errors.
  mutating func moveToErrors(_ order: RecordFindings.Candidate) {
    switch order.recordClass {
    case .clean: summary.counts.cleanOrders -= 1
    case .warnings: summary.counts.ordersWithWarnings -= 1
    case .errors, .unreadable, .skipped: return
    }
    summary.counts.ordersWithErrors += 1
    guard order.recordClass == .clean, let amount = order.amount else { return }
    summary.counts.cleanAmounts.subtract(amount)
    summary.counts.faultyAmounts.add(amount.total, currency: amount.currency)
  }

  /// Counts findings that were reported.
  mutating func count(_ findings: [Finding]) {
    for finding in findings { summary.counts.findings[finding.code, default: 0] += 1 }
  }

  /// Ends the export: what the stream found, and whether it holds no record.
  ///
  /// - Parameters:
  ///   - bytes: Decompressed bytes of the export.
  ///   - counted: What the export says the number of; nil where it does not.
  mutating func end(
    streamFindings: [Finding], bytes: Int, allowEmpty: Bool, counted: TableFooter.Counted?
  ) {
    summary.counts.bytes = bytes
    // What ends an export early is told once, whoever found it first.
    for finding in streamFindings where !findings.contains(where: { $0.code == finding.code }) {
      findings.append(finding)
    }
    if summary.counts.records == 0, !hasPieces, findings.isEmpty, !allowEmpty {
      findings.append(Finding(.emptyInput, details: .export(reason: "no record in \(bytes) bytes")))
    }
    if let counted, let statedCount {
      let count = counted == .rows ? rows : summary.counts.records
      if count != statedCount {
        let reason =
          "the export says that it holds \(statedCount) \(counted.rawValue); it holds \(count)"
        findings.append(Finding(.countMismatch, details: .export(reason: reason)))
      }
    }
    summary.isComplete = !findings.contains { $0.code.meansIncomplete }
  }
}
