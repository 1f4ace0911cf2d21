/// Values of a profile that are no plain text.
extension SectionReader {
  /// The entries of a section by key, with the keys of its kind.
  mutating func section(_ entry: YAMLEntry, _ kind: ProfileVocabulary.SectionKind) -> Section? {
    section(entry, keys: ProfileVocabulary.keys(of: kind))
  }

  /// The values of a list, each under the key of the whole; a value that is no list is a list of
  /// one.
  func elements(_ entry: YAMLEntry) -> [YAMLEntry] {
    guard case .list(let nodes) = entry.value.content else { return [entry] }
    return nodes.map { YAMLEntry(key: entry.key, keyPlace: $0.place, value: $0) }
  }

  /// The texts of a list, or of one value.
  mutating func texts(_ entry: YAMLEntry) -> [String] {
    var texts: [String] = []
    let elements = elements(entry)
    if elements.isEmpty { problems.add("\(quoted(entry.key)) is empty", at: entry.value.place) }
    for element in elements {
      if let text = text(element) { texts.append(text) }
    }
    return texts
  }

  /// A text that may be empty or blank: what separators and conditions are.
  mutating func anyText(_ entry: YAMLEntry) -> String? {
    if case .text(let text) = entry.value.content { return text }
    return text(entry)
  }

  /// The texts of a list, or of one value, blank ones included.
  mutating func anyTexts(_ entry: YAMLEntry) -> [String] {
    var texts: [String] = []
    for element in elements(entry) {
      if let text = anyText(element) { texts.append(text) }
    }
    return texts
  }

  /// `yes` or `no`.
  mutating func flag(_ entry: YAMLEntry) -> Bool? {
    choice(entry, [("yes", true), ("no", false)])
  }

  /// Tenths of a number of a range, which has at most one digit after a point.
  mutating func tenths(_ entry: YAMLEntry, in range: ClosedRange<Int>) -> Int? {
    guard case .text(let text) = entry.value.content,
      let point = text.firstIndex(of: "."), text.distance(from: point, to: text.endIndex) == 2,
      let whole = Int(text[..<point]), range.contains(whole), whole < range.upperBound,
      let tenth = text.last?.wholeNumberValue, String(whole) == text[..<point]
    else { return number(entry, in: range).map { $0 * 10 } }
    return whole * 10 + tenth
  }

  /// A whole number of a range.
  mutating func number(_ entry: YAMLEntry, in range: ClosedRange<Int>) -> Int? {
    guard let text = text(entry) else { return nil }
    if let number = Int(text), range.contains(number), String(number) == text { return number }
    problems.add(
      "\(quoted(entry.key)) must be a whole number from \(range.lowerBound) to "
        + "\(range.upperBound), not \(quoted(text))", at: entry.value.place)
    return nil
  }

  /// The value of an enumeration whose raw values are the words.
  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ entry: YAMLEntry, _ type: Word.Type
  ) -> Word? where Word.RawValue == String {
    choice(entry, Word.allCases.map { ($0.rawValue, $0) })
  }

  /// The one key of `keys` that a section has; a problem where it has none or several.
  mutating func oneOf(_ keys: [String], in section: Section, titled title: String) -> YAMLEntry? {
    let found = keys.compactMap { section[$0] }
    if found.count == 1 { return found[0] }
    let place = found.count > 1 ? found[1].keyPlace : section.place
    problems.add("\(quoted(title)) needs one of \(list(keys, "or"))", at: place)
    return nil
  }
}
