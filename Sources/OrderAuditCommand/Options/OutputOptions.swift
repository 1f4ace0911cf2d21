import ArgumentParser
import ReportWriting

/// What is written, and where.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where the envelopes go; a file appears whole or not at all.", valueName: "file|-"))
  var report = "-"

  @Option(
    help: ArgumentHelp(
      "A JSON summary; removed first and written last, so that with it the report is complete.",
      valueName: "file"))
  var summary: String?

  @Option(help: "All that is known, or the published API's shape alone.")
  var envelope = EnvelopeFormat.full

  @Flag(
    help: "Show each record with findings in its envelope, without what the profile calls personal."
  )
  var includeRecord = false

  @Option(help: "The words of messages: as published, English or Turkish.")
  var messages = MessagesOption.api

  @Option(help: "Progress on standard error; auto shows it on a terminal.")
  var progress = ProgressMode.auto

  @Flag(help: "Nothing on standard error but failures.")
  var quiet = false

  /// Where the report goes.
  var reportTarget: OutputTarget { OutputTarget(argument: report) }
  /// Where the summary goes; nil for none.
  var summaryTarget: OutputTarget? { summary.map { OutputTarget(argument: $0) } }

  func validate() throws {
    if includeRecord, envelope == .api {
      throw ValidationError("'--include-record' needs '--envelope full'.")
    }
    if reportTarget == .standardOutput, summaryTarget == .standardOutput {
      throw ValidationError("The report and the summary cannot both go to standard output.")
    }
    if report.isEmpty || summary?.isEmpty == true {
      throw ValidationError("'--report' and '--summary' need the name of a file.")
    }
  }
}
