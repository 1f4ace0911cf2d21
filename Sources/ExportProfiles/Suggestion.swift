/// What somebody probably meant who wrote a name that does not exist.
package enum Suggestion {
  /// Names longer than this are not compared.
  private static let nameBytesMax = 64

  /// The name that needs the fewest edits to become `name`; nil where none is near.
  ///
  /// - Complexity: O(names × length²), and the length is limited.
  package static func closest(to name: String, among names: [String]) -> String? {
    let written = Array(name.lowercased().utf8)
    guard !written.isEmpty, written.count <= nameBytesMax else { return nil }
    var best: (name: String, edits: Int)?
    for candidate in names {
      let edits = editDistance(written, Array(candidate.lowercased().utf8))
      // A third of the letters may be wrong: more would suggest names that were not meant.
      guard edits <= max(1, min(candidate.utf8.count, written.count) / 3) else { continue }
      if best.map({ edits < $0.edits }) ?? true { best = (candidate, edits) }
    }
    return best?.name
  }

  /// How many bytes must be inserted, removed, replaced or swapped with their neighbour.
  private static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1]
      for column in 0..<right.count {
        let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
        var edits = min(replaced, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          edits = min(edits, beforeLast[column - 1] + 1)
        }
        current.append(edits)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}
