internal import BasketModel
package import ExportProfiles

/// One value that a profile takes from exports of a format, with where it may stand.
package struct MappedPlace: Sendable {
  /// For people: the field as profiles write it, with the section it belongs to where that is not
  /// the order's.
  package let name: String
  /// The keys in the profile that lead to it, from the top; a number is a place in a list, from 0.
  package let address: [String]
  /// Paths from the top of an `ExportOutline`; one of them is enough.
  package let alternatives: [[String]]
  /// Whether an order without it is of no use.
  package let isRequired: Bool

  /// Whether it is one side of an identity.
  var isOfIdentity: Bool { address.dropFirst().first == "identities" }

  /// Whether an export has the place.
  package func isIn(_ outline: ExportOutline, isFolded: Bool) -> Bool {
    alternatives.contains { outline.node(at: $0, isFolded: isFolded) != nil }
  }
}

/// All places that a profile takes values from.
package struct MappedPlaces: Sendable {
  package private(set) var places: [MappedPlace] = []
  private let format: ExportFormat
  private let part: Int?

  /// Empty where the profile describes no exports of the format.
  ///
  /// - Parameter part: Which of the profile's parts the places are to be of, from 0; nil for all.
  package init(_ profile: Profile, format: ExportFormat, part: Int? = nil) {
    self.format = format
    self.part = part
    switch format {
    case .csv:
      if let layout = profile.csv { add(layout) }
      if let mapping = profile.mappings.csv { add(mapping) }
    case .jsonLines:
      if let layout = profile.json { add(layout, section: "json") }
      if let mapping = profile.mappings.json { add(mapping) }
    case .xml:
      if let layout = profile.xml { add(layout, section: "xml") }
      if let mapping = profile.mappings.xml { add(mapping) }
    }
  }

  /// Whether names of columns are compared as people do: a plain layout's are compared as bytes.
  package static func folds(_ profile: Profile, format: ExportFormat) -> Bool {
    format == .csv && profile.mappings.csv != nil
  }

  private var section: String {
    switch format {
    case .csv: "csv"
    case .jsonLines: "json"
    case .xml: "xml"
    }
  }

  private mutating func add(
    _ name: String, _ address: [String], _ alternatives: [[String]], isRequired: Bool
  ) {
    guard !alternatives.isEmpty else { return }
    places.append(
      MappedPlace(
        name: name, address: [section] + address, alternatives: alternatives,
        isRequired: isRequired))
  }

  private static func key(of field: OrderField) -> String {
    switch field.owner {
    case .order: field.profileName
    case .item: String(field.profileName.dropFirst("basket.basket_items.".count))
    case .discount: String(field.profileName.dropFirst("basket.discounts.".count))
    }
  }

  private static func sectionName(of field: OrderField) -> String {
    switch field.owner {
    case .order: "order"
    case .item: "items"
    case .discount: "discounts"
    }
  }

  // MARK: Plain layouts

  private mutating func add(_ layout: TableLayout) {
    for (field, column) in layout.columns.inModelOrder {
      let section = Self.sectionName(of: field)
      add(
        field.profileName, [section, "fields", Self.key(of: field)], [[column]],
        isRequired: field.isRequired)
    }
  }

  private mutating func add(_ layout: NestedLayout, section: String) {
    for (field, path) in layout.orderFields.inModelOrder {
      add(
        field.profileName, ["order", "fields", Self.key(of: field)], [layout.recordPath + path],
        isRequired: field.isRequired)
    }
    let parts = [
      ("items", layout.itemsPath, layout.itemFields),
      ("discounts", layout.discountsPath, layout.discountFields),
    ]
    for (name, path, fields) in parts {
      guard let path else { continue }
      for (field, place) in fields.inModelOrder {
        add(
          field.profileName, [name, "fields", Self.key(of: field)],
          [layout.recordPath + path + place], isRequired: false)
      }
    }
  }

  // MARK: Mappings

  private mutating func add(_ mapping: RecordMapping) {
    if let part, let own = mapping.table?.parts[part] {
      for names in own.keyColumns {
        add(
          "the key of \(own.name)", ["parts", own.name, "key"], names.map { [$0] },
          isRequired: true)
      }
    }
    for (field, source) in mapping.orderFields.inModelOrder {
      add(
        field.profileName, ["order", "fields", field.profileName],
        paths(source, below: [], mapping),
        isRequired: isRequired(field, of: mapping))
    }
    var counts: [String: Int] = [:]
    for part in mapping.parts {
      let isCharge = part.kind != .item && part.kind != .discount
      let section = isCharge ? "charges" : part.kind == .item ? "items" : "discounts"
      let number = counts[section, default: 0]
      counts[section] = number + 1
      for (field, source) in part.fields.inModelOrder {
        let address =
          isCharge
          ? [section, String(number), "amount"]
          : [section, String(number), "fields", Self.key(of: field)]
        add(
          isCharge ? "charge \(number + 1)" : field.profileName, address,
          paths(source, below: part.path.names, mapping), isRequired: false)
      }
    }
    for (number, identity) in mapping.identities.enumerated() {
      for (key, source) in [("left", identity.left), ("right", identity.right)] {
        add(
          "\(key) of \(identity.name)", ["identities", String(number), key],
          paths(source, below: identity.path.names, mapping), isRequired: false)
      }
    }
  }

  /// Whether an export without the field is of no use: what else a table lacks is `MISSING_COLUMN`,
  /// and the rest is audited.
  private func isRequired(_ field: OrderField, of mapping: RecordMapping) -> Bool {
    guard field.isRequired, !mapping.optionalFields.contains(field) else { return false }
    return format != .csv || field == .orderID || field == .amount
  }

  /// The places that a source may take its value from, from the top.
  private func paths(
    _ source: ValueSource, below outer: [String], _ mapping: RecordMapping
  ) -> [[String]] {
    let start = (source.startsAtOrder ? [] : outer) + (source.over?.names ?? [])
    let found: [[String]] =
      switch source.origin {
      case .path(let path): tops(start + outlineNames(path), mapping)
      case .constant: []
      case .firstOf(let sources), .joined(let sources, _), .sum(let sources),
        .difference(let sources), .product(let sources), .quotient(let sources):
        sources.flatMap { paths($0, below: start, mapping) }
      }
    return found
  }

  private func outlineNames(_ path: ValuePath) -> [String] {
    path.steps.map { $0.isAttribute ? "@\($0.name)" : $0.name }
  }

  /// The paths from the top of an export for one from the order.
  private func tops(_ names: [String], _ mapping: RecordMapping) -> [[String]] {
    switch format {
    case .csv:
      guard let table = mapping.table else { return [names] }
      var names = names
      let other = table.parts.indices.dropFirst().first { table.parts[$0].name == names.first }
      if let part, part != other ?? 0 { return [] }
      if other != nil || names.first == TableOptions.rowsName { names.removeFirst() }
      if let list = table.lists.first(where: { $0.name == names.first }) {
        return list.columns(of: names.dropFirst().first).map { [$0] }
      }
      return names.isEmpty ? [] : [names]
    case .jsonLines:
      if let children = mapping.children, names.first == children.name {
        return [Array(names.dropFirst())]
      }
      return mapping.recordPaths.map { $0.names + names } + [names]
    case .xml: return mapping.recordPaths.map { $0.names + names }
    }
  }
}

extension CellList {
  /// The columns of which one is enough; those of numbered columns with the numbers from 0 to 2.
  fileprivate func columns(of field: String?) -> [String] {
    func numbered(_ pattern: String) -> [String] {
      (0...2).map { number in
        pattern.split(separator: "{n}", omittingEmptySubsequences: false)
          .joined(separator: String(number))
      }
    }
    switch place {
    case .column(let names): return names
    case .numbered(let pattern): return numbered(pattern)
    case .numberedFields(let fields):
      return fields.filter { field == nil || $0.name == field }.flatMap { numbered($0.column) }
    }
  }
}
