import ArgumentParser

/// `order-audit check`: audits exports. The default subcommand.
struct Check: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Audits exports and writes one envelope for each order that does not reconcile.",
    discussion: HelpText.examplesAndStatuses)

  @Argument(
    help: ArgumentHelp(
      """
      Exports (.csv .tsv .jsonl .ndjson .json .xml, also .gz and .zst), directories of exports, or \
      - for standard input; read in this order.
      """,
      valueName: "export|directory|-"))
  var exports: [String]

  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Rules") var rules: RuleOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var run: RunOptions

  func execute() async throws(CommandFailure) -> ExitStatus {
    try await AuditRun(self).execute()
  }

  func validate() throws {
    if exports.filter({ $0 == "-" }).count > 1 {
      throw ValidationError("Standard input can be read once only; '-' is given more than once.")
    }
    if exports.contains("") { throw ValidationError("The name of an export is empty.") }
  }
}
