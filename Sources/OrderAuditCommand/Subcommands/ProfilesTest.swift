import ArgumentParser
import ExportProfiles

/// `order-audit profiles test`: runs a profile's examples.
struct ProfilesTest: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Reads a profile's examples and says what differs from the orders they expect.",
    discussion: "The status is 0 where all examples are read as expected, and 1 otherwise.")

  @Argument(help: ArgumentHelp("A profile file or a built-in profile.", valueName: "file|name"))
  var profile: String

  func execute() async throws(CommandFailure) -> ExitStatus {
    let checked: CheckedProfile
    do throws(ProfileError) {
      checked = try ProfileReader.checkedProfile(
        fromYAML: ProfileArgument.yaml(profile), source: profile)
    } catch {
      throw .configuration(error.lines)
    }
    var lines: [String] = []
    var failed = 0
    for example in checked.examples {
      let differences = ExampleRun(example, of: checked.profile).differences
      if differences.isEmpty {
        lines.append("ok      \(example.name)")
      } else {
        failed += 1
        lines.append("differs \(example.name) (\(profile):\(example.place.line))")
        lines += differences.map { "  \($0)" }
      }
    }
    let count = checked.examples.count
    let noun = count == 1 ? "example" : "examples"
    lines.append(
      count == 0
        ? "\(profile): no examples"
        : "\(profile): \(count) \(noun), \(failed == 0 ? "all as expected" : "\(failed) not")")
    try StandardOutput.writeLines(lines)
    return failed == 0 ? .clean : .findings
  }
}
