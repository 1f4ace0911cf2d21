internal import BasketModel

/// Reads a profile's examples. Runs do not come here.
struct ExampleReader {
  var sections: SectionReader
  /// The sections that the profile has for formats.
  let formats: [String]

  init(sections: SectionReader, formats: [String]) {
    self.sections = sections
    self.formats = formats
  }

  /// The examples of an entry `examples`.
  mutating func examples(_ entry: YAMLEntry) -> [ProfileExample] {
    var examples: [ProfileExample] = []
    for element in sections.elements(entry) {
      if let example = example(element) { examples.append(example) }
    }
    return examples
  }

  private mutating func example(_ entry: YAMLEntry) -> ProfileExample? {
    guard let section = sections.section(entry, .example) else { return nil }
    for key in ["name", "input"] where section[key] == nil {
      sections.problems.add("the key \(quoted(key)) is missing", at: section.place)
    }
    let format = format(section)
    var orders: [ExpectedOrder]?
    if let entry = section["orders"] { orders = expectedOrders(entry) }
    let findings = section["findings"].map { sections.anyTexts($0) }
    guard let name = section["name"].flatMap({ sections.text($0) }),
      let input = section["input"].flatMap({ sections.anyText($0) }), let format
    else { return nil }
    return ProfileExample(
      name: name, format: format, input: input, orders: orders, findings: findings,
      place: section.place)
  }

  private mutating func format(_ section: Section) -> String? {
    if let entry = section["format"] {
      return sections.choice(entry, formats.map { ($0, $0) })
    }
    if formats.count == 1 { return formats[0] }
    if !formats.isEmpty {
      sections.problems.add(
        "the key \"format\" is missing: the profile has \(list(formats, "and"))", at: section.place)
    }
    return nil
  }

  private mutating func expectedOrders(_ entry: YAMLEntry) -> [ExpectedOrder] {
    guard case .list(let nodes) = entry.value.content else {
      if case .unusable = entry.value.content { return [] }
      sections.problems.add("\"orders\" must be a list", at: entry.value.place)
      return []
    }
    var orders: [ExpectedOrder] = []
    for node in nodes {
      let element = YAMLEntry(key: "orders", keyPlace: node.place, value: node)
      guard let section = sections.section(element, .expectedOrder) else { continue }
      var order = ExpectedOrder(place: section.place)
      order.fields = fields(section, .order)
      order.items = section["items"].map { parts($0, .items, .expectedItem) }
      order.discounts = section["discounts"].map { parts($0, .discounts, .expectedDiscount) }
      order.findings = section["findings"].map { sections.anyTexts($0) }
      order.isSkipped = section["skipped"].flatMap { sections.flag($0) }
      orders.append(order)
    }
    return orders
  }

  private mutating func parts(
    _ entry: YAMLEntry, _ group: FieldGroup, _ kind: ProfileVocabulary.SectionKind
  ) -> [[OrderField: String]] {
    var parts: [[OrderField: String]] = []
    for element in sections.elements(entry) {
      if let section = sections.section(element, kind) { parts.append(fields(section, group)) }
    }
    return parts
  }

  private mutating func fields(_ section: Section, _ group: FieldGroup) -> [OrderField: String] {
    var fields: [OrderField: String] = [:]
    for (name, field) in ProfileVocabulary.expectedFields(group) {
      guard let entry = section[name], let text = sections.anyText(entry) else { continue }
      if field != .orderID, field != .currency, !text.isEmpty, !Self.isDecimal(text) {
        sections.problems.add(
          "\(quoted(name)) must be a plain number such as 10.00, or empty for none, not "
            + quoted(text), at: entry.value.place)
      }
      fields[field] = text
    }
    return fields
  }

  private static func isDecimal(_ text: String) -> Bool {
    let digits = text.first == "-" ? text.dropFirst() : text[...]
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count <= 2
      && parts.allSatisfy { part in
        (1...18).contains(part.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
      } && (parts.count == 1 || parts[1].count <= 6)
  }
}
