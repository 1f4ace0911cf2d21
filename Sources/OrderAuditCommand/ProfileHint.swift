import BasketModel
import ExportProfiles
import ExportReading
import Reconciliation

/// What to say of an export that lacks columns of the profile that was asked for, and has those of
/// a built-in one.
struct ProfileHint {
  private let plan: ReconciliationPlan

  init(_ plan: ReconciliationPlan) {
    self.plan = plan
  }

  /// A note about the first such export; none where the run has shown no such finding.
  ///
  /// - Complexity: Reads the first MiB of one export.
  func notes(_ summary: RunSummary) -> [String] {
    guard !plan.assumesProfile else { return [] }
    let path = summary.firstEnvelopes.first { envelope in
      envelope.findings.contains { [.missingColumn, .unreadableInput].contains($0.code) }
    }?.exportPath
    guard let path, let located = plan.exports.first(where: { $0.displayPath == path }),
      located.isRegularFile,
      let opened = try? OpenedExport(located, format: plan.format, readAhead: false)
    else { return [] }
    return note(ExportSample(opened)).map { [$0] } ?? []
  }

  private func note(_ sample: ExportSample) -> String? {
    let outline = ExportOutline(sample, profile: nil)
    let own = ProfileFit(
      plan.profile, format: sample.format, outline: ExportOutline(sample, profile: plan.profile),
      isFolded: true)
    let candidates = (try? ProfileCandidate.all(for: sample, outline: outline)) ?? []
    guard let best = candidates.first(where: \.canRead), best.profile.name != plan.profile.name,
      own.total == 0 || best.fit.found * own.total > own.found * best.fit.total
    else { return nil }
    let others = own.total == 0 ? "" : ", \(own.found) of the \(own.total) of \(plan.profile.name)"
    return "\(sample.displayPath) has the fields of --profile \(best.profile.name): "
      + "\(best.fit.found) of its \(best.fit.total) places are there\(others)"
  }
}
