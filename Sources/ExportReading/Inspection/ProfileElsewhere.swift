package import ExportProfiles

extension ProfileFit {
  /// Levels from the top where orders of a profile are looked for elsewhere.
  private static let levelsMax = 4
  /// Places where they are.
  private static let placesMax = 200

  /// The names from the top of an export below which it has all that a profile needs, and much of
  /// the rest: an envelope that the profile does not know. Nil where there is no such place.
  ///
  /// - Complexity: O(places of the profile) for each of the first places of the export.
  package static func elsewhere(
    _ profile: Profile, format: ExportFormat, outline: ExportOutline
  ) -> [String]? {
    // Tables have no envelopes, and lines with parents none either.
    if format == .csv || (format == .jsonLines && profile.mappings.json?.children != nil) {
      return nil
    }
    let places = MappedPlaces(profile, format: format).places.filter { !$0.isOfIdentity }
    let required = places.filter(\.isRequired)
    guard !required.isEmpty else { return nil }
    var level = outline.nodes[ExportOutline.root].children
    var placesLeft = placesMax
    for _ in 0..<levelsMax {
      for node in level where outline.nodes[node].isContainer {
        placesLeft -= 1
        guard placesLeft >= 0 else { return nil }
        let top = outline.path(of: node)
        guard required.allSatisfy({ $0.isIn(outline, below: top) }) else { continue }
        if 3 * places.count(where: { $0.isIn(outline, below: top) }) >= places.count { return top }
      }
      level = level.flatMap { outline.nodes[$0].children }
    }
    return nil
  }
}

extension MappedPlace {
  fileprivate func isIn(_ outline: ExportOutline, below top: [String]) -> Bool {
    alternatives.contains { outline.node(at: top + $0) != nil }
  }
}
