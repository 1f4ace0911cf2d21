import BasketModel
import ExportProfiles
import ExportReading
import Foundation
import OrderRules
import Reconciliation
import ReportWriting
import TestSupport
import Testing

/// What one run gave.
struct RunResult {
  var report: String
  var summary: RunSummary
  var hasOpenedAnExport: Bool

  var lines: [Substring] { report.split(separator: "\n") }
  var codes: [String: Int] {
    Dictionary(uniqueKeysWithValues: summary.total.findings.map { ($0.key.name, $0.value) })
  }
  /// Everything of the summary that must not depend on threads or buffers.
  var counts: String {
    summary.exports.map { "\($0.path) \($0.format) \($0.isComplete) \(describe($0.counts))" }
      .joined(separator: "\n")
      + summary.rules.map { "\($0.codes.map(\.name)) \($0.ordersEvaluated) \($0.notEvaluated)" }
      .joined()
  }

  private func describe(_ counts: RecordCounts) -> String {
    let findings = counts.findingsInCodeOrder.map { "\($0.code.name)=\($0.count)" }
    let totals = [counts.cleanAmounts, counts.faultyAmounts].map { totals in
      totals.inCodeOrder.map { "\($0.currency.code) \($0.total)" }
    }
    return "\(counts.bytes) \(counts.lines) \(counts.records) \(counts.cleanOrders) "
      + "\(counts.ordersWithErrors) \(counts.ordersWithWarnings) \(counts.unreadableRecords) "
      + "\(counts.blankLines) \(counts.ordersWithoutAmount) \(findings) \(totals)"
  }
}

/// A folder of exports for one test.
final class ExportFolder {
  private let url = FileManager.default.temporaryDirectory.appending(
    path: "run-" + UUID().uuidString)

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// What the folder holds.
  func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: url.path) }

  func path(_ name: String) -> String { url.appending(path: name).path }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: url.appending(path: name))
  }

  /// Runs over files of the folder; the report names them without the folder.
  func run(
    _ names: [String], threads: Int = 1, bufferBytes: Int = 512 << 10, allowEmpty: Bool = false,
    missing: String? = nil, memoryLimit: Int = 1 << 30, temporaryDirectory: String? = nil,
    limits: ReadLimits = ReadLimits(), profile yaml: String? = nil, stopAfter buffers: Int? = nil,
    whileReading: () -> Void = {}
  ) async throws -> RunResult {
    var limits = limits
    limits.bufferBytes = bufferBytes
    let located = try ExportLocator.locate(names.map(path)).exports
    if let missing { try FileManager.default.removeItem(atPath: path(missing)) }
    let request = try StopRequest()
    if buffers == 0 { request.signal() }
    let profile =
      try yaml.map { try ProfileReader.profile(fromYAML: Array($0.utf8), source: "test") }
      ?? BuiltInProfiles.profile(named: "akinon")
    let plan = ReconciliationPlan(
      exports: located, profile: profile, rules: RuleContext(),
      threads: threads, limits: limits, allowEmpty: allowEmpty,
      memoryLimitBytes: memoryLimit, temporaryDirectory: temporaryDirectory ?? url.path,
      stop: RunStop(request: request, reason: "the test was over"))
    let run = ReconciliationRun(plan)
    var writer = EnvelopeWriter(format: .full, language: .api)
    var output: [UInt8] = []
    var buffersTaken = 0
    let summary = try await run.run(
      emit: { (envelope) throws(CancellationError) in writer.append(envelope, to: &output) },
      progress: { _ in
        whileReading()
        buffersTaken += 1
        if buffersTaken == buffers { request.signal() }
      })
    #expect(summary.balances)
    let report = String(decoding: output, as: UTF8.self).replacing(url.path + "/", with: "")
    return RunResult(report: report, summary: summary, hasOpenedAnExport: run.hasOpenedAnExport)
  }
}

@Suite struct ReconciliationRunTests {
  private static func order(_ id: String, amount: String = "1") -> String {
    #"{"order_id":"\#(id)","amount":\#(amount),"basket":{"total_product_amount":1,"#
      + #""total_discount_amount":0,"total_amount":1,"basket_items":[{"price":1}]}}"# + "\n"
  }

