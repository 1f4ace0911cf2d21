/// Reads sections of a profile, and keeps the problems.
struct SectionReader {
  /// Everything found wrong so far.
  var problems = ProblemList()

  /// The entries of a section by key, all of them among `keys`; nil where it is no section.
  mutating func section(_ entry: YAMLEntry, keys: [String]) -> Section? {
    guard var section = section(entry.value, titled: entry.key, keys: keys) else { return nil }
    section.place = entry.keyPlace
    return section
  }

  /// As above, for a value without a key: the whole profile.
  mutating func section(_ node: YAMLNode, titled title: String, keys: [String]) -> Section? {
    guard let entries = entries(of: node, titled: title) else { return nil }
    var section = Section(place: node.place, entries: [:])
    for entry in entries {
      if keys.contains(entry.key) {
        section.entries[entry.key] = entry
      } else {
        let suggestion = Suggestion.closest(to: entry.key, among: keys)
        addUnknown("key", entry, suggestion: suggestion, known: keys)
      }
    }
    return section
  }

  /// The entries of a mapping in the order written; nil with a problem where it is none.
  mutating func entries(of node: YAMLNode, titled title: String) -> [YAMLEntry]? {
    switch node.content {
    case .mapping(let entries): return entries
    case .unusable: return nil
    case .text(""): problems.add("\(quoted(title)) is empty", at: node.place)
    case .text, .list: problems.add("\(quoted(title)) must hold keys and values", at: node.place)
    }
    return nil
  }

  /// The text of a value that is not blank; nil with a problem where it is none.
  mutating func text(_ entry: YAMLEntry) -> String? {
    switch entry.value.content {
    case .text(let text) where text.utf8.contains(where: { !Self.isBlank($0) }): return text
    case .text: problems.add("\(quoted(entry.key)) is empty", at: entry.value.place)
    case .list: addNoText(entry, found: "a list")
    case .mapping: addNoText(entry, found: "a section")
    case .unusable: break
    }
    return nil
  }

  /// The value that a word stands for; nil with a problem where it is none of `words`.
  mutating func choice<Value>(_ entry: YAMLEntry, _ words: [(String, Value)]) -> Value? {
    guard let text = text(entry) else { return nil }
    if let match = words.first(where: { $0.0 == text }) { return match.1 }
    let known = words.map(\.0)
    problems.add(
      "\(quoted(entry.key)) must be \(list(known, "or")), not \(quoted(text))",
      at: entry.value.place, suggestion: Suggestion.closest(to: text, among: known))
    return nil
  }

  /// The values that the words of a list stand for; a problem for each that is none of `words`.
  mutating func choices<Value>(_ entry: YAMLEntry, _ words: [(String, Value)]) -> [Value] {
    guard case .list(let nodes) = entry.value.content else {
      if case .unusable = entry.value.content { return [] }
      problems.add("\(quoted(entry.key)) must be a list", at: entry.value.place)
      return []
    }
    return nodes.compactMap { node in
      choice(YAMLEntry(key: entry.key, keyPlace: entry.keyPlace, value: node), words)
    }
  }

  /// Adds the problem of a key that does not exist; without a suggestion it names those that do.
  mutating func addUnknown(
    _ noun: String, _ entry: YAMLEntry, suggestion: String?, known: [String]
  ) {
    let names = suggestion == nil ? "; known here: \(known.joined(separator: ", "))" : ""
    problems.add(
      "unknown \(noun) \(quoted(entry.key))\(names)", at: entry.keyPlace, suggestion: suggestion)
  }

  private mutating func addNoText(_ entry: YAMLEntry, found: String) {
    problems.add("\(quoted(entry.key)) must be text, not \(found)", at: entry.value.place)
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }
}

/// A mapping whose keys are all known.
struct Section {
  /// Where it begins: its key, or the first line.
  var place: ProfilePlace
  var entries: [String: YAMLEntry]

  subscript(key: String) -> YAMLEntry? { entries[key] }
}

/// Words in quotes as an English list: `"line" or "unit"`.
func list(_ words: [String], _ conjunction: String) -> String {
  let words = words.map(quoted)
  guard let last = words.last, words.count > 1 else { return words.joined() }
  return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
}
