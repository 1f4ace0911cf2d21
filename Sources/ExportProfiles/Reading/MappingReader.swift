internal import BasketModel

/// Reads a section `json`, `csv` or `xml` that says more than names of fields.
struct MappingReader {
  var sources: SourceReader
  /// Which of the three.
  let kind: ProfileVocabulary.SectionKind
  /// Whether the profile has no default currency.
  let isCurrencyRequired: Bool

  init(
    sections: SectionReader, kind: ProfileVocabulary.SectionKind, isCurrencyRequired: Bool
  ) {
    let paths: ValuePathText = kind == .json ? .json : kind == .xml ? .xml : .csv
    sources = SourceReader(sections: sections, paths: paths)
    self.kind = kind
    self.isCurrencyRequired = isCurrencyRequired
  }

  /// The mapping; of use only where no problem was found.
  mutating func mapping(_ entry: YAMLEntry) -> RecordMapping? {
    guard let section = sources.sections.section(entry, kind) else { return nil }
    var mapping = RecordMapping()
    if let entry = section["encoding"] {
      for element in sources.sections.elements(entry) {
        if let encoding = sources.sections.word(element, TextEncoding.self) {
          mapping.encodings.append(encoding)
        }
      }
    }
    if kind == .csv { mapping.table = readTable(section) }
    if let entry = section["children"] { mapping.children = children(entry) }
    readOrder(section, into: &mapping)
    for key in ["items", "discounts"] {
      guard let entry = section[key] else { continue }
      for element in sources.sections.elements(entry) {
        let part = part(element, key == "items" ? .items : .discounts, table: mapping.table)
        if let part { mapping.parts.append(part) }
      }
    }
    if let entry = section["charges"] {
      for element in sources.sections.elements(entry) {
        if let charge = charge(element, table: mapping.table) {
          mapping.parts.append(charge)
        }
      }
    }
    if let entry = section["identities"] {
      for element in sources.sections.elements(entry) {
        if let identity = identity(element, table: mapping.table) {
          mapping.identities.append(identity)
        }
      }
    }
    addChecksByConstruction(mapping, at: section.place)
    let hasItems = mapping.parts.contains { $0.kind == .item || $0.kind == .itemCharge }
    if mapping.notStated.contains(.basketItems) {
      if hasItems { addContradiction(at: section.place) }
    } else if !hasItems, section["items"] == nil, section["charges"] == nil {
      addMissing("section", "items", at: section.place)
    }
    return mapping
  }

  mutating func addMissing(_ noun: String, _ name: String, at place: ProfilePlace) {
    sources.sections.problems.add("the \(noun) \(quoted(name)) is missing", at: place)
  }

  private mutating func addContradiction(at place: ProfilePlace) {
    sources.sections.problems.add(
      "\(quoted(OrderField.basketItems.profileName)) is also \"not_stated\"", at: place)
  }

  /// Notes stated sums that are compared with the very values that they are.
  private mutating func addChecksByConstruction(_ mapping: RecordMapping, at place: ProfilePlace) {
    let sums: [(OrderField, BasketPartKind, [BasketPartKind])] = [
      (.totalDiscountAmount, .discountCharge, [.discount, .itemCharge]),
      (.totalProductAmount, .itemCharge, [.item]),
    ]
    for (field, kind, others) in sums {
      guard let stated = mapping.orderFields[field] else { continue }
      let charges = mapping.parts.filter { $0.kind == kind }
      let isMore = charges.count != 1 || mapping.parts.contains { others.contains($0.kind) }
      guard !isMore, let amount = charges[0].fields[.discountAmount],
        charges[0].path.steps.isEmpty, amount.valuePaths == stated.valuePaths
      else { continue }
      sources.sections.problems.add(
        "\(quoted(field.profileName)) would be compared with itself: the only charge that makes up "
          + "the sum has the same source; name the field in \"not_stated\"", at: place)
    }
  }

  private mutating func readTable(_ section: Section) -> TableOptions {
    var reader = TableOptionsReader(sections: sources.sections)
    let table = reader.options(section)
    sources.sections = reader.sections
    return table
  }