  /// The key of the duplicate index is new in each run, so equal reports do not depend on it
  /// either.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func reportsTheSameWithAnyThreadsAndBuffers(_ seed: UInt64) async throws {
    let folder = try ExportFolder()
    var exports = MessyExports(seed: seed)
    let names = ["a.csv", "b.jsonl", "c.csv", "d.jsonl"]
    for name in names {
      try folder.write(name, name.hasSuffix("csv") ? exports.csv() : exports.jsonLines())
    }
    let first = try await folder.run(names)
    #expect(first.lines.count > 400)
    for code in ["MALFORMED_RECORD", "ORDER_ID_EXISTS", "AMOUNTS_DONT_MATCH", "MISSING_FIELD"] {
      #expect(first.codes[code, default: 0] > 0, "\(code)")
    }
    for threads in [1, 2, 4, 16] {
      for bufferBytes in [16, 100, 1000, 7777, 1 << 20] {
        let other = try await folder.run(names, threads: threads, bufferBytes: bufferBytes)
        let difference = zip(other.lines, first.lines).first { $0 != $1 }
        #expect(
          other.lines.count == first.lines.count && difference == nil,
          "\(threads) threads, buffers of \(bufferBytes) bytes: \(difference.map { "\($0)" } ?? "")"
        )
        #expect(other.counts == first.counts, "\(threads) threads, buffers of \(bufferBytes) bytes")
      }
    }
  }

  @Test func countsWhatTheExportsHold() async throws {
    let folder = try ExportFolder()
    let text = Self.order("A") + "\n" + Self.order("B", amount: "2") + "x\n" + Self.order("A")
    try folder.write("a.jsonl", Array(text.utf8))
    let result = try await folder.run(["a.jsonl"])
    let counts = result.summary.total
    #expect(counts.records == 4 && counts.cleanOrders == 1 && counts.ordersWithErrors == 2)
    #expect(counts.unreadableRecords == 1 && counts.blankLines == 1 && counts.lines == 5)
    #expect(counts.bytes == text.utf8.count)
    #expect(result.codes == ["AMOUNTS_DONT_MATCH": 1, "MALFORMED_RECORD": 1, "ORDER_ID_EXISTS": 1])
    #expect(counts.cleanAmounts.inCodeOrder.map(\.total.minorUnits) == [100])
    #expect(counts.faultyAmounts.inCodeOrder.map(\.total.minorUnits) == [300])
    #expect(result.summary.isComplete)
  }

  @Test(arguments: [1, 4]) func pointsToTheFirstOrderOfAnID(_ threads: Int) async throws {
    let folder = try ExportFolder()
    try folder.write("a.jsonl", Array(("\n" + Self.order("A") + Self.order("B")).utf8))
    try folder.write("b.jsonl", Array((Self.order("C") + Self.order("A")).utf8))
    try folder.write("c.jsonl", Array((Self.order("C") + Self.order("A") + "\n").utf8))
    let result = try await folder.run(["a.jsonl", "b.jsonl", "c.jsonl"], threads: threads)
    #expect(result.lines.count == 3)
    let firstA = #""first":{"export":"a.jsonl","record":1,"line":2}"#
    let firstC = #""first":{"export":"b.jsonl","record":1,"line":1}"#
    for (line, part) in zip(
      result.lines,
      [
        #""export":"b.jsonl","record":2"#, #""export":"c.jsonl","record":1"#,
        #""export":"c.jsonl","record":2"#,
      ])
    {
      #expect(line.contains(part))
    }
    for (line, first) in zip(result.lines, [firstA, firstC, firstA]) {
      #expect(line.contains(first))
    }
  }

  /// Envelopes about whole exports come after their export's records, exports in the order given.
  @Test(arguments: [1, 2, 16]) func keepsTheOrderOfExports(_ threads: Int) async throws {
    let folder = try ExportFolder()
    try folder.write("z.jsonl", Array((Self.order("A", amount: "2") + "{\"order_id\":\"").utf8))
    try folder.write("empty.jsonl", [])
    try folder.write("gone.jsonl", [0x0A])
    try folder.write("header.csv", Array("order_id,amount\n1,1\n".utf8))
    try folder.write("blank.csv", Array("\n\n".utf8))
    try folder.write("a.jsonl", Array(Self.order("B", amount: "2").utf8))
    let names = [
      "z.jsonl", "empty.jsonl", "gone.jsonl", "z.jsonl", "header.csv", "blank.csv", "a.jsonl",
    ]
    let result = try await folder.run(names, threads: threads, missing: "gone.jsonl")
    let expected = [
      ("z.jsonl", "AMOUNTS_DONT_MATCH"), ("z.jsonl", "MALFORMED_RECORD"),
      ("z.jsonl", "TRUNCATED_INPUT"),
      ("empty.jsonl", "EMPTY_INPUT"), ("gone.jsonl", "UNREADABLE_INPUT"),
      ("z.jsonl", "REPEATED_EXPORT"),
      ("header.csv", "UNREADABLE_INPUT"), ("blank.csv", "EMPTY_INPUT"),
      ("a.jsonl", "AMOUNTS_DONT_MATCH"),
    ]
    #expect(result.lines.count == expected.count)
    for (line, (export, code)) in zip(result.lines, expected) {
      #expect(line.contains("\"export\":\"\(export)\"") && line.contains("\"\(code)\""), "\(line)")
    }
    #expect(
      result.summary.exports.map(\.isComplete) == [false, true, false, true, false, true, true])
    #expect(result.hasOpenedAnExport)
  }

  /// Compressed exports are opened ahead of their turn, which nothing of the report shows.
  @Test func reportsTheSameOfCompressedExports() async throws {
    let folder = try ExportFolder()
    var exports = MessyExports(seed: 4)
    var names: [String] = []
    for number in 0..<9 {
      let name = "\(number).jsonl" + (number % 3 == 2 ? "" : ".gz")
      let bytes = exports.jsonLines()
      try folder.write(name, number % 3 == 2 ? bytes : gzipMember(bytes))
      names.append(name)
    }
    // Damaged, cut, empty, gone, and one a second time.
    var damaged = try gzipMember(exports.jsonLines())
    damaged[damaged.count - 6] ^= 1
    try folder.write("damaged.jsonl.gz", damaged)
    try folder.write("cut.jsonl.gz", Array(damaged.prefix(damaged.count / 2)))
    try folder.write("empty.jsonl.gz", [])
    names += ["damaged.jsonl.gz", "cut.jsonl.gz", "empty.jsonl.gz", "gone.jsonl.gz"]
    names += [names[3], "last.jsonl.zst"]
    try folder.write("last.jsonl.zst", zstandardFrame(exports.jsonLines()))
    try folder.write("gone.jsonl.gz", gzipMember([0x0A]))
    let first = try await folder.run(names, missing: "gone.jsonl.gz")
    for (code, count) in [("UNREADABLE_INPUT", 2), ("TRUNCATED_INPUT", 1), ("REPEATED_EXPORT", 1)] {
      #expect(first.codes[code, default: 0] >= count, "\(code)")
    }
    for threads in [2, 3, 16] {
      try folder.write("gone.jsonl.gz", gzipMember([0x0A]))
      let other = try await folder.run(names, threads: threads, missing: "gone.jsonl.gz")
      #expect(other.lines == first.lines, "\(threads) threads")
      #expect(other.counts == first.counts, "\(threads) threads")
    }
  }

  /// However early it is stopped, a run reports whole records only, and what it did not read.
  @Test(arguments: [1, 4]) func canBeStopped(_ threads: Int) async throws {
    let folder = try ExportFolder()
    var exports = MessyExports(seed: 5)
    let names = ["a.csv", "b.jsonl", "c.csv", "d.jsonl.gz"]
    try folder.write(names[0], exports.csv())
    try folder.write(names[1], exports.jsonLines())
    try folder.write(names[2], exports.csv())
    try folder.write(names[3], gzipMember(exports.jsonLines()))
    let whole = try await folder.run(names, bufferBytes: 4000)
    #expect(whole.summary.notes.isEmpty)
    for buffers in [0, 1, 2, 5, 10, 20, 30] {
      let stopped = try await folder.run(
        names, threads: threads, bufferBytes: 4000, stopAfter: buffers)
      let marked = stopped.lines.filter { $0.contains("the test was over before the export was") }
      let cut = stopped.summary.exports.count { !$0.isComplete }
      #expect(marked.count == cut && cut > 0, "stopped after \(buffers)")
      #expect(stopped.summary.notes.count == 1)
      let records = stopped.lines.filter { !marked.contains($0) }
      #expect(records.count < whole.lines.count)
      #expect(records.allSatisfy(Set(whole.lines).contains), "stopped after \(buffers)")
      #expect(stopped.summary.total.bytes < whole.summary.total.bytes)
    }
  }

  @Test func acceptsEmptyExportsWhereAllowed() async throws {
    let folder = try ExportFolder()
    try folder.write("a.jsonl", [0x0A, 0x0A])
    let strict = try await folder.run(["a.jsonl"])
    #expect(strict.codes == ["EMPTY_INPUT": 1])
    #expect(strict.summary.total.blankLines == 2)
    let lenient = try await folder.run(["a.jsonl"], allowEmpty: true)
    #expect(lenient.lines.isEmpty)
  }

  @Test func saysThatNothingCouldBeOpened() async throws {
    let folder = try ExportFolder()
    try folder.write("a.jsonl", [0x0A])
    let result = try await folder.run(["a.jsonl"], missing: "a.jsonl")
    #expect(!result.hasOpenedAnExport && !result.summary.isComplete)
    #expect(result.codes == ["UNREADABLE_INPUT": 1])
  }
}
