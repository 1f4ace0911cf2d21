import ArgumentParser
import ExportProfiles
import ExportReading

/// How exports are read.
struct ReadingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A built-in profile or a profile file.", valueName: "name|file"))
  var profile = BuiltInProfiles.defaultName

  @Option(help: "The format of all exports (default: by name, else by the first bytes).")
  var format: ExportFormat?

  /// The profile that is asked for.
  ///
  /// A name without a slash that is a built-in profile's is that; anything that looks like a file
  /// is one.
  /// - Throws: Every problem of the profile, or why the file cannot be read.
  func readProfile() throws(CommandFailure) -> Profile {
    do throws(ProfileError) {
      guard isFile else { return try BuiltInProfiles.profile(named: profile) }
      return try ProfileReader.profile(
        fromYAML: WholeFile.bytes(of: profile, limit: 2 << 20), source: profile)
    } catch {
      throw .configuration(error.description)
    }
  }

  private var isFile: Bool {
    if BuiltInProfiles.names.contains(profile) { return false }
    return profile.utf8.contains(0x2F) || profile.hasSuffix(".yaml") || profile.hasSuffix(".yml")
      || FileFacts(path: profile) != nil
  }
}
