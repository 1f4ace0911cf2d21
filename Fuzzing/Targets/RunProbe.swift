import BasketModel
import Dispatch
import ExportReading
import OrderRules
import Reconciliation
import ReportWriting
import TestSupport

/// A whole run over one export: the report must be JSON, its numbers must balance, and neither
/// threads nor the place of the duplicate index may show.
enum RunProbe {
  static func complaint(about bytes: [UInt8]) -> String? {
    let path = ScratchFile.write(bytes, as: "export")
    let plain = outcome(path, threads: 1, memoryLimitBytes: 1 << 30)
    for line in plain where ReferenceJSON.parse(Array(line.utf8)) == nil {
      return "no JSON: \(line)"
    }
    for (threads, memory) in [(3, 1 << 30), (1, 0), (3, 0)] {
      let other = outcome(path, threads: threads, memoryLimitBytes: memory)
      if let difference = FuzzTarget.difference(
        "\(threads) threads, \(memory) bytes for the index", other, from: plain)
      {
        return difference
      }
    }
    return nil
  }

  /// The report's lines.
  private static func outcome(_ path: String, threads: Int, memoryLimitBytes: Int) -> [String] {
    let box = ResultBox()
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      box.lines = await lines(path, threads: threads, memoryLimitBytes: memoryLimitBytes)
      done.signal()
    }
    done.wait()
    return box.lines
  }

  /// Written by the one task before it signals, read after the wait.
  private final class ResultBox: @unchecked Sendable { var lines: [String] = [] }

  private static func lines(
    _ path: String, threads: Int, memoryLimitBytes: Int
  ) async -> [String] {
    let located = ExportLocator.locateWhatIsThere([path])
    var limits = ReaderProbe.limits(recordBytesMax: 256)
    limits.bufferBytes = 97
    var plan = ReconciliationPlan(
      exports: located.exports, profile: ReadingTrace.profile,
      rules: RuleContext(), threads: threads,
      limits: limits)
    plan.memoryLimitBytes = memoryLimitBytes
    var report: [UInt8] = []
    var writer = EnvelopeWriter(format: .full, language: .api)
    do {
      let summary = try await ReconciliationRun(plan).run(
        emit: { (envelope: Envelope) in writer.append(envelope, to: &report) },
        progress: { _ in })
      guard summary.balances else { return ["the numbers do not balance"] }
    } catch {
      return ["failed: \(error)"]
    }
    guard let text = String(validating: report, as: UTF8.self) else { return ["no UTF-8"] }
    return text.split(separator: "\n").map(String.init)
  }
}
