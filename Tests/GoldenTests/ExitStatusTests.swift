import BasketModel
import ExportReading
import OrderAuditCommand
import Reconciliation
import ReportWriting
import Testing

@Suite struct ExitStatusTests {
  /// A summary of one export with so many orders of each kind.
  private static func summary(
    records: Int = 3, clean: Int = 3, errors: Int = 0, warnings: Int = 0, isComplete: Bool = true
  ) -> RunSummary {
    var export = ExportSummary(path: "a.csv", format: "csv", compression: "none")
    export.isComplete = isComplete
    export.counts.records = records
    export.counts.cleanOrders = clean
    export.counts.ordersWithErrors = errors
    export.counts.ordersWithWarnings = warnings
    export.counts.ordersWithoutAmount = clean + errors + warnings
    if errors > 0 { export.counts.findings[.malformedRecord] = errors }
    if warnings > 0 { export.counts.findings[.repeatedExport] = warnings }
    var summary = RunSummary(profile: "akinon")
    summary.exports = [export]
    return summary
  }

  @Test(arguments: [
    ("clean", summary(), FailOn.error, ProgramStatus.clean),
    ("errors", summary(clean: 2, errors: 1), .error, .findings),
    ("errors, never", summary(clean: 2, errors: 1), .never, .clean),
    ("warnings", summary(clean: 2, warnings: 1), .error, .clean),
    ("warnings, warning", summary(clean: 2, warnings: 1), .warning, .findings),
    ("incomplete", summary(isComplete: false), .error, .incomplete),
    ("incomplete wins", summary(clean: 2, errors: 1, isComplete: false), .error, .incomplete),
    ("incomplete, never", summary(isComplete: false), .never, .incomplete),
    ("a record is lost", summary(records: 4), .error, .internalError),
    (
      "a record is lost, incomplete", summary(records: 4, isComplete: false), .never, .internalError
    ),
  ])
  func `an audit's summary decides`(
    name: String, summary: RunSummary, failOn: FailOn, expected: ProgramStatus
  ) {
    #expect(ProgramStatus.choose(.audited(summary, failOn: failOn)) == expected)
  }

  @Test(arguments: [
    ("usage", CommandFailure.usage("x"), ProgramStatus.usage),
    ("no export", .noExport([]), .noExport),
    ("unbalanced", .unbalanced("x"), .internalError),
    ("configuration", .configuration(["x"]), .configuration),
    ("locked", .locked(path: "l", holder: "pid 7"), .locked),
    ("locked by nobody known", .locked(path: "l", holder: nil), .locked),
    ("no thread", .system(operation: "pthread_create", systemError: 11), .inputOutput),
    ("lock", .output(OutputError(path: "l", operation: .lock, systemError: 37)), .inputOutput),
    ("temporary directory", .temporaryDirectory(path: "t", systemError: 2), .cannotCreate),
    ("create", .output(OutputError(path: "r", operation: .create, systemError: 13)), .cannotCreate),
    ("remove", .output(OutputError(path: "r", operation: .remove, systemError: 13)), .cannotCreate),
    ("write", .output(OutputError(path: "r", operation: .write, systemError: 28)), .inputOutput),
    ("rename", .output(OutputError(path: "r", operation: .rename, systemError: 5)), .inputOutput),
    (
      "synchronize", .output(OutputError(path: "r", operation: .synchronize, systemError: 5)),
      .inputOutput
    ),
  ])
  func `a failure decides`(name: String, failure: CommandFailure, expected: ProgramStatus) {
    #expect(ProgramStatus.choose(.failed(failure)) == expected)
    #expect(!failure.lines.isEmpty)
  }

  @Test func `the numbers are those of the contract`() {
    #expect(ProgramStatus.allCases.map(\.rawValue) == [0, 1, 2, 64, 66, 70, 73, 74, 75, 78])
    #expect(Set(ProgramStatus.allCases.map(\.meaning)).count == ProgramStatus.allCases.count)
  }
}
