import ExportProfiles
import ExportReading
import ReportWriting

/// The default profile, where nobody asked for one: taken only for exports that look like its own.
struct ProfileChoice {
  private let profile: Profile
  private let format: ExportFormat?

  /// Exports that a message names.
  private static let exportsMax = 5
  /// Profiles that a message names for one export.
  private static let candidatesMax = 5

  /// - Parameter format: As `--format` says.
  init(_ profile: Profile, format: ExportFormat?) {
    self.profile = profile
    self.format = format
  }

  /// Looks at the start of each export that can be read twice; pipes and standard input are looked
  /// at in their turn (`ReconciliationPlan.assumesProfile`).
  ///
  /// - Throws: A failure that names the exports that are plainly others, with profiles for them.
  func requireMatch(_ exports: [LocatedExport]) throws(CommandFailure) {
    var others: [ExportSample] = []
    for located in exports where located.isRegularFile {
      // That an export cannot be read is for the run to say.
      guard let opened = try? OpenedExport(located, format: format, readAhead: false) else {
        continue
      }
      let sample = ExportSample(firstBytesOf: opened)
      guard ProfileFit.mismatch(sample, profile: profile) != nil else { continue }
      others.append(others.count < Self.exportsMax ? ExportSample(opened) : sample)
    }
    if !others.isEmpty { throw Self.failure(others) }
  }

  /// Why exports are not read without `--profile`, and what to do about it.
  static func failure(_ samples: [ExportSample]) -> CommandFailure {
    let noun = samples.count == 1 ? "an export" : "\(samples.count) exports"
    var lines = [
      "no --profile is given, and \(noun) cannot be those of the default one, "
        + "\(BuiltInProfiles.defaultName):"
    ]
    for sample in samples.prefix(exportsMax) {
      lines.append("  \(sample.displayPath): \(advice(for: sample))")
    }
    if samples.count > exportsMax { lines.append("  and \(samples.count - exportsMax) more") }
    return .configuration(lines)
  }

  private static func advice(for sample: ExportSample) -> String {
    let outline = ExportOutline(sample, profile: nil)
    let candidates = (try? ProfileCandidate.all(for: sample, outline: outline)) ?? []
    let reading = candidates.filter(\.canRead).prefix(candidatesMax)
    let name = sample.displayPath == "stdin" ? "EXPORT" : sample.displayPath
    guard !reading.isEmpty else {
      if let advice = envelopeAdvice(for: sample, outline) { return advice }
      let start = "'order-audit init \(name)' writes the start of one"
      guard let nearest = candidates.first, nearest.isNear else {
        return "no built-in profile has its fields; \(start)"
      }
      let profile = nearest.profile.name
      return "no built-in profile has its fields; the nearest is \(profile), and "
        + "'order-audit profiles check \(profile) \(name)' says what it lacks; \(start)"
    }
    // What has few names in common beside one that has many says nothing.
    let best = reading[0].fit
    let near = reading.filter { 2 * $0.fit.found * best.total >= best.found * $0.fit.total }
    let profiles = near.map { candidate in
      let others = candidate.otherParts
      let together = others.isEmpty ? "" : ", together with its \(others.joined(separator: ", "))"
      return "--profile \(candidate.profile.name) (\(candidate.fit.found) of its "
        + "\(candidate.fit.total) places are there\(together))"
    }
    return "it has the required fields of " + profiles.joined(separator: ", ")
  }

  /// What to do where the orders of a built-in profile are wrapped in something that it does not
  /// know; nil where they are not.
  private static func envelopeAdvice(
    for sample: ExportSample, _ outline: ExportOutline
  ) -> String? {
    for name in BuiltInProfiles.names {
      guard let profile = try? BuiltInProfiles.profile(named: name),
        let top = ProfileFit.elsewhere(profile, format: sample.format, outline: outline)
      else { continue }
      return
        "it has the fields of \(name) below \"\(EnvelopeAdvice.path(top, sample.format))\", where "
        + "that profile does not look: \(EnvelopeAdvice.text(sample.format)) "
        + "('order-audit profiles \(name)' prints it)"
    }
    return nil
  }
}
