internal import BasketModel

/// Reads one of the sections `json`, `csv` and `xml`.
struct LayoutReader {
  /// What the whole profile says that decides which fields a layout needs.
  var isCurrencyRequired: Bool
  var sections: SectionReader

  /// A layout of records that nest.
  mutating func nestedLayout(_ entry: YAMLEntry, paths: FieldPathText) -> NestedLayout? {
    guard let groups = sections.section(entry, paths == .json ? .json : .xml) else { return nil }
    var layout = NestedLayout(orderFields: [:])
    var uses = PathUses()
    if let order = part(groups, .order, hasPath: paths == .xml) {
      layout.recordPath = recordPath(order, paths) ?? []
      layout.orderFields = fields(order, .order, paths, &uses)
    }
    if let items = part(groups, .items, hasPath: true) {
      layout.itemsPath = path(of: items, .items, paths, &uses)
      var uses = PathUses()
      layout.itemFields = fields(items, .items, paths, &uses)
    }
    if let discounts = part(groups, .discounts, hasPath: true) {
      layout.discountsPath = path(of: discounts, .discounts, paths, &uses)
      var uses = PathUses()
      layout.discountFields = fields(discounts, .discounts, paths, &uses)
    }
    return layout
  }

  /// A layout of a table.
  mutating func tableLayout(_ entry: YAMLEntry) -> TableLayout? {
    guard let groups = sections.section(entry, .csv) else { return nil }
    var layout = TableLayout(columns: [:])
    if let delimiter = groups["delimiter"] { layout.delimiter = self.delimiter(delimiter) }
    // The columns of items and discounts stand in the same header as those of the order.
    var uses = PathUses()
    for group in FieldGroup.allCases {
      guard let part = part(groups, group, hasPath: false) else { continue }
      for (field, entry) in mappedFields(part, group) {
        guard let column = sections.text(entry) else { continue }
        take([column], for: entry, &uses)
        layout.columns[field] = column
      }
    }
    return layout
  }

  /// The section of a group; nil where the layout has none, with a problem where it needs one.
  private mutating func part(_ groups: Section, _ group: FieldGroup, hasPath: Bool) -> Section? {
    guard let entry = groups[group.key] else {
      if group != .discounts { addMissing("section", group.key, at: groups.place) }
      return nil
    }
    let part = sections.section(entry, keys: (hasPath ? ["path"] : []) + ["fields"])
    if let part {
      if hasPath, part["path"] == nil { addMissing("key", "path", at: part.place) }
      if part["fields"] == nil { addMissing("section", "fields", at: part.place) }
    }
    return part
  }

  private mutating func delimiter(_ entry: YAMLEntry) -> UInt8? {
    if case .text(let text) = entry.value.content,
      let word = Self.delimiters.first(where: { $0.byte.map { [$0] } == Array(text.utf8) })
    {
      sections.problems.add(
        "\"delimiter\" is written as a word", at: entry.value.place, suggestion: word.name)
      return nil
    }
    return sections.choice(entry, Self.delimiters.map { ($0.name, $0.byte) }) ?? nil
  }

  static let delimiters: [(name: String, byte: UInt8?)] = [
    ("by_name", nil), ("comma", 0x2C), ("semicolon", 0x3B), ("tab", 0x09), ("pipe", 0x7C),
  ]
}

// MARK: - Paths and fields

extension LayoutReader {
  private mutating func recordPath(_ order: Section, _ paths: FieldPathText) -> [String]? {
    guard let entry = order["path"], let steps = steps(entry, paths) else { return nil }
    guard steps.count > 1 else {
      sections.problems.add(
        "the path must name the root element and the element of one order, as \"orders/order\"",
        at: entry.value.place)
      return nil
    }
    return steps
  }

  private mutating func path(
    of part: Section, _ group: FieldGroup, _ paths: FieldPathText, _ uses: inout PathUses
  ) -> [String]? {
    guard let entry = part["path"], let steps = steps(entry, paths) else { return nil }
    if let message = uses.take(steps, for: group.key, line: entry.keyPlace.line) {
      sections.problems.add(message, at: entry.value.place)
    }
    return steps
  }

  private mutating func fields(
    _ part: Section, _ group: FieldGroup, _ paths: FieldPathText, _ uses: inout PathUses
  ) -> [OrderField: [String]] {
    var fields: [OrderField: [String]] = [:]
    for (field, entry) in mappedFields(part, group) {
      guard let steps = steps(entry, paths) else { continue }
      take(steps, for: entry, &uses)
      fields[field] = steps
    }
    return fields
  }

  private mutating func take(_ steps: [String], for entry: YAMLEntry, _ uses: inout PathUses) {
    if let message = uses.take(steps, for: entry.key, line: entry.keyPlace.line) {
      sections.problems.add(message, at: entry.value.place)
    }
  }

  private mutating func steps(_ entry: YAMLEntry, _ paths: FieldPathText) -> [String]? {
    guard let text = sections.text(entry) else { return nil }
    do {
      return try paths.steps(of: text)
    } catch {
      sections.problems.add(error.message, at: entry.value.place, suggestion: error.suggestion)
      return nil
    }
  }

  /// The entries of `fields` that name fields of the group; the others, and required fields that
  /// are not there, become problems.
  private mutating func mappedFields(
    _ part: Section, _ group: FieldGroup
  ) -> [(OrderField, YAMLEntry)] {
    guard let section = part["fields"],
      let entries = sections.entries(of: section.value, titled: section.key)
    else { return [] }
    var mapped: [(OrderField, YAMLEntry)] = []
    for entry in entries {
      if let field = group.field(named: entry.key) {
        mapped.append((field, entry))
      } else {
        sections.addUnknown(
          "field", entry, suggestion: group.suggestion(for: entry.key),
          known: group.names.map(\.name))
      }
    }
    addMissingFields(group, given: mapped.map(\.0), at: section.keyPlace)
    return mapped
  }

  private mutating func addMissingFields(
    _ group: FieldGroup, given: [OrderField], at place: ProfilePlace
  ) {
    for (name, field) in group.names where isRequired(field) && !given.contains(field) {
      addMissing("field", name, at: place)
    }
    if group == .order, isCurrencyRequired, !given.contains(.currency) {
      sections.problems.add(
        "without a default currency the field \"currency\" is required", at: place)
    }
    if group == .items, !given.contains(.itemPrice), !given.contains(.itemUnitPrice) {
      sections.problems.add("the field \"price\" or \"unit_price\" is missing", at: place)
    }
  }

  private func isRequired(_ field: OrderField) -> Bool {
    field.isRequired || field == .discountAmount
  }

  private mutating func addMissing(_ noun: String, _ name: String, at place: ProfilePlace) {
    sections.problems.add("the \(noun) \(quoted(name)) is missing", at: place)
  }
}
