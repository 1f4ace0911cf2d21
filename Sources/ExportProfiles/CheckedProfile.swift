/// A profile with what only its author needs: its examples, and the places of its keys.
package struct CheckedProfile {
  package let profile: Profile
  package let examples: [ProfileExample]
  private let tree: YAMLNode

  init(profile: Profile, examples: [ProfileExample], tree: YAMLNode) {
    self.profile = profile
    self.examples = examples
    self.tree = tree
  }

  /// The place of the value that keys lead to, from the top; a number is a place in a list, from 0,
  /// where there is one. The nearest place above it where the value itself is not written.
  package func place(of address: [String]) -> ProfilePlace {
    var node = tree
    for key in address {
      switch node.content {
      case .mapping(let entries):
        if let entry = entries.first(where: { $0.key == key }) {
          node = entry.value
        } else if Int(key) == nil {
          return node.place
        }
      case .list(let nodes):
        guard let index = Int(key), nodes.indices.contains(index) else { return node.place }
        node = nodes[index]
      case .text, .unusable: return node.place
      }
    }
    return node.place
  }
}
