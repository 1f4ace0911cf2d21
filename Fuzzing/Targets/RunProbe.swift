import BasketModel
import Dispatch
import ExportProfiles
import ExportReading
import OrderRules
import Reconciliation
import ReportWriting
import TestSupport

/// A whole run over one export: the report must be JSON, its numbers must balance, and neither
/// threads nor the place of the duplicate index may show.
enum RunProbe {
  /// So small that short inputs reach them.
  static var smallLimits: ReadLimits {
    var limits = ReaderProbe.limits(recordBytesMax: 256)
    limits.bufferBytes = 97
    return limits
  }

  static func complaint(
    about bytes: [UInt8], profile: Profile = ReadingTrace.profile,
    limits: ReadLimits = smallLimits, scratchName: String = "export"
  ) -> String? {
    let path = ScratchFile.write(bytes, as: scratchName)
    var plan = ReconciliationPlan(
      exports: ExportLocator.locateWhatIsThere([path]).exports, profile: profile,
      rules: RuleContext(), threads: 1, limits: limits)
    let plain = outcome(plan)
    for line in plain where ReferenceJSON.parse(Array(line.utf8)) == nil {
      return "no JSON: \(line)"
    }
    for (threads, memory) in [(3, 1 << 30), (1, 0), (3, 0)] {
      plan.threads = threads
      plan.memoryLimitBytes = memory
      let other = outcome(plan)
      if let difference = FuzzTarget.difference(
        "\(threads) threads, \(memory) bytes for the index", other, from: plain)
      {
        return difference
      }
    }
    return nil
  }

  /// The report's lines.
  private static func outcome(_ plan: ReconciliationPlan) -> [String] {
    let box = ResultBox()
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      box.lines = await lines(plan)
      done.signal()
    }
    done.wait()
    return box.lines
  }

  /// Written by the one task before it signals, read after the wait.
  private final class ResultBox: @unchecked Sendable { var lines: [String] = [] }

  private static func lines(_ plan: ReconciliationPlan) async -> [String] {
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
