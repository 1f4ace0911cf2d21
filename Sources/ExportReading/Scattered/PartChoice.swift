package import ExportProfiles

/// Says which of a profile's parts an export is.
package struct PartChoice {
  private let parts: [TablePart]

  package init(_ parts: [TablePart]) { self.parts = parts }

  /// What an export turned out to be; reasons are English sentences for people.
  package enum Outcome: Equatable {
    /// From 0.
    case part(Int)
    case none(String)
    case several(String)
  }

  /// The part of an export, by its name, else by its header.
  ///
  /// - Parameters:
  ///   - fileName: Without its folder.
  ///   - header: The names of columns as decoded.
  package func part(fileName: String, header: [[UInt8]]) -> Outcome {
    let byName = parts.indices.filter { matches(parts[$0].fileNames, fileName) }
    if byName.count == 1 { return .part(byName[0]) }
    let columns = Set(header.map(ColumnName.folded))
    let candidates = byName.isEmpty ? Array(parts.indices) : byName
    let byHeader = candidates.filter { part in
      let names = parts[part].headerNames
      return !names.isEmpty && names.allSatisfy { columns.contains(ColumnName.folded($0)) }
    }
    if byHeader.count == 1 { return .part(byHeader[0]) }
    let found = byHeader.isEmpty ? byName : byHeader
    guard found.isEmpty else {
      let names = found.map { parts[$0].name }.joined(separator: " and ")
      return .several("the export may be several of the profile's parts: \(names)")
    }
    return .none(
      "the export is none of the profile's parts: "
        + parts.map(Self.description).joined(separator: "; "))
  }

  /// A part and how it is recognised, for people.
  package static func description(_ part: TablePart) -> String {
    var ways: [String] = []
    if !part.fileNames.isEmpty {
      ways.append("files " + part.fileNames.joined(separator: ", "))
    }
    if !part.headerNames.isEmpty {
      ways.append("columns " + part.headerNames.joined(separator: ", "))
    }
    return "\(part.name) (\(ways.joined(separator: " or ")))"
  }

  private func matches(_ patterns: [String], _ fileName: String) -> Bool {
    var names = [fileName]
    for ending in [".gz", ".zst"] where fileName.lowercased().hasSuffix(ending) {
      names.append(String(fileName.dropLast(ending.count)))
    }
    return patterns.contains { pattern in
      names.contains { NamePattern.matches(ColumnName.folded(pattern), ColumnName.folded($0)) }
    }
  }
}

/// Patterns with `*` for any text and `?` for one character.
enum NamePattern {
  /// Whether a pattern is the whole of a text.
  ///
  /// - Complexity: O(*n* · *m*), without recursion.
  static func matches(_ pattern: String, _ text: String) -> Bool {
    let pattern = Array(pattern.unicodeScalars)
    let text = Array(text.unicodeScalars)
    var place = 0
    var index = 0
    /// Behind the last `*`, and what it stands for so far.
    var retry: (place: Int, index: Int)?
    while index < text.count {
      if place < pattern.count, pattern[place] == "*" {
        place += 1
        retry = (place, index)
      } else if place < pattern.count, pattern[place] == "?" || pattern[place] == text[index] {
        place += 1
        index += 1
      } else if let star = retry {
        retry = (star.place, star.index + 1)
        place = star.place
        index = star.index + 1
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
  }
}
