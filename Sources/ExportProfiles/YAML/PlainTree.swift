extension ProfileReader {
  /// The values of a YAML text as dictionaries, arrays and strings: what checks of a schema
  /// compare.
  ///
  /// - Throws: The problems of a text that is no YAML.
  package static func plainTree(fromYAML bytes: [UInt8]) throws(ProfileError) -> any Sendable {
    var problems = ProblemList()
    guard let text = YAMLTextCheck.text(of: bytes, problems: &problems),
      let tree = YAMLTreeReader.tree(of: text, problems: &problems)
    else { throw ProfileError(source: "YAML", problems: problems.inOrder) }
    return plain(tree)
  }

  private static func plain(_ node: YAMLNode) -> any Sendable {
    switch node.content {
    case .text(let text): return text
    case .list(let nodes): return nodes.map { plain($0) }
    case .mapping(let entries):
      var object: [String: any Sendable] = [:]
      for entry in entries { object[entry.key] = plain(entry.value) }
      return object
    case .unusable: return ""
    }
  }
}
