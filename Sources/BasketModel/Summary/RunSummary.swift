/// The counts of one export, or of the whole batch.
package struct RecordCounts: Sendable, Equatable {
  /// Decompressed bytes read.
  package var bytes = 0
  /// Lines, counted by their line feeds, plus a last line without one.
  package var lines = 0
  /// Records of every kind: clean, with findings and unreadable.
  package var records = 0
  /// Orders without a finding.
  package var cleanOrders = 0
  /// Readable orders with at least one error.
  package var ordersWithErrors = 0
  /// Readable orders with warnings but no error.
  package var ordersWithWarnings = 0
  /// Records that could not be read.
  package var unreadableRecords = 0
  /// Orders that the profile says are not to be audited.
  package var skippedOrders = 0
  /// Blank lines; they are no records.
  package var blankLines = 0
  /// Findings by code.
  package var findings: [FindingCode: Int] = [:]
  /// Stated amounts of orders without a finding.
  package var cleanAmounts = MoneyTotals()
  /// Stated amounts of readable orders with findings.
  package var faultyAmounts = MoneyTotals()
  /// Readable orders whose amount or currency is missing or invalid, so that no total holds them.
  package var ordersWithoutAmount = 0

  package init() {}

  /// Adds the counts of another part of the run.
  package mutating func add(_ other: RecordCounts) {
    bytes += other.bytes
    lines += other.lines
    records += other.records
    cleanOrders += other.cleanOrders
    ordersWithErrors += other.ordersWithErrors
    ordersWithWarnings += other.ordersWithWarnings
    unreadableRecords += other.unreadableRecords
    skippedOrders += other.skippedOrders
    blankLines += other.blankLines
    findings.merge(other.findings, uniquingKeysWith: +)
    cleanAmounts.add(other.cleanAmounts)
    faultyAmounts.add(other.faultyAmounts)
    ordersWithoutAmount += other.ordersWithoutAmount
  }

  /// Whether every record is accounted for: clean, with findings, unreadable or skipped; and every
  /// readable order is in one total or counted as without an amount.
  package var balances: Bool {
    let readable = cleanOrders + ordersWithErrors + ordersWithWarnings
    let totalled = [cleanAmounts, faultyAmounts].flatMap { $0.totals.values }.reduce(0) {
      $0 + $1.orders
    }
    return records == readable + unreadableRecords + skippedOrders
      && totalled + ordersWithoutAmount == readable
  }

  /// Findings by code, in the alphabetical order of the codes.
  package var findingsInCodeOrder: [(code: FindingCode, count: Int)] {
    findings.sorted { $0.key.name < $1.key.name }.map { (code: $0.key, count: $0.value) }
  }
}

/// What became of one export.
package struct ExportSummary: Sendable {
  /// Path as given.
  package var path: String
  /// `csv`, `jsonl` or `xml`.
  package var format: String
  /// `none`, `gzip` or `zstd`.
  package var compression: String
  /// The counts.
  package var counts = RecordCounts()
  /// Whether the export was read to its end.
  package var isComplete = true

  package init(path: String, format: String, compression: String) {
    self.path = path
    self.format = format
    self.compression = compression
  }
}

/// How often one rule was evaluated.
package struct RuleSummary: Sendable {
  /// The codes the rule can raise.
  package var codes: [FindingCode]
  /// Orders on which the rule was evaluated.
  package var ordersEvaluated: Int
  /// Orders on which it was not, by reason, in a fixed order.
  package var notEvaluated: [(reason: String, orders: Int)]

  package init(
    codes: [FindingCode], ordersEvaluated: Int, notEvaluated: [(reason: String, orders: Int)]
  ) {
    self.codes = codes
    self.ordersEvaluated = ordersEvaluated
    self.notEvaluated = notEvaluated
  }
}

/// What was written as the report.
package struct ReportSummary: Sendable, Equatable {
  /// Bytes written.
  package var bytes: Int
  /// Envelopes written, one line each.
  package var lines: Int
  /// SHA-256 of the report in lower-case hexadecimal.
  package var digest: String

  package init(bytes: Int, lines: Int, digest: String) {
    self.bytes = bytes
    self.lines = lines
    self.digest = digest
  }
}

/// The whole run in numbers.
package struct RunSummary: Sendable {
  /// Name of the profile.
  package var profile: String
  /// The rules in their order.
  package var rules: [RuleSummary] = []
  /// The exports in the order read.
  package var exports: [ExportSummary] = []
  /// Files of audited directories that were left out, as paths.
  package var ignoredFiles: [String] = []
  /// What a reader of the summary should know, as English sentences.
  package var notes: [String] = []
  /// The first envelopes of the run, for people.
  package var firstEnvelopes: [Envelope] = []

  package init(profile: String) {
    self.profile = profile
  }

  /// The counts over all exports.
  package var total: RecordCounts {
    var total = RecordCounts()
    for export in exports { total.add(export.counts) }
    return total
  }

  /// Whether every export was read to its end.
  package var isComplete: Bool { exports.allSatisfy(\.isComplete) }

  /// Whether all counts balance; where they do not, the fault is ours.
  package var balances: Bool { exports.allSatisfy(\.counts.balances) && total.balances }
}
