import ArgumentParser
import ExportProfiles
import ExportReading

/// How exports are read.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A built-in profile or a profile file (default: akinon, where the fields are its own).",
      valueName: "name|file"))
  var profile: String?

  @Option(help: "The format of all exports (default: by name, else by the first bytes).")
  var format: ExportFormat?

  /// The profile that is asked for.
  ///
  /// A name without a slash that is a built-in profile's is that; anything that looks like a file
  /// is one.
  /// - Throws: Every problem of the profile, or why the file cannot be read.
  func readProfile() throws(CommandFailure) -> Profile {
    do throws(ProfileError) {
      let name = profile ?? BuiltInProfiles.defaultName
      guard ProfileArgument.isFile(name) else { return try BuiltInProfiles.profile(named: name) }
      return try ProfileReader.profile(fromYAML: ProfileArgument.yaml(name), source: name)
    } catch {
      throw .configuration(error.description)
    }
  }
}

/// What `--profile` and the subcommands of `profiles` take: a built-in profile or a file.
enum ProfileArgument {
  /// Whether the argument is a file: nothing that is a built-in profile's name, but what looks like
  /// a path.
  static func isFile(_ argument: String) -> Bool {
    if BuiltInProfiles.names.contains(argument) { return false }
    return argument.utf8.contains(0x2F) || argument.hasSuffix(".yaml")
      || argument.hasSuffix(".yml") || FileFacts(path: argument) != nil
  }

  /// The text of the profile.
  ///
  /// - Throws: Why it cannot be read, or that there is none.
  static func yaml(_ argument: String) throws(ProfileError) -> [UInt8] {
    guard isFile(argument) else { return try BuiltInProfiles.yaml(named: argument) }
    return try WholeFile.bytes(of: argument, limit: 2 << 20)
  }
}
