package import ExportProfiles

/// A built-in profile with how well it fits an export.
package struct ProfileCandidate: Sendable {
  package let profile: Profile
  package let fit: ProfileFit
  /// Whether the start of the export was read with it, and its required fields were there.
  package let canRead: Bool

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
      let fits = [own, outline].map {
        ProfileFit(profile, format: sample.format, outline: $0, isFolded: true)
      }
      guard let fit = fits.max(by: { $0.found < $1.found }), fit.found > 0 else { continue }
      let trial = ProfileTrial(sample, profile: profile)
      // An id and an amount alone may be anybody's.
      let canRead =
        trial.isUntried
        ? fit.requiredFound.count == fit.requiredTotal && 2 * fit.found >= fit.total
        : trial.fits && (trial.ordersWithItems > 0 || 4 * fit.found >= fit.total)
      found.append(ProfileCandidate(profile: profile, fit: fit, canRead: canRead))
    }
    let ranked = found.enumerated().sorted { left, right in
      let (first, second) = (left.element, right.element)
      if first.canRead != second.canRead { return first.canRead }
      if first.score != second.score { return first.score > second.score }
      return left.offset < right.offset
    }
    return ranked.map(\.element)
  }

  /// Whether so many of the profile's names are there that it is worth a look.
  package var isNear: Bool { canRead || (fit.found >= 3 && 4 * fit.found >= fit.total) }

  /// Both how many names are there and which share of the profile's they are.
  private var score: Int { fit.found * fit.found * 1000 / max(fit.total, 1) }
}
