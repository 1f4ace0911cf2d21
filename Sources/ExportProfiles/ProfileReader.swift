/// Reads the profile language: YAML with the keys that `BuiltIn/akinon.yaml` explains.
package enum ProfileReader {
  /// The version of the language that this program reads.
  package static let languageVersion = 1

  /// The profile that a YAML text describes; `source` is what messages call the text.
  ///
  /// Its examples are not looked at, as long as they stand at its end.
  /// - Throws: Every problem of the text that can be found, not only the first.
  /// - Complexity: O(bytes); texts beyond 1 MiB are refused unread.
  package static func profile(
    fromYAML bytes: [UInt8], source: String
  ) throws(ProfileError) -> Profile {
    if let text = ExampleCut.textBefore(bytes) {
      // Where the rest alone cannot be read, the whole says why.
      let result = read(Array(text), withExamples: false)
      if let profile = result.profile, result.problems.isEmpty { return profile }
    }
    let result = read(bytes, withExamples: false)
    guard let profile = result.profile, result.problems.isEmpty else {
      throw ProfileError(source: source, problems: result.problems)
    }
    return profile
  }

  /// As `profile(fromYAML:source:)`, with the examples and the places of keys.
  ///
  /// - Throws: Every problem of the text that can be found, those of examples as well.
  package static func checkedProfile(
    fromYAML bytes: [UInt8], source: String
  ) throws(ProfileError) -> CheckedProfile {
    let result = read(bytes, withExamples: true)
    guard let profile = result.profile, let tree = result.tree, result.problems.isEmpty else {
      throw ProfileError(source: source, problems: result.problems)
    }
    return CheckedProfile(profile: profile, examples: result.examples, tree: tree)
  }

  private struct Result {
    var profile: Profile?
    var examples: [ProfileExample] = []
    var tree: YAMLNode?
    var problems: [ProfileProblem] = []
  }

  private static func read(_ bytes: [UInt8], withExamples: Bool) -> Result {
    var sections = SectionReader()
    var result = Result()
    let bracketsMax =
      withExamples ? YAMLTextCheck.bracketsWithExamplesMax : YAMLTextCheck.bracketsMax
    if let text = YAMLTextCheck.text(
      of: bytes, problems: &sections.problems, bracketsMax: bracketsMax),
      let tree = YAMLTreeReader.tree(of: text, problems: &sections.problems)
    {
      var reader = ProfileTreeReader(sections: sections)
      result.profile = reader.profile(tree)
      if withExamples { result.examples = reader.examples(tree) }
      result.tree = tree
      result.problems = UnresolvedPlaces(tree).replacing(reader.sections.problems.inOrder)
    } else {
      result.problems = sections.problems.inOrder
    }
    return result
  }
}
