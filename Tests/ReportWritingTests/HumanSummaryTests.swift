import BasketModel
import ReportWriting
import Testing

@Suite struct HumanSummaryTests {
  private let report = ReportSummary(bytes: 8113, lines: 23, digest: "")

  private func lines(
    _ summary: RunSummary, report: ReportSummary? = nil, path: String? = nil,
    isColored: Bool = false
  ) -> [String] {
    let text = HumanSummary(of: summary, report: report, reportPath: path, isColored: isColored)
      .bytes.text
    #expect(text.hasSuffix("\n"))
    return text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private func summary(_ envelopes: [Envelope]) -> RunSummary {
    var summary = RunSummary(profile: "akinon")
    var export = ExportSummary(path: "night.csv", format: "csv", compression: "none")
    export.counts.bytes = 605_290_000
    export.counts.records = 100
    export.counts.cleanOrders = 77
    export.counts.ordersWithErrors = 20
    export.counts.ordersWithWarnings = 2
    export.counts.unreadableRecords = 1
    export.counts.findings = [
      Sample.itemPriceMismatch: 2, Sample.totalAmount: 19, Sample.orderIDExists: 2,
    ]
    summary.exports = [export]
    summary.firstEnvelopes = envelopes
    return summary
  }

  @Test func wholeText() {
    let envelope = Sample.envelope([Sample.wrongTotal, Sample.wrongTotal])
    #expect(
      lines(summary([envelope]), report: report, path: "out/report.jsonl") == [
        "1 export, 100 records, 605.2 MB: 77 clean, 20 with errors, 2 with warnings, 1 unreadable",
        "  19 INVALID_TOTAL_AMOUNT",
        "   2 ITEM_PRICE_MISMATCH (warning)",
        "   2 ORDER_ID_EXISTS",
        "night.csv:37: error: INVALID_TOTAL_AMOUNT order 1043: stated 59.90 TRY, "
          + "computed 54.90 TRY, difference 5.00 TRY (and 1 more)",
        "  and 22 more envelopes",
        "report: out/report.jsonl (23 lines, 8.1 kB)",
      ])
  }

  static let details: [(String, Finding, String)] = [
    (
      "stated",
      Finding(
        Sample.amountValue, argument: FieldPath(.amount), details: .stated(0, Sample.money)),
      "night.csv:37: error: INVALID_AMOUNT_VALUE order 1043: amount: stated 0.00 TRY"
    ),
    (
      "fault, at its own line",
      Finding(
        Sample.malformedRecord,
        details: .fault(
          ReadingFault(
            reason: "no amount", position: SourcePosition(line: 39, byte: 1),
            value: [0x1B, 0x32]))),
      #"night.csv:39: error: MALFORMED_RECORD order 1043: no amount: \u{1b}2"#
    ),
    (
      "duplicate",
      Finding(
        Sample.orderIDExists,
        details: .duplicate(first: DuplicateOrigin(exportPath: "a.csv", record: 2, line: 3))),
      "night.csv:37: error: ORDER_ID_EXISTS order 1043: first at a.csv:3"
    ),
    (
      "no details", Finding(Sample.itemPriceMismatch, details: .none),
      "night.csv:37: warning: ITEM_PRICE_MISMATCH order 1043: Wrong"
    ),
    (
      "unknown currency",
      Finding(
        Sample.amountValue, details: .stated(7, MoneyContext(currency: .unknown, scale: 0))),
      "night.csv:37: error: INVALID_AMOUNT_VALUE order 1043: stated 7"
    ),
  ]

  @Test(arguments: details.indices)
  func orderLine(_ index: Int) {
    let (name, finding, line) = Self.details[index]
    #expect(lines(summary([Sample.envelope([finding])])).last == line, "\(name)")
  }

  @Test func wholeExport() {
    var envelope = Sample.envelope([
      Finding(Sample.unreadableInput, details: .export(reason: "a DOCTYPE"))
    ])
    (envelope.orderID, envelope.record, envelope.position) = (nil, nil, nil)
    #expect(
      lines(summary([envelope])).last == "night.csv: error: UNREADABLE_INPUT: a DOCTYPE")
  }

  @Test func color() {
    let text = lines(summary([Sample.envelope([Sample.wrongTotal])]), isColored: true).last ?? ""
    #expect(text.contains(": \u{1B}[1;31merror\u{1B}[0m: "))
    #expect(!text.replacing("\u{1B}[1;31merror\u{1B}[0m", with: "").contains("\u{1B}"))
  }

  @Test("never more than 20 lines, and none long, whatever there is to say")
  func bounded() {
    let hostile = String(repeating: "\n\u{1B}[2J\u{202E}", count: 1000)
    let fault = ReadingFault(
      reason: hostile, position: SourcePosition(line: 1, byte: 0), value: [UInt8](hostile.utf8))
    let envelope = Sample.envelope(
      [Finding(Sample.malformedRecord, details: .fault(fault))], orderID: hostile, export: hostile)
    var summary = summary(Array(repeating: envelope, count: 30))
    summary.exports = Array(repeating: summary.exports[0], count: 30)
    for index in summary.exports.indices {
      summary.exports[index].isComplete = false
      summary.exports[index].path = hostile
      summary.exports[index].counts.findings[Sample.code("CODE_\(index)")] = 1
    }
    summary.notes = Array(repeating: hostile, count: 30)
    let lines = lines(summary, report: report, path: hostile)
    #expect(lines.count == HumanSummary.maximumLines)
    #expect(lines.allSatisfy { $0.utf8.count < 4000 })
    #expect(lines.allSatisfy { !$0.contains("\u{1B}") && !$0.unicodeScalars.contains("\u{202E}") })
  }

  @Test func nothingWrong() {
    var summary = RunSummary(profile: "akinon")
    summary.exports = [ExportSummary(path: "a.csv", format: "csv", compression: "none")]
    summary.exports[0].counts.bytes = 1
    let report = ReportSummary(bytes: 0, lines: 0, digest: "")
    #expect(
      lines(summary, report: report) == [
        "1 export, 0 records, 1 byte: 0 clean", "report: standard output (0 lines, 0 bytes)",
      ])
  }

  @Test(
    arguments: [
      (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (999_999, "999.9 kB"),
      (1_000_000, "1.0 MB"), (605_290_000, "605.2 MB"), (Int.max, "9223.3 PB"),
    ])
  func sizes(_ bytes: Int, _ text: String) {
    #expect(ByteCount.text(of: bytes) == text)
  }
}
