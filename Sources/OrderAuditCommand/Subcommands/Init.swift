import ArgumentParser
import ExportProfiles
import ExportReading
import ReportWriting

/// `order-audit init`: the start of a profile for an export.
struct Init: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Looks at an export and writes the start of a profile for it.",
    discussion: """
      Format, compression, encoding, delimiter, quotes, place of the header, style of amounts and \
      the nearest built-in profile are found in the first MiB. What is sure is filled in; TODO \
      stands for what you must decide, with the names that may be meant. No value of the export is \
      written. 'order-audit profiles check' tells what is still open.
      """)

  @Argument(help: ArgumentHelp("The export, or - for standard input.", valueName: "export|-"))
  var export: String

  @Option(
    help: ArgumentHelp("Where the profile goes; an existing file is kept.", valueName: "file|-"))
  var output = "-"

  @Option(help: "The format of the export (default: by name, else by the first bytes).")
  var format: ExportFormat?

  func execute() async throws(CommandFailure) -> ExitStatus {
    try requireNewFile()
    let sample = ExportSample(try ExportArgument.open(export, format: format, command: "init"))
    let facts = ExportDetection(sample)
    guard facts.outline.nodes.count > 1 else {
      throw .noExport(["\(export): no names of columns, keys or elements are in sight"])
    }
    let candidates: [ProfileCandidate]
    do throws(ProfileError) {
      candidates = try ProfileCandidate.all(for: sample, outline: facts.outline)
    } catch {
      throw .configuration(error.description)
    }
    let text = ProfileDraft(facts, candidates: candidates).text
    try write(Array(text.utf8))
    return .clean
  }

  private func requireNewFile() throws(CommandFailure) {
    guard output != "-", FileFacts(path: output) != nil else { return }
    throw .usage("\(output) exists already; init never overwrites a file")
  }

  private func write(_ bytes: [UInt8]) throws(CommandFailure) {
    guard output != "-" else { return try StandardOutput.write(bytes) }
    do throws(OutputError) {
      let target = try OutputTarget(argument: output).prepared(bytes)
      try target.publish()
    } catch {
      throw .output(error)
    }
  }

  func validate() throws {
    if output.isEmpty { throw ValidationError("'--output' needs the name of a file.") }
  }
}
