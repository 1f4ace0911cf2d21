/// The values of a profile that its author has not decided yet: the word `TODO`.
struct UnresolvedPlaces {
  /// What stands in place of a value.
  static let word = "TODO"

  private(set) var places: [(key: String, place: ProfilePlace)] = []

  /// Looks at all of a profile but its examples.
  init(_ tree: YAMLNode) {
    guard case .mapping(let entries) = tree.content else { return }
    for entry in entries where entry.key != "examples" { collect(entry.value, key: entry.key) }
  }

  private mutating func collect(_ node: YAMLNode, key: String) {
    switch node.content {
    case .text(Self.word): places.append((key, node.place))
    case .list(let nodes): for node in nodes { collect(node, key: key) }
    case .mapping(let entries): for entry in entries { collect(entry.value, key: entry.key) }
    case .text, .unusable: break
    }
  }

  /// The problems, with those of undecided values in place of what else would be said about them.
  func replacing(_ problems: [ProfileProblem]) -> [ProfileProblem] {
    guard !places.isEmpty else { return problems }
    let undecided = places.map(\.place)
    var result = problems.filter { problem in
      problem.place.map { !undecided.contains($0) } ?? true
    }
    for (key, place) in places {
      result.append(
        ProfileProblem(place: place, message: "unresolved: \(quoted(key)) is still \(Self.word)"))
    }
    let start = ProfilePlace(line: 0, column: 0)
    return result.sorted { ($0.place ?? start) < ($1.place ?? start) }
  }
}
