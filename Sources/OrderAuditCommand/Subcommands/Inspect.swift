import ArgumentParser
import ExportProfiles
import ExportReading

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

  func validate() throws {
    if orders < 0 { throw ValidationError("'--orders' must not be negative.") }
  }

  func execute() async throws(CommandFailure) -> ExitStatus {
    let profile = try reading.readProfile()
    let opened = try ExportArgument.open(
      export, format: reading.format, profile: profile, command: "inspect")
    var text = ""
    text += DetectionText(opened, format: reading.format, profile: profile).text
    text += FieldMappingText(opened, profile: profile).text
    let sample = OrderSample(opened, profile: profile, orders: orders)
    text += sample.text
    try StandardOutput.write(text)
    return sample.isReadable ? .clean : .incomplete
  }
}
