import Foundation

/// One Swift file, seen line by line.
struct SwiftSource {
  /// Path relative to the repository's root.
  let path: String
  /// The lines as they stand; line 1 is at index 0.
  let lines: [Substring]
  /// The lines without comments and without the text inside string literals.
  let codeLines: [String]

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    codeLines = Self.withoutCommentsAndStrings(lines)
  }

  init(path: String) throws {
    self.init(path: path, text: try Repository.text(path))
  }

  /// `file:line` of every code line in which `pattern` is found.
  func places(of pattern: String) throws -> [String] {
    let expression = try Regex(pattern)
    return codeLines.indices
      .filter { codeLines[$0].firstMatch(of: expression) != nil }
      .map { "\(path):\($0 + 1)" }
  }

  /// Every function with the number of its lines, from its declaration to its closing brace.
  ///
  /// By indentation, which the linter guarantees: a body ends at the first line that begins with a
  /// brace in the column of the declaration.
  func functions() throws -> [(line: Int, length: Int)] {
    let declaration = try Regex(#"^\s*([@\w()]+ )*(func \S|init[?(<]|deinit\b|subscript[(<])"#)
    var found: [(line: Int, length: Int)] = []
    for start in codeLines.indices where codeLines[start].firstMatch(of: declaration) != nil {
      if let end = end(ofDeclarationAt: start) {
        found.append((line: start + 1, length: end - start + 1))
      }
    }
    return found
  }

  /// Index of the last line of the declaration; nil where it has no body.
  private func end(ofDeclarationAt start: Int) -> Int? {
    let column = indentation(of: start)
    var hasBody = codeLines[start].contains("{")
    if hasBody, codeLines[start].hasSuffix("}") { return start }
    for index in (start + 1)..<max(codeLines.count, start + 1) {
      let line = codeLines[index].drop { $0 == " " }
      if line.isEmpty { continue }
      let isOutside = indentation(of: index) <= column
      if isOutside, line.hasPrefix("}") { return hasBody ? index : nil }
      if isOutside, !line.hasPrefix(")"), !line.hasPrefix("where"), !line.hasPrefix("{") {
        return nil
      }
      hasBody = hasBody || line.hasSuffix("{")
    }
    return nil
  }

  private func indentation(of index: Int) -> Int {
    codeLines[index].prefix { $0 == " " }.count
  }

  private static func withoutCommentsAndStrings(_ lines: [Substring]) -> [String] {
    var isInsideText = false
    return lines.map { line in
      let delimiters = line.components(separatedBy: "\"\"\"").count - 1
      let wasInsideText = isInsideText
      if !delimiters.isMultiple(of: 2) { isInsideText.toggle() }
      if wasInsideText || isInsideText { return wasInsideText ? "" : String(line) }
      let withoutStrings = String(line).replacing(#/"(\\.|[^"\\])*"/#, with: "\"\"")
      return withoutStrings.replacing(#/\/\/.*/#, with: "")
    }
  }
}
