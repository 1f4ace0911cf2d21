internal import BasketModel

// Items, discounts, charges and identities.
extension MappingReader {
  mutating func part(
    _ entry: YAMLEntry, _ group: FieldGroup, table: TableOptions?
  ) -> BasketPart? {
    guard let section = sources.sections.section(entry, .part) else { return nil }
    if section["path"] == nil, kind != .csv { addMissing("key", "path", at: section.place) }
    guard let path = partPath(section, table) else { return nil }
    var inner = elementReader(path, table)
    if section["fields"] == nil { addMissing("section", "fields", at: section.place) }
    let fields = inner.fields(section, group, required: true, notStated: [])
    let conditions = section["where"].map { inner.sources.conditions($0) } ?? []
    let isRequired = section["required"].flatMap { inner.sources.sections.flag($0) } ?? false
    if isRequired, group != .items, let entry = section["required"] {
      inner.sources.sections.problems.add("only items can be required", at: entry.keyPlace)
    }
    sources.sections = inner.sources.sections
    return BasketPart(
      kind: group == .items ? .item : .discount, path: path, conditions: conditions,
      fields: fields, isRequired: isRequired)
  }

  mutating func charge(_ entry: YAMLEntry, table: TableOptions?) -> BasketPart? {
    guard let section = sources.sections.section(entry, .charge) else { return nil }
    var presence = TermPresence.added
    if let entry = section["presence"] {
      presence = sources.sections.word(entry, TermPresence.self) ?? .added
    }
    let kinds: [(String, BasketPartKind)] = [
      ("term", .termCharge(presence)), ("item", .itemCharge), ("discount", .discountCharge),
    ]
    guard let asEntry = section["as"] else {
      addMissing("key", "as", at: section.place)
      return nil
    }
    guard let chargeKind = sources.sections.choice(asEntry, kinds) else { return nil }
    if let entry = section["presence"], asEntry.value.content.text != "term" {
      sources.sections.problems.add(
        "\"presence\" belongs to a charge \"as: term\"", at: entry.keyPlace)
    }
    let path = section["path"] == nil ? ValuePath([]) : partPath(section, table)
    guard let path, let amountEntry = section["amount"] else {
      if section["amount"] == nil { addMissing("key", "amount", at: section.place) }
      return nil
    }
    var inner = path.steps.isEmpty ? self : elementReader(path, table)
    let amount = inner.sources.source(amountEntry)
    let conditions = section["where"].map { inner.sources.conditions($0) } ?? []
    sources.sections = inner.sources.sections
    guard let amount else { return nil }
    return BasketPart(
      kind: chargeKind, path: path, conditions: conditions, fields: [.discountAmount: amount])
  }

  /// The path of a part; that of the rows where a table's part has none.
  private mutating func partPath(_ section: Section, _ table: TableOptions?) -> ValuePath? {
    guard let entry = section["path"] else {
      return ValuePath(names: kind == .csv ? [TableOptions.rowsName] : [])
    }
    guard let path = sources.path(entry) else { return nil }
    guard let table, let name = path.steps.first?.name, table.rows(named: name) == nil,
      !table.lists.contains(where: { $0.name == name })
    else { return path }
    let names = [TableOptions.rowsName] + table.parts.map(\.name) + table.lists.map(\.name)
    sources.sections.problems.add(
      "a path in a table is that of a list: \(list(names, "or"))", at: entry.value.place,
      suggestion: Suggestion.closest(to: name, among: names))
    return nil
  }

  /// The reader of what stands in the elements of a part.
  private func elementReader(_ path: ValuePath, _ table: TableOptions?) -> MappingReader {
    guard let list = table?.lists.first(where: { $0.name == path.steps.first?.name }),
      list.format == .json
    else { return self }
    var reader = self
    reader.sources = SourceReader(sections: sources.sections, paths: .json)
    return reader
  }

  mutating func identity(_ entry: YAMLEntry, table: TableOptions?) -> Identity? {
    guard let section = sources.sections.section(entry, .identity) else { return nil }
    for key in ["name", "left", "right"] where section[key] == nil {
      addMissing("key", key, at: section.place)
    }
    let name = section["name"].flatMap { sources.sections.text($0) }
    let path = section["path"] == nil ? ValuePath([]) : partPath(section, table)
    guard let path else { return nil }
    var inner = path.steps.isEmpty ? self : elementReader(path, table)
    let left = section["left"].flatMap { inner.sources.source($0) }
    let right = section["right"].flatMap { inner.sources.source($0) }
    let conditions = section["where"].map { inner.sources.conditions($0) } ?? []
    var tolerance = 0
    var allowed: ValueSource?
    if let entry = section["tolerance"] {
      if case .text = entry.value.content {
        tolerance = inner.sources.sections.number(entry, in: 0...1_000_000) ?? 0
      } else {
        allowed = inner.sources.source(entry)
      }
    }
    sources.sections = inner.sources.sections
    guard let name, let left, let right else { return nil }
    return Identity(
      name: name, path: path, left: left, right: right, conditions: conditions,
      tolerance: tolerance, allowed: allowed)
  }
}
