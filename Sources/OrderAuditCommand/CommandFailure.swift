internal import ExportReading
package import Reconciliation
package import ReportWriting

/// Why the program could not finish its work. Never about what an export holds: that is a finding.
package enum CommandFailure: Error {
  /// The command line asks for something that cannot be done.
  case usage(String)
  /// No export could be opened; one sentence part for each reason.
  case noExport([String])
  /// A report, a summary or another output could not be written.
  case output(OutputError)
  /// The directory for temporary files cannot be used.
  case temporaryDirectory(path: String, systemError: Int32)
  /// The run could not go on.
  case run(RunFailure)
  /// A profile or a user directory cannot be used; what is said, line by line.
  case configuration([String])
  /// Another run holds the lock; what it says about itself, if anything.
  case locked(path: String, holder: String?)
  /// A thread, a timer or a descriptor that the program needs cannot be had.
  case system(operation: String, systemError: Int32)
  /// The counts of the run do not balance: a fault of the program.
  case unbalanced(String)

  /// What is said on standard error, line by line. A line feed inside of a line is one of a file's
  /// name or an argument.
  package var lines: [String] {
    switch self {
    case .usage(let text): [text]
    case .configuration(let lines): lines
    case .noExport(let reasons): ["no export could be opened"] + reasons.map { "  \($0)" }
    case .output(let error): [error.description]
    case .temporaryDirectory(let path, let systemError):
      ["cannot use \(path) for temporary files: \(SystemErrorText.text(systemError))"]
    case .run(let failure): [failure.message]
    case .locked(let path, let holder):
      ["another run holds the lock \(path)\(holder.map { " (\($0))" } ?? "")"]
    case .system(let operation, let systemError):
      ["\(operation): \(SystemErrorText.text(systemError))"]
    case .unbalanced(let counts):
      [
        "internal error: not every record is accounted for, so nothing was published (\(counts))",
        "Please report this with the command line and, where you may, the export.",
      ]
    }
  }
}

extension CommandFailure {
  /// What ended a run early.
  init(_ error: RunError<OutputError>) {
    self =
      switch error {
      case .emit(let error): .output(error)
      case .failed(let failure): .run(failure)
      case .unmatched(let sample): ProfileChoice.failure([sample])
      }
  }
}
