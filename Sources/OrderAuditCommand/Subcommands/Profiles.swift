import ArgumentParser
import ExportProfiles

/// `order-audit profiles`: the built-in profiles, and work on one's own.
struct Profiles: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profiles",
    abstract: "Lists or prints the built-in profiles, and checks and tests one's own.",
    subcommands: [ProfilesShow.self, ProfilesCheck.self, ProfilesTest.self],
    defaultSubcommand: ProfilesShow.self)
}

/// `order-audit profiles [show]`: lists the built-in profiles, or prints one to copy.
struct ProfilesShow: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Lists the built-in profiles, or prints one as the start of one's own.")

  @Argument(help: "The profile to print; without one all are listed.")
  var name: String?

  func execute() async throws(CommandFailure) -> ExitStatus {
    try StandardOutput.write(text())
    return .clean
  }

  private func text() throws(CommandFailure) -> [UInt8] {
    do throws(ProfileError) {
      guard let name else { return Array(try BuiltInProfiles.listing().utf8) }
      return try BuiltInProfiles.yaml(named: name)
    } catch {
      throw .configuration(error.lines)
    }
  }
}
