import ArgumentParser
import BasketModel
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

  @Option(
    help: ArgumentHelp(
      "The currency of orders that state none, such as EUR (default: as the profile says).",
      valueName: "code"))
  var currency: String?

  func validate() throws {
    guard let currency else { return }
    let code = Array(currency.utf8)
    if Currency(code: code.span).isKnown { return }
    let hint = Currency.suggestion(for: code.span).map { "; did you mean \($0)?" } ?? "."
    throw ValidationError("'--currency' needs a code of ISO 4217\(hint)")
  }

  /// The profile that is asked for, with the currency that is.
  ///
  /// A name without a slash that is a built-in profile's is that; anything that looks like a file
  /// is one.
  /// - Parameter wakeUp: A descriptor that ends waiting for a pipe once it is readable.
  /// - Throws: Every problem of the profile, or why the file cannot be read.
  func readProfile(wakeUp: Int32? = nil) throws(CommandFailure) -> Profile {
    var profile = try writtenProfile(wakeUp: wakeUp)
    if let currency {
      let code = Array(currency.utf8)
      profile.defaultCurrency = Currency(code: code.span)
    } else if profile.asksForCurrency {
      throw .configuration([
        "the profile \(profile.name) leaves the currency to whoever runs it: give --currency"
      ])
    }
    return profile
  }

  private func writtenProfile(wakeUp: Int32?) throws(CommandFailure) -> Profile {
    do throws(ProfileError) {
      let name = profile ?? BuiltInProfiles.defaultName
      guard ProfileArgument.isFile(name) else { return try BuiltInProfiles.profile(named: name) }
      return try ProfileReader.profile(
        fromYAML: ProfileArgument.yaml(name, wakeUp: wakeUp), source: name)
    } catch {
      throw .configuration(error.lines)
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
  /// - Parameter wakeUp: A descriptor that ends waiting for a pipe once it is readable.
  /// - Throws: Why it cannot be read, or that there is none.
  static func yaml(_ argument: String, wakeUp: Int32? = nil) throws(ProfileError) -> [UInt8] {
    guard isFile(argument) else { return try BuiltInProfiles.yaml(named: argument) }
    return try WholeFile.bytes(of: argument, limit: 2 << 20, wakeUp: wakeUp)
  }
}
