/// Which places of a record are already taken, to find those that are used twice.
///
/// One place for two fields is a slip of copying: both would always agree, and a check between them
/// would pass by construction.
struct PathUses {
  private var uses: [(steps: [String], name: String, line: Int)] = []

  /// Takes a path for a field or a section; returns what is wrong with that.
  ///
  /// - Complexity: O(paths taken).
  mutating func take(_ steps: [String], for name: String, line: Int) -> String? {
    defer { uses.append((steps, name, line)) }
    for use in uses {
      let relation: String
      if use.steps == steps {
        relation = "uses the same place as"
      } else if steps.starts(with: use.steps) {
        relation = "lies inside"
      } else if use.steps.starts(with: steps) {
        relation = "holds"
      } else {
        continue
      }
      return "\(quoted(name)) \(relation) \(quoted(use.name)) (line \(use.line))"
    }
    return nil
  }
}
