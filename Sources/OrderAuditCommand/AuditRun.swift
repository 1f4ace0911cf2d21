import BasketModel
import ExportProfiles
import ExportReading
import OrderRules
import Reconciliation
import ReportWriting

/// `check` step by step: inputs, outputs, the run, and publication in the order that makes a
/// summary mean success.
struct AuditRun {
  private let check: Check
  private let printer = StandardErrorPrinter()

  init(_ check: Check) {
    self.check = check
  }

  /// Runs to the end.
  ///
  /// - Throws: Why nothing could be published.
  func execute() async throws(CommandFailure) -> ExitStatus {
    let stop = try startDeadline()
    let located = ExportLocator.locateWhatIsThere(check.exports)
    try guardInputs(located)
    try Self.mapOutput { () throws(OutputError) in try check.output.summaryTarget?.removeOlderFile()
    }
    try requireExports(located)
    try check.run.checkTempDirectory()
    var plan = try plan(located, stop: stop)
    plan.includesRecords = check.output.includeRecord
    let report = try Self.mapOutput { () throws(OutputError) in
      ReportOutput(
        destination: try check.output.reportTarget.open(),
        writer: EnvelopeWriter(
          format: check.output.envelope, language: check.output.messages.language))
    }
    var summary = try await audit(plan, report: report)
    summary.notes += ProfileHint(plan).notes(summary)
    return try publish(summary, report: report)
  }

  // MARK: Before the run

  private func startDeadline() throws(CommandFailure) -> RunStop? {
    guard let deadline = check.run.deadline else { return nil }
    do throws(SourceError) {
      return RunStop(
        request: try ProcessWatch.request(afterSeconds: deadline.seconds),
        reason: "the deadline of \(deadline.text) passed")
    } catch {
      guard case .system(let operation, let systemError) = error else { return nil }
      throw .system(operation: operation, systemError: systemError)
    }
  }

  /// Takes the lock, once it is known to be no input, and keeps the outputs away from it.
  private func takeLock(_ outputGuard: OutputGuard) throws(CommandFailure) {
    guard let path = check.run.lock else { return }
    try outputGuard.check(.path(path), option: "--lock")
    let outputs = [check.output.reportTarget, check.output.summaryTarget].compactMap(\.self)
    if outputs.contains(.path(path)) { throw .usage("the lock and an output are one file") }
    let lock = try RunLock.take(path)
    if outputs.contains(where: { identity(of: $0) == lock }) {
      throw .usage("the lock and an output are one file")
    }
  }

  private func guardInputs(_ located: LocatedExports) throws(CommandFailure) {
    let others = [check.rules.users, check.reading.profile].compactMap(\.self)
    let outputGuard = OutputGuard(
      arguments: check.exports, exports: located.exports, others: others)
    try outputGuard.check(check.output.reportTarget, option: "--report")
    try guardSummary(outputGuard)
    try takeLock(outputGuard)
  }

  private func guardSummary(_ outputGuard: OutputGuard) throws(CommandFailure) {
    guard let summary = check.output.summaryTarget else { return }
    try outputGuard.check(summary, option: "--summary")
    let isOneFile =
      summary == check.output.reportTarget
      || identity(of: summary).map { $0 == identity(of: check.output.reportTarget) } ?? false
    if isOneFile { throw .usage("the report and the summary are one file") }
  }

  /// Which regular file a target is now, if any.
  private func identity(of target: OutputTarget) -> FileIdentity? {
    guard case .path(let path) = target, let facts = FileFacts(path: path), facts.isRegular else {
      return nil
    }
    return facts.identity
  }

  private func requireExports(_ located: LocatedExports) throws(CommandFailure) {
    guard located.exports.isEmpty, !check.run.allowEmpty else { return }
    throw .noExport(check.exports.map { "\($0): no file in this directory has an export's ending" })
  }

  private func plan(
    _ located: LocatedExports, stop: RunStop?
  ) throws(CommandFailure) -> ReconciliationPlan {
    let profile = try Self.reading("the profile", stop) { () throws(CommandFailure) in
      try check.reading.readProfile(wakeUp: stop?.request.descriptor)
    }
    let isAssumed = check.reading.profile == nil
    if isAssumed {
      try ProfileChoice(profile, format: check.reading.format).requireMatch(located.exports)
    }
    let users = try Self.reading("the user directory", stop) { () throws(CommandFailure) in
      try check.rules.readUsers(stop: stop?.request)
    }
    var plan = ReconciliationPlan(
      exports: located.exports, ignoredFiles: located.ignoredPaths, profile: profile,
      format: check.reading.format,
      rules: RuleContext(profile, zeroAmounts: check.rules.zeroAmounts, users: users),
      threads: check.run.threadCount, limits: check.run.limits,
      allowEmpty: check.run.allowEmpty, memoryLimitBytes: check.run.memoryLimit.bytes,
      temporaryDirectory: check.run.temporaryDirectory)
    plan.assumesProfile = isAssumed
    plan.stop = stop
    return plan
  }

