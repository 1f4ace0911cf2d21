/// A YAML text into which tags are inserted, and the way back from its places to the original's.
struct TaggedText {
  private struct Insertion {
    var line: Int
    /// Column in the original, from 1.
    var column: Int
    /// Characters.
    var count: Int
  }

  /// The text with all tags so far.
  private(set) var tagged: String
  private var insertions: [Insertion] = []
  /// Last line of the original that holds anything, from 1.
  private let lastLine: Int

  init(_ text: String) {
    tagged = text
    var line = 1
    var last = 1
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      if YAMLTextCheck.endsLine(previous), !(previous == "\r" && scalar == "\n") { line += 1 }
      if !YAMLTextCheck.endsLine(scalar) { last = line }
      previous = scalar
    }
    lastLine = last
  }

  /// Puts a tag of its own in front of the key at a place of the tagged text, counted from 1.
  /// Returns false where there is no such place.
  ///
  /// - Complexity: O(text).
  mutating func tagKey(line: Int, column: Int) -> Bool {
    guard let index = index(line: line, column: column) else { return false }
    let original = originalPlace(line: line, column: column)
    let tag = "!key\(insertions.count) "
    tagged.unicodeScalars.insert(contentsOf: tag.unicodeScalars, at: index)
    insertions.append(
      Insertion(line: line, column: original.column, count: tag.unicodeScalars.count))
    insertions.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    return true
  }

  /// The place in the original of a place in the tagged text.
  func originalPlace(line: Int, column: Int) -> ProfilePlace {
    var shift = 0
    for insertion in insertions where insertion.line == line {
      // A tag belongs to the key behind it, so the tag's first character is the key's.
      if column > insertion.column + shift { shift += insertion.count }
    }
    return ProfilePlace(line: line, column: max(column - shift, 1))
  }

  /// The place, or the last line's start where it lies behind all that was written.
  func clamped(_ place: ProfilePlace) -> ProfilePlace {
    place.line <= lastLine ? place : ProfilePlace(line: lastLine, column: 1)
  }

  private func index(line: Int, column: Int) -> String.Index? {
    let scalars = tagged.unicodeScalars
    var current = (line: 1, column: 1)
    var index = scalars.startIndex
    while index < scalars.endIndex {
      if current == (line, column) { return index }
      let scalar = scalars[index]
      index = scalars.index(after: index)
      let isPair = scalar == "\r" && index < scalars.endIndex && scalars[index] == "\n"
      if YAMLTextCheck.endsLine(scalar), !isPair {
        current = (current.line + 1, 1)
      } else {
        current.column += 1
      }
    }
    return nil
  }
}
