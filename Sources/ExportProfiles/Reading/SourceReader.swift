/// Reads where values come from.
struct SourceReader {
  var sections: SectionReader
  let paths: ValuePathText
  /// Levels of sources inside sources.
  private static let depthMax = 8

  init(sections: SectionReader, paths: ValuePathText) {
    self.sections = sections
    self.paths = paths
  }

  /// The source of an entry: a path, a list of sources of which the first with a value counts, or a
  /// section.
  mutating func source(_ entry: YAMLEntry, depth: Int = 1) -> ValueSource? {
    guard depth <= Self.depthMax else {
      sections.problems.add(
        "more than \(Self.depthMax) sources inside each other", at: entry.value.place)
      return nil
    }
    switch entry.value.content {
    case .text: return path(entry).map { ValueSource(.path($0)) }
    case .list:
      let sources = sources(entry, depth: depth)
      return sources.isEmpty ? nil : ValueSource(.firstOf(sources))
    case .mapping: return composed(entry, depth: depth)
    case .unusable: return nil
    }
  }

  /// The path of an entry's text.
  mutating func path(_ entry: YAMLEntry) -> ValuePath? {
    guard let text = sections.text(entry) else { return nil }
    do {
      return try paths.path(of: text)
    } catch {
      sections.problems.add(error.message, at: entry.value.place, suggestion: error.suggestion)
      return nil
    }
  }

  private mutating func sources(_ entry: YAMLEntry, depth: Int) -> [ValueSource] {
    var sources: [ValueSource] = []
    let elements = sections.elements(entry)
    if elements.isEmpty {
      sections.problems.add("\(quoted(entry.key)) is empty", at: entry.value.place)
    }
    for element in elements {
      if let source = source(element, depth: depth + 1) { sources.append(source) }
    }
    return sources
  }

  private mutating func composed(_ entry: YAMLEntry, depth: Int) -> ValueSource? {
    guard let section = sections.section(entry, .source),
      let originEntry = sections.oneOf(ProfileVocabulary.origins, in: section, titled: entry.key),
      let origin = origin(originEntry, section, depth: depth)
    else { return nil }
    var source = ValueSource(origin)
    // A section around a path or a choice says more about the same value.
    if case .path = origin {} else if originEntry.key == "value" { source = ValueSource(origin) }
    readSelection(section, into: &source)
    readText(section, into: &source)
    readNumber(section, into: &source)
    readOptional(section, into: &source)
    return source
  }

  private mutating func origin(
    _ entry: YAMLEntry, _ section: Section, depth: Int
  ) -> ValueOrigin? {
    if section["with"] != nil, entry.key != "join" {
      sections.problems.add(
        "\"with\" belongs to \"join\"", at: section["with"]?.keyPlace ?? section.place)
    }
    switch entry.key {
    case "value":
      guard let source = source(entry, depth: depth + 1) else { return nil }
      return source == ValueSource(source.origin) ? source.origin : .firstOf([source])
    case "constant": return sections.anyText(entry).map { .constant($0) }
    case "join":
      let separator = section["with"].flatMap { sections.anyText($0) } ?? ""
      return .joined(sources(entry, depth: depth), separator: separator)
    case "add": return .sum(sources(entry, depth: depth))
    case "subtract": return .difference(sources(entry, depth: depth))
    case "multiply": return .product(sources(entry, depth: depth))
    default: return .quotient(sources(entry, depth: depth))
    }
  }

  private mutating func readSelection(_ section: Section, into source: inout ValueSource) {
    if let entry = section["over"] { source.over = path(entry) }
    if let entry = section["take"] { source.take = sections.word(entry, ValueTake.self) }
    if let entry = section["where"] { source.conditions = conditions(entry) }
    if let entry = section["of"] {
      source.startsAtOrder = sections.choice(entry, [("order", true)]) ?? false
    }
  }

  private mutating func readText(_ section: Section, into source: inout ValueSource) {
    let steps: [(String, (String) -> TextStep)] = [
      ("strip_prefix", TextStep.stripPrefix), ("strip_suffix", TextStep.stripSuffix),
      ("after_last", TextStep.afterLast), ("before_first", TextStep.beforeFirst),
    ]
    for (key, step) in steps {
      if let entry = section[key] { source.textSteps += sections.anyTexts(entry).map(step) }
    }
    if let entry = section["empty"] { source.emptyTexts = sections.anyTexts(entry) }
    if let entry = section["lookup"],
      let entries = sections.entries(of: entry.value, titled: entry.key)
    {
      for entry in entries {
        if let text = sections.anyText(entry) {
          source.lookup.append(LookupEntry(text: entry.key, replacement: text))
        }
      }
    }
  }

  private mutating func readNumber(_ section: Section, into source: inout ValueSource) {
    if let entry = section["sign"] {
      source.sign =
        sections.choice(entry, [("negate", SignRule.negated), ("absolute", .absolute)])
        ?? .asStated
    }
    if let entry = section["negative_if"] { source.negativeConditions = conditions(entry) }
    if let entry = section["minor_units"] {
      if case .text("currency") = entry.value.content {
        source.minorUnits = .ofCurrency
      } else if let path = path(entry) {
        source.minorUnits = .digits(path)
      }
    }
    if let entry = section["round"] { source.isRounded = sections.flag(entry) ?? false }
  }

  private mutating func readOptional(_ section: Section, into source: inout ValueSource) {
    guard let entry = section["optional"] else { return }
    source.isOptional = sections.flag(entry) ?? false
  }

  // MARK: Conditions

  /// The conditions of a list, or of one section; all of them must hold.
  mutating func conditions(_ entry: YAMLEntry, depth: Int = 1) -> [Condition] {
    var conditions: [Condition] = []
    for element in sections.elements(entry) {
      if let condition = condition(element, depth: depth) { conditions.append(condition) }
    }
    return conditions
  }

  private mutating func condition(_ entry: YAMLEntry, depth: Int) -> Condition? {
    guard depth <= Self.depthMax, let section = sections.section(entry, .condition) else {
      return nil
    }
    if let any = section["any"] {
      if section.entries.count > 1 {
        sections.problems.add("\"any\" stands alone in its condition", at: any.keyPlace)
      }
      let lists = sections.elements(any).map { conditions($0, depth: depth + 1) }
      return .any(lists)
    }
    guard let value = section["value"] else {
      sections.problems.add("the key \"value\" is missing", at: section.place)
      return nil
    }
    guard let source = source(value),
      let test = sections.oneOf(ProfileVocabulary.tests, in: section, titled: entry.key)
    else { return nil }
    switch test.key {
    case "is": return .text(source, isAny: true, of: sections.anyTexts(test))
    case "is_not": return .text(source, isAny: false, of: sections.anyTexts(test))
    case "contains": return .contains(source, anyOf: sections.texts(test))
    case "same_as": return self.source(test).map { .isSame(source, $0) }
    case "filled": return sections.flag(test).map { .isFilled(source, $0) }
    default: return sections.word(test, NumberSign.self).map { .sign(source, $0) }
    }
  }
}
