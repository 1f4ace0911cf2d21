/// Reads the profile language: YAML with the keys that `BuiltIn/akinon.yaml` explains.
package enum ProfileReader {
  /// The version of the language that this program reads.
  package static let languageVersion = 1

  /// The profile that a YAML text describes; `source` is what messages call the text.
  ///
  /// - Throws: Every problem of the text that can be found, not only the first.
  /// - Complexity: O(bytes); texts beyond 1 MiB are refused unread.
  package static func profile(
    fromYAML bytes: [UInt8], source: String
  ) throws(ProfileError) -> Profile {
    var sections = SectionReader()
    var profile: Profile?
    if let text = YAMLTextCheck.text(of: bytes, problems: &sections.problems),
      let tree = YAMLTreeReader.tree(of: text, problems: &sections.problems)
    {
      var reader = ProfileTreeReader(sections: sections)
      profile = reader.profile(tree)
      sections = reader.sections
    }
    let problems = sections.problems.inOrder
    guard let profile, problems.isEmpty else {
      throw ProfileError(source: source, problems: problems)
    }
    return profile
  }
}