  private mutating func children(_ entry: YAMLEntry) -> ChildLines? {
    guard let section = sources.sections.section(entry, .children) else { return nil }
    guard let parent = section["parent"].flatMap({ sources.sections.text($0) }) else {
      addMissing("key", "parent", at: section.place)
      return nil
    }
    var children = ChildLines(
      parentKey: parent, idKey: "id", name: "children", order: .adjacent)
    if let entry = section["id"], let text = sources.sections.text(entry) { children.idKey = text }
    if let entry = section["name"], let text = sources.sections.text(entry) { children.name = text }
    if let entry = section["rows"] {
      children.order = sources.sections.word(entry, RowOrder.self) ?? .adjacent
    }
    return children
  }

  // MARK: Order

  private mutating func readOrder(_ section: Section, into mapping: inout RecordMapping) {
    guard let entry = section["order"] else {
      return addMissing("section", "order", at: section.place)
    }
    guard let order = sources.sections.section(entry, .order) else { return }
    if let entry = order["path"] {
      if kind == .csv {
        sources.sections.problems.add("a table has no path to its orders", at: entry.keyPlace)
      }
      for element in sources.sections.elements(entry) {
        if let path = sources.path(element) { mapping.recordPaths.append(path) }
      }
    } else if kind == .xml {
      addMissing("key", "path", at: order.place)
    }
    if let entry = order["not_stated"] { mapping.notStated = requiredFields(entry) }
    if let entry = order["optional"] { mapping.optionalFields = requiredFields(entry) }
    if let entry = order["skip"] { mapping.skip = sources.conditions(entry) }
    if let entry = order["exact"] { mapping.exact = sources.conditions(entry) }
    if let entry = order["group_by"] {
      if kind != .csv {
        sources.sections.problems.add("only the rows of a table are grouped", at: entry.keyPlace)
      }
      if mapping.table?.parts.isEmpty == false {
        sources.sections.problems.add("the keys of the parts group rows", at: entry.keyPlace)
      }
      for element in sources.sections.elements(entry) {
        mapping.table?.groupColumns.append(sources.sections.texts(element))
      }
    }
    guard order["fields"] != nil else { return addMissing("section", "fields", at: order.place) }
    mapping.orderFields = fields(order, .order, required: true, notStated: mapping.notStated)
  }

  /// Fields of the order that are otherwise required, and its items, by name.
  private mutating func requiredFields(_ entry: YAMLEntry) -> [OrderField] {
    var allowed = FieldGroup.order.names.filter { $0.field != .orderID && $0.field.isRequired }
    if entry.key == "not_stated" {
      allowed.append((OrderField.basketItems.profileName, .basketItems))
    }
    var fields: [OrderField] = []
    for element in sources.sections.elements(entry) {
      let field = sources.sections.choice(element, allowed.map { ($0.name, $0.field) })
      if let field { fields.append(field) }
    }
    return fields
  }
}

// MARK: - Fields

extension MappingReader {
  /// The sources of a section's `fields`.
  mutating func fields(
    _ part: Section, _ group: FieldGroup, required: Bool, notStated: [OrderField]
  ) -> [OrderField: ValueSource] {
    guard let section = part["fields"],
      let entries = sources.sections.entries(of: section.value, titled: section.key)
    else { return [:] }
    var fields: [OrderField: ValueSource] = [:]
    var given: [OrderField] = []
    for entry in entries {
      guard let field = group.field(named: entry.key) else {
        sources.sections.addUnknown(
          "field", entry, suggestion: group.suggestion(for: entry.key),
          known: group.names.map(\.name))
        continue
      }
      given.append(field)
      if notStated.contains(field) {
        sources.sections.problems.add(
          "\(quoted(entry.key)) is also \"not_stated\"", at: entry.keyPlace)
      }
      fields[field] = sources.source(entry)
    }
    for (name, field) in group.names
    where (field.isRequired || field == .discountAmount) && !given.contains(field)
      && !notStated.contains(field)
    {
      addMissing("field", name, at: section.keyPlace)
    }
    if group == .order, isCurrencyRequired, !given.contains(.currency) {
      sources.sections.problems.add(
        "without a default currency the field \"currency\" is required", at: section.keyPlace)
    }
    if group == .items, !given.contains(.itemPrice), !given.contains(.itemUnitPrice) {
      sources.sections.problems.add(
        "the field \"price\" or \"unit_price\" is missing", at: section.keyPlace)
    }
    return fields
  }
}

extension YAMLNode.Content {
  /// The text, where it is one.
  var text: String? {
    if case .text(let text) = self { return text }
    return nil
  }
}

extension TableOptions {
  /// The name of the list of an order's rows in paths.
  package static var rowsName: String { "rows" }
}
