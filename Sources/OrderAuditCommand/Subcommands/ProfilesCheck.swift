import ArgumentParser
import ExportProfiles
import ExportReading
import ReportWriting

/// `order-audit profiles check`: what is wrong with a profile, or not decided yet.
struct ProfilesCheck: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Says what is wrong or unresolved (TODO) in a profile, with line and column.",
    discussion: """
      With exports it also says which mapped places each of them does not have, as far as its \
      first MiB tells: a required one is a problem, others are notes. The status is 0 where the \
      profile is fine, and 78 otherwise.
      """)

  @Argument(help: ArgumentHelp("A profile file or a built-in profile.", valueName: "file|name"))
  var profile: String

  @Argument(help: ArgumentHelp("Exports, or - for standard input.", valueName: "export|-"))
  var exports: [String] = []

  @Option(help: "The format of the exports (default: by name, else by the first bytes).")
  var format: ExportFormat?

  func execute() async throws(CommandFailure) -> ExitStatus {
    let checked: CheckedProfile
    do throws(ProfileError) {
      checked = try ProfileReader.checkedProfile(
        fromYAML: ProfileArgument.yaml(profile), source: profile)
    } catch {
      throw .configuration(error.lines)
    }
    var problems: [String] = []
    var notes: [String] = []
    for export in exports {
      let sample = ExportSample(try ExportArgument.open(export, format: format, command: "check"))
      let check = ExportCheck(checked, sample, source: profile)
      problems += check.problems
      notes += check.notes
    }
    if !problems.isEmpty { throw .configuration(problems + notes) }
    let lines = notes + ["\(profile): fine"]
    try StandardOutput.writeLines(lines)
    return .clean
  }
}

/// What to do about exports whose orders are wrapped in something that a profile does not know.
enum EnvelopeAdvice {
  static func path(_ names: [String], _ format: ExportFormat) -> String {
    TerminalText.shown(names.joined(separator: format == .xml ? "/" : "."), limit: 200)
  }

  static func text(_ format: ExportFormat) -> String {
    format == .xml
      ? "copy the profile and put that before its path"
      : "copy the profile and add that to its path"
  }
}

/// What of a profile one export does not have.
struct ExportCheck {
  private(set) var problems: [String] = []
  private(set) var notes: [String] = []

  /// - Parameter source: What messages call the profile.
  init(_ checked: CheckedProfile, _ sample: ExportSample, source: String) {
    let name = sample.displayPath
    let outline = ExportOutline(sample, profile: checked.profile)
    var part: Int?
    switch sample.part(of: checked.profile, outline: outline) {
    case .some(.part(let number)): part = number
    case .some(.none(let reason)), .some(.several(let reason)):
      problems.append("\(source): \(name) cannot be read with this profile: \(reason)")
      return
    case nil: break
    }
    let places = MappedPlaces(checked.profile, format: sample.format, part: part).places
    guard !places.isEmpty else {
      problems.append("\(source): the profile describes no exports of the format of \(name)")
      return
    }
    let isFolded = MappedPlaces.folds(checked.profile, format: sample.format)
    for place in places where !place.isIn(outline, isFolded: isFolded) {
      let position = checked.place(of: place.address)
      let separator = sample.format == .xml ? "/" : "."
      let paths = place.alternatives.map { $0.joined(separator: separator) }
      var shown: [String] = []
      for path in paths where !shown.contains(path) { shown.append(path) }
      let text =
        "\(source):\(position.line):\(position.column): \(name) has no "
        + shown.prefix(4).map { "\"\($0)\"" }.joined(separator: " or ")
      if place.isRequired {
        problems.append("\(text), which \(place.name) needs")
      } else {
        notes.append("\(text) (\(place.name))")
      }
    }
    guard problems.isEmpty else {
      if let top = ProfileFit.elsewhere(
        checked.profile, format: sample.format, outline: outline)
      {
        notes = []
        problems = [
          "\(source): \(name) has what the profile needs below "
            + "\"\(EnvelopeAdvice.path(top, sample.format))\": "
            + EnvelopeAdvice.text(sample.format)
        ]
      }
      return
    }
    // The orders of parts are whole only together.
    guard part == nil else { return }
    let trial = ProfileTrial(sample, profile: checked.profile)
    if let failure = trial.failure {
      problems.append("\(source): \(name) cannot be read with this profile: \(failure)")
    } else if trial.orders > 0, !trial.fits {
      problems.append(
        "\(source): \(trial.completeOrders) of \(trial.orders) orders at the start of \(name) have "
          + "all that the profile requires; 'order-audit inspect' shows what they lack")
    }
  }
}
