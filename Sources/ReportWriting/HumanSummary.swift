package import BasketModel

/// The short text that people read after a run, on a terminal or in cron's mail: at most 20 lines.
///
/// Every datum and every path goes through `TerminalText`, and none can make a line long.
package struct HumanSummary: Sendable {
  /// The most lines the text ever has.
  package static let maximumLines = 20

  private static let maximumCodes = 6
  private static let maximumOrders = 5
  private static let maximumIncompleteExports = 2
  private static let maximumNotes = 1

  private let summary: RunSummary
  private let report: ReportSummary?
  private let reportPath: String?
  private let isColored: Bool

  /// - Parameters:
  ///   - summary: The run in numbers; its first envelopes are shown.
  ///   - report: What was written as the report; nil where there is none.
  ///   - reportPath: Where the report is; nil for standard output.
  ///   - isColored: Whether severities are coloured.
  package init(
    of summary: RunSummary, report: ReportSummary?, reportPath: String?, isColored: Bool
  ) {
    self.summary = summary
    self.report = report
    self.reportPath = reportPath
    self.isColored = isColored
  }

  /// The text: whole lines of valid UTF-8.
  ///
  /// - Complexity: O(exports + codes); what is shown is bounded.
  package var bytes: [UInt8] {
    var output: [UInt8] = []
    let total = summary.total
    appendHeadline(total, to: &output)
    appendIncompleteExports(to: &output)
    appendCodes(total, to: &output)
    appendOrders(to: &output)
    appendNotes(to: &output)
    appendReport(to: &output)
    return output
  }

  private func appendHeadline(_ total: RecordCounts, to output: inout [UInt8]) {
    let exports = Self.counted(summary.exports.count, "export")
    let records = Self.counted(total.records, "record")
    var parts = ["\(total.cleanOrders) clean"]
    if total.ordersWithErrors > 0 { parts.append("\(total.ordersWithErrors) with errors") }
    if total.ordersWithWarnings > 0 { parts.append("\(total.ordersWithWarnings) with warnings") }
    if total.unreadableRecords > 0 { parts.append("\(total.unreadableRecords) unreadable") }
    if total.skippedOrders > 0 { parts.append("\(total.skippedOrders) skipped") }
    let size = ByteCount.text(of: total.bytes)
    append("\(exports), \(records), \(size): \(parts.joined(separator: ", "))\n", to: &output)
  }

  private func appendIncompleteExports(to output: inout [UInt8]) {
    let incomplete = summary.exports.filter { !$0.isComplete }
    for export in incomplete.prefix(Self.maximumIncompleteExports) {
      append("incomplete: ", to: &output)
      TerminalText.append(export.path, limit: FindingLine.maximumPathBytes, to: &output)
      append("\n", to: &output)
    }
    appendMore(incomplete.count - Self.maximumIncompleteExports, "incomplete export", to: &output)
  }

  /// The codes with the most findings; those with equally many by name.
  private func appendCodes(_ total: RecordCounts, to output: inout [UInt8]) {
    let codes = total.findingsInCodeOrder.enumerated()
      .sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
      .map(\.element)
    let shown = codes.prefix(Self.maximumCodes)
    let width = shown.map { String($0.count).count }.max() ?? 0
    for (code, count) in shown {
      let digits = String(count)
      append(String(repeating: " ", count: 2 + width - digits.count), to: &output)
      append("\(digits) \(code.name)", to: &output)
      if code.severity == .warning { append(" (warning)", to: &output) }
      append("\n", to: &output)
    }
    appendMore(codes.count - shown.count, "code", to: &output)
  }

  private func appendOrders(to output: inout [UInt8]) {
    for envelope in summary.firstEnvelopes.prefix(Self.maximumOrders) {
      FindingLine.append(envelope, isColored: isColored, to: &output)
    }
    guard let report, !summary.firstEnvelopes.isEmpty else { return }
    let shown = min(summary.firstEnvelopes.count, Self.maximumOrders)
    appendMore(report.lines - shown, "envelope", to: &output)
  }

  private func appendNotes(to output: inout [UInt8]) {
    for note in summary.notes.prefix(Self.maximumNotes) {
      append("note: ", to: &output)
      TerminalText.append(note, limit: FindingLine.maximumPathBytes, to: &output)
      append("\n", to: &output)
    }
    appendMore(summary.notes.count - Self.maximumNotes, "note", to: &output)
  }

  private func appendReport(to output: inout [UInt8]) {
    guard let report else { return }
    append("report: ", to: &output)
    let place = reportPath ?? "standard output"
    TerminalText.append(place, limit: FindingLine.maximumPathBytes, to: &output)
    let lines = Self.counted(report.lines, "line")
    append(" (\(lines), \(ByteCount.text(of: report.bytes)))\n", to: &output)
  }

  /// Says how many things are not shown, if any.
  private func appendMore(
    _ count: Int, _ noun: String, to output: inout [UInt8]
  ) {
    guard count > 0 else { return }
    append("  and \(count) more \(noun)\(count == 1 ? "" : "s")\n", to: &output)
  }

  private func append(_ text: String, to output: inout [UInt8]) {
    output.append(contentsOf: text.utf8)
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
