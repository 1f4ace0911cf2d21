/// Profiles as text for people.
package enum ProfileText {
  /// One line per profile, each with its end: the name, the first sentence of the description, and
  /// the formats.
  package static func listing(of profiles: [Profile]) -> String {
    let width = profiles.map(\.name.count).max() ?? 0
    return profiles.map { profile in
      let gap = String(repeating: " ", count: width - profile.name.count + 2)
      return "\(profile.name)\(gap)\(summary(of: profile))\n"
    }.joined()
  }

  /// The first sentence of the description, with the formats in parentheses.
  package static func summary(of profile: Profile) -> String {
    let formats = [
      (profile.json != nil || profile.mappings.json != nil, "JSON Lines"),
      (profile.csv != nil || profile.mappings.csv != nil, "CSV"),
      (profile.xml != nil || profile.mappings.xml != nil, "XML"),
    ].filter(\.0).map(\.1).joined(separator: ", ")
    let sentence = firstSentence(of: profile.description)
    return sentence.isEmpty ? "(\(formats))" : "\(sentence) (\(formats))"
  }

  private static func firstSentence(of text: String) -> Substring {
    var end = text.endIndex
    for index in text.indices where text[index] == "." {
      let next = text.index(after: index)
      if next == text.endIndex || text[next] == " " {
        end = index
        break
      }
    }
    return text[..<end]
  }
}
