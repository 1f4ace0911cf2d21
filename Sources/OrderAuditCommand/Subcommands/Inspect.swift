import ArgumentParser
import ExportProfiles
import ExportReading
import ReportWriting

/// `order-audit inspect`: how an export is understood, before it is audited.
struct Inspect: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows what was detected, which field comes from where, and the first orders.")

  @Argument(help: ArgumentHelp("The export, or - for standard input.", valueName: "export|-"))
  var export: String

  @OptionGroup var reading: ReadingOptions

  @Option(help: ArgumentHelp("How many orders are shown.", valueName: "n"))
  var orders = 3

  @Option(
    help: ArgumentHelp(
      """
      Show the order with this id instead: what fed each field, its sums, and what each rule says.
      """, valueName: "id"))
  var order: String?

  func validate() throws {
    if orders < 0 { throw ValidationError("'--orders' must not be negative.") }
  }

  func execute() async throws(CommandFailure) -> ExitStatus {
    let profile = try reading.readProfile()
    let opened = try ExportArgument.open(
      export, format: reading.format, profile: profile, command: "inspect")
    let hasParts = opened.format == .csv && !profile.parts.isEmpty
    if let order {
      if hasParts { throw .usage("inspect --order reads one export, and \(Self.ofParts)") }
      return try inspect(order, in: opened, profile: profile)
    }
    var text = ""
    text +=
      DetectionText(
        opened, format: reading.format, profile: profile, isProfileAssumed: reading.profile == nil
      ).text
    text += FieldMappingText(opened, profile: profile).text
    if hasParts {
      try StandardOutput.write(text + "No order is shown: \(Self.ofParts).\n")
      return .clean
    }
    let sample = OrderSample(opened, profile: profile, orders: orders)
    text += sample.text
    try StandardOutput.write(text)
    return sample.isReadable ? .clean : .incomplete
  }

  private static let ofParts =
    "the orders of this profile are put together from several; 'order-audit check' takes them all"

  /// Shows one order; the status is 1 where no order has the id.
  private func inspect(
    _ order: String, in opened: OpenedExport, profile: Profile
  ) throws(CommandFailure) -> ExitStatus {
    let inspection = OrderInspection(opened, profile: profile, orderID: order)
    let missing = "no order has the id \(TerminalText.shown(order, limit: 64))\n"
    try StandardOutput.write((inspection.isFound ? "" : missing) + inspection.text)
    if !inspection.isReadable { return .incomplete }
    return inspection.isFound ? .clean : .findings
  }
}
