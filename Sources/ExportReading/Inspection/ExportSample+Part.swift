package import ExportProfiles

extension ExportSample {
  /// The name of the export's file, without its directories.
  package var fileName: String { FilePath.lastName(of: displayPath) }

  /// Which of a profile's parts the export is; nil where the profile has none.
  ///
  /// - Parameter outline: The names of the export as the profile finds them.
  package func part(of profile: Profile, outline: ExportOutline) -> PartChoice.Outcome? {
    guard format == .csv, !profile.parts.isEmpty else { return nil }
    let header = outline.nodes[ExportOutline.root].children.map { outline.nodes[$0].name }
    return PartChoice(profile.parts).part(fileName: fileName, header: header)
  }
}
