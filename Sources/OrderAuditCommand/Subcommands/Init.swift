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
      written. 'order-audit profiles check' tells what is still open. Of several CSV exports that \
      belong together the first is that of the orders.
      """)

  @Argument(help: ArgumentHelp("The export, or - for standard input.", valueName: "export|-"))
  var exports: [String]

  @Option(
    help: ArgumentHelp("Where the profile goes; an existing file is kept.", valueName: "file|-"))
  var output = "-"

  @Option(help: "The format of the exports (default: by name, else by the first bytes).")
  var format: ExportFormat?

  func execute() async throws(CommandFailure) -> ExitStatus {
    try requireNewFile()
    var facts: [ExportDetection] = []
    for export in exports {
      let sample = ExportSample(try ExportArgument.open(export, format: format, command: "init"))
      facts.append(ExportDetection(sample))
      if facts.count < exports.count || facts.count > 1, sample.format != .csv {
        throw .usage("\(export) is no CSV export, and only those can belong together")
      }
      if facts.last?.outline.nodes.count == 1 {
        throw .noExport(["\(export): no names of columns, keys or elements are in sight"])
      }
    }
    let text = try draft(facts)
    try write(Array(text.utf8))
    return .clean
  }

  private func draft(_ facts: [ExportDetection]) throws(CommandFailure) -> String {
    let candidates: [ProfileCandidate]
    do throws(ProfileError) {
      candidates = try ProfileCandidate.all(for: facts[0].sample, outline: facts[0].outline)
    } catch {
      throw .configuration(error.lines)
    }
    return ProfileDraft(facts[0], others: Array(facts.dropFirst()), candidates: candidates).text
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
    if exports.isEmpty { throw ValidationError("Name an export.") }
    if output.isEmpty { throw ValidationError("'--output' needs the name of a file.") }
  }
}
