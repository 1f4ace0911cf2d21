package import ExportProfiles

extension ExportSample {
  /// Which of a profile's parts the export is; nil where the profile has none.
  ///
  /// - Parameter outline: The names of the export as the profile finds them.
  package func part(of profile: Profile, outline: ExportOutline) -> PartChoice.Outcome? {
    guard format == .csv, let parts = profile.mappings.csv?.table?.parts, !parts.isEmpty else {
      return nil
    }
    let fileName = displayPath.split(separator: "/").last.map(String.init) ?? ""
    let header = outline.nodes[ExportOutline.root].children.map { outline.nodes[$0].name }
    return PartChoice(parts).part(fileName: fileName, header: header)
  }
}
