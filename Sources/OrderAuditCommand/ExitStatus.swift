package import BasketModel
internal import ReportWriting

/// The statuses with which the program ends. Part of its contract: schedulers decide by them.
package enum ExitStatus: Int32, CaseIterable, Sendable {
  case clean = 0
  case findings = 1
  case incomplete = 2
  case usage = 64
  case noExport = 66
  case internalError = 70
  case cannotCreate = 73
  case inputOutput = 74
  case locked = 75
  case configuration = 78

  /// What the status means, for people.
  package var meaning: String {
    switch self {
    case .clean: "complete; nothing at or above --fail-on"
    case .findings: "complete, with findings at or above --fail-on"
    case .incomplete: "incomplete, wins over 1: export unreadable, cut or changed, or --deadline"
    case .usage: "wrong usage"
    case .noExport: "no export could be opened"
    case .internalError: "internal error; please report it"
    case .cannotCreate: "output cannot be created"
    case .inputOutput: "input or output error, such as a full disk"
    case .locked: "another run holds the lock"
    case .configuration: "bad profile, user directory or configuration"
    }
  }

  /// How a run ended.
  package enum RunEnding {
    /// The exports were audited.
    case audited(RunSummary, failOn: FailOn)
    /// The work could not be finished.
    case failed(CommandFailure)
  }

  /// The status of a run: the only place that decides.
  package static func choose(_ ending: RunEnding) -> ExitStatus {
    switch ending {
    case .audited(let summary, let failOn):
      if !summary.balances { return .internalError }
      if !summary.isComplete { return .incomplete }
      let fails = summary.total.findings.contains {
        $0.value > 0 && failOn.includes($0.key.severity)
      }
      return fails ? .findings : .clean
    case .failed(.usage): return .usage
    case .failed(.noExport): return .noExport
    case .failed(.configuration): return .configuration
    case .failed(.unbalanced): return .internalError
    case .failed(.temporaryDirectory): return .cannotCreate
    case .failed(.run), .failed(.system): return .inputOutput
    case .failed(.locked): return .locked
    case .failed(.output(let error)):
      return error.meaning == .cannotCreate ? .cannotCreate : .inputOutput
    }
  }
}

/// The least severity that makes a complete run end with status 1.
package enum FailOn: String, CaseIterable, Sendable {
  case error, warning, never

  /// Whether findings of this severity count.
  package func includes(_ severity: FindingCode.Severity) -> Bool {
    switch self {
    case .error: severity == .error
    case .warning: true
    case .never: false
    }
  }
}