  /// Reads what a run cannot do without; where the deadline ended that, says so.
  private static func reading<Value>(
    _ what: String, _ stop: RunStop?, _ read: () throws(CommandFailure) -> Value
  ) throws(CommandFailure) -> Value {
    do throws(CommandFailure) {
      return try read()
    } catch {
      guard let stop, stop.request.isSignalled else { throw error }
      throw .configuration(["\(stop.reason) before \(what) was read"])
    }
  }

  // MARK: The run

  private func audit(
    _ plan: ReconciliationPlan, report: ReportOutput
  ) async throws(CommandFailure) -> RunSummary {
    let run = ReconciliationRun(plan)
    var progress = progressLine(plan)
    let summary: RunSummary
    do throws(RunError<OutputError>) {
      summary = try await run.run(
        emit: { (envelope) throws(OutputError) in try report.append(envelope) },
        progress: { progress.update($0) })
    } catch {
      progress.clear()
      report.abandon()
      throw CommandFailure(error)
    }
    progress.clear()
    if !run.hasOpenedAnExport, !plan.exports.isEmpty {
      report.abandon()
      throw .noExport(reasons(summary, exports: plan.exports.count))
    }
    return summary
  }

  private func progressLine(_ plan: ReconciliationPlan) -> ProgressLine {
    let sizes = plan.exports.map { export in
      FileFacts(path: export.displayPath).flatMap { $0.isRegular ? $0.size : nil }
    }
    let totalBytes = sizes.contains(nil) ? nil : sizes.reduce(0) { $0 + ($1 ?? 0) }
    let mode: ProgressMode = check.output.quiet ? .never : check.output.progress
    return ProgressLine(
      mode: mode, printer: printer, totalBytes: totalBytes,
      mayDisturb: check.output.reportTarget == .standardOutput && StandardOutput.isTerminal)
  }

  /// Why each of the first exports could not be opened.
  private func reasons(_ summary: RunSummary, exports: Int) -> [String] {
    let reasons = summary.firstEnvelopes.map { envelope in
      guard case .export(let reason)? = envelope.findings.first?.details else {
        return envelope.exportPath
      }
      return "\(envelope.exportPath): \(reason)"
    }
    return exports > reasons.count ? reasons + ["and \(exports - reasons.count) more"] : reasons
  }

  // MARK: After the run

  private func publish(
    _ runSummary: RunSummary, report: ReportOutput
  ) throws(CommandFailure) -> ExitStatus {
    var summary = runSummary
    summary.notes += emptyDirectoryNotes
    guard summary.balances else {
      report.abandon()
      throw .unbalanced(Self.counts(summary.total))
    }
    let status = ExitStatus.choose(.audited(summary, failOn: check.run.failOn))
    let written = try Self.mapOutput { () throws(OutputError) in
      try publish(summary, report: report, status: status)
    }
    show(summary, written, status: status)
    return status
  }

  /// Makes report and summary durable first and then appear at once, the summary last.
  private func publish(
    _ summary: RunSummary, report: ReportOutput, status: ExitStatus
  ) throws(OutputError) -> ReportSummary {
    do throws(OutputError) {
      let written = try report.finish()
      let writer = SummaryWriter(
        programVersion: ProgramVersion.program, rulesVersion: ProgramVersion.rules)
      let bytes = writer.bytes(of: summary, exitStatus: Int(status.rawValue), report: written)
      let summaryOutput = try check.output.summaryTarget?.prepared(bytes)
      try report.publish(before: [summaryOutput].compactMap(\.self))
      return written
    } catch {
      report.abandon()
      throw error
    }
  }

  /// A short summary for people: on a terminal always, elsewhere only when something is wrong.
  private func show(_ summary: RunSummary, _ report: ReportSummary, status: ExitStatus) {
    guard !check.output.quiet, printer.isTerminal || status != .clean else { return }
    let path: String? = check.output.report == "-" ? nil : check.output.report
    printer.write(
      HumanSummary(
        of: summary, report: report, reportPath: path, isColored: printer.isColored
      ).bytes)
  }

  /// Directories without exports, which would otherwise go unnoticed beside others.
  private var emptyDirectoryNotes: [String] {
    check.exports.filter { argument in
      guard argument != "-", FileFacts(path: argument)?.isDirectory == true else { return false }
      return (try? ExportLocator.locate(argument).exports.isEmpty) ?? false
    }.map { "the directory \($0) holds no export" }
  }

  private static func counts(_ total: RecordCounts) -> String {
    """
    \(total.records) records, \(total.cleanOrders) clean, \(total.ordersWithErrors) with errors, \
    \(total.ordersWithWarnings) with warnings, \(total.unreadableRecords) unreadable
    """
  }

  private static func mapOutput<Result>(
    _ body: () throws(OutputError) -> Result
  ) throws(CommandFailure) -> Result {
    do throws(OutputError) {
      return try body()
    } catch {
      throw .output(error)
    }
  }
}
