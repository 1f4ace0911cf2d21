package import ExportProfiles

/// A built-in profile with how well it fits an export.
package struct ProfileCandidate: Sendable {
  package let profile: Profile
  package let fit: ProfileFit
  /// Whether the start of the export was read with it, and its required fields were there.
  package let canRead: Bool
  /// The part of the profile that the export is, from 0; nil where it is read alone.
  package let part: Int?

  /// The built-in profiles for exports of the format that have some name in common with this one,
  /// the best first: those that can read it, then by their share of names that are there.
  ///
  /// - Parameter outline: The names of the export, as far as they can be known without a profile.
  /// - Throws: The problems of a built-in profile, which tests should have found.
  /// - Complexity: Parses all built-in profiles and reads the sample with those that may fit.
  package static func all(
    for sample: ExportSample, outline: ExportOutline
  ) throws(ProfileError) -> [ProfileCandidate] {
    var found: [ProfileCandidate] = []
    for name in BuiltInProfiles.names {
      let profile = try BuiltInProfiles.profile(named: name)
      if MappedPlaces(profile, format: sample.format).places.isEmpty { continue }
      let own = ExportOutline(sample, profile: profile)
      let choice = sample.part(of: profile, outline: own)
      var part: Int?
      if case .part(let number) = choice { part = number }
      if choice != nil, part == nil { continue }
      let fits = [own, outline].map {
        ProfileFit(profile, format: sample.format, outline: $0, isFolded: true, part: part)
      }
      guard let fit = fits.max(by: { $0.found < $1.found }), fit.found > 0 else { continue }
      found.append(
        ProfileCandidate(
          profile: profile, fit: fit,
          canRead: part == nil
            ? canRead(sample, profile, fit) : fit.requiredFound.count == fit.requiredTotal,
          part: part))
    }
    let ranked = found.enumerated().sorted { left, right in
      let (first, second) = (left.element, right.element)
      if first.canRead != second.canRead { return first.canRead }
      if (first.part == nil) != (second.part == nil) { return first.part == nil }
      if first.score != second.score { return first.score > second.score }
      return left.offset < right.offset
    }
    return ranked.map(\.element)
  }

  private static func canRead(
    _ sample: ExportSample, _ profile: Profile, _ fit: ProfileFit
  ) -> Bool {
    let trial = ProfileTrial(sample, profile: profile)
    // An id and an amount alone may be anybody's.
    return trial.isUntried
      ? fit.requiredFound.count == fit.requiredTotal && 2 * fit.found >= fit.total
      : trial.fits && (trial.ordersWithItems > 0 || 4 * fit.found >= fit.total)
  }

  /// The other parts of the profile, by name; empty where the export is read alone.
  package var otherParts: [String] {
    guard let part else { return [] }
    return profile.parts.indices.filter { $0 != part }.map { profile.parts[$0].name }
  }

  /// Whether so many of the profile's names are there that it is worth a look.
  package var isNear: Bool { canRead || (fit.found >= 3 && 4 * fit.found >= fit.total) }

  /// Both how many names are there and which share of the profile's they are.
  private var score: Int { fit.found * fit.found * 1000 / max(fit.total, 1) }
}
