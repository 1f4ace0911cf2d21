internal import BasketModel
internal import ExportProfiles

/// What cannot be worked out of the orders of an export.
struct UnknownValues: OptionSet, Sendable {
  let rawValue: UInt8

  /// The sum of the items.
  static let items = UnknownValues(rawValue: 1)
  /// The sum of the discounts.
  static let discounts = UnknownValues(rawValue: 2)
  /// The charges that are part of the amount alone.
  static let terms = UnknownValues(rawValue: 4)
  /// The currency.
  static let currency = UnknownValues(rawValue: 8)

  /// What a missing part of a basket leaves unknown.
  init(_ kind: BasketPartKind) {
    switch kind {
    case .item: self = .items
    case .discount, .discountCharge: self = .discounts
    case .itemCharge: self = [.items, .discounts]
    case .termCharge: self = .terms
    }
  }

  init(rawValue: UInt8) {
    self.rawValue = rawValue
  }
}

/// Finds the columns that a mapping takes values from and an export does not have.
///
/// Without a column a sum would be worked out wrongly, and each order would have a finding that is
/// not its own.
struct MissingColumns {
  private let matcher: ColumnMatcher
  private let options: TableOptions
  /// The rows that the export has; those of other parts are not looked at.
  private let sheet: String
  /// By name of each list: the columns that it lacks; none where it has some.
  private let lists: [String: [String]]
  /// The lists that exports may lack.
  private let optionalLists: Set<String>
  /// The columns, in the order of the profile, as it names them.
  private(set) var names: [String] = []
  /// The parts that cannot be worked out, by place in the mapping.
  private(set) var parts: [Int] = []
  /// The identities that cannot be looked at, by place in the mapping.
  private(set) var identities: [Int] = []
  /// The fields of the order that have no value.
  private(set) var fields: [OrderField] = []

  /// - Parameter emptyLists: The names of the lists without a column.
  init(
    _ mapping: RecordMapping, _ options: TableOptions, sheet: String, _ matcher: ColumnMatcher,
    emptyLists: [String]
  ) {
    self.matcher = matcher
    self.options = options
    self.sheet = sheet
    var lists: [String: [String]] = [:]
    for list in options.lists {
      lists[list.name] = emptyLists.contains(list.name) ? [list.place.text] : []
    }
    self.lists = lists
    optionalLists = Set(options.lists.lazy.filter(\.isOptional).map(\.name))
    findFields(mapping)
    findParts(mapping)
    identities = mapping.identities.indices.filter { lacksColumns(mapping.identities[$0]) }
  }

  private func lacksColumns(_ identity: Identity) -> Bool {
    if let name = identity.path.names.first, let missing = lists[name] { return !missing.isEmpty }
    let rows = rows(of: identity.path)
    return !columns(of: identity.left, in: rows).isEmpty
      || !columns(of: identity.right, in: rows).isEmpty
  }

  /// What is missing in one of several tables or another.
  init(all missing: [MissingColumns]) {
    matcher = ColumnMatcher(header: [])
    options = TableOptions()
    sheet = ""
    lists = [:]
    optionalLists = []
    names = missing.flatMap(\.names)
    parts = Set(missing.flatMap(\.parts)).sorted()
    identities = Set(missing.flatMap(\.identities)).sorted()
    fields = missing.flatMap(\.fields)
  }

  private mutating func findFields(_ mapping: RecordMapping) {
    for (field, source) in mapping.orderFields.inModelOrder
    where (field.isRequired || field == .currency) && field != .orderID {
      let missing = columns(of: source, evenOptional: true)
      if missing.isEmpty || mapping.optionalFields.contains(field) { continue }
      fields.append(field)
      add(columns(of: source))
    }
  }

  private mutating func findParts(_ mapping: RecordMapping) {
    // Each place of items may be optional, but not all of them together.
    let items = mapping.parts.indices.filter { mapping.parts[$0].kind == .item }
    let itemColumns = items.map { columns(of: mapping.parts[$0], evenOptional: true) }
    let lacksItems = !items.isEmpty && !itemColumns.contains(where: \.isEmpty)
    for (place, part) in mapping.parts.enumerated() {
      let missing = columns(of: part)
      if missing.isEmpty { continue }
      parts.append(place)
      if !lacksItems || part.kind != .item { add(missing) }
    }
    guard lacksItems else { return }
    // What else stands beside items is then as unknown as they are.
    let others = mapping.parts.indices.filter {
      !mapping.parts[$0].path.steps.isEmpty
        && !columns(of: mapping.parts[$0], evenOptional: true).isEmpty
    }
    parts = Array(Set(parts).union(items).union(others)).sorted()
    let alternatives = itemColumns.map { $0.joined(separator: ", ") }
    add(items.count == 1 ? itemColumns[0] : [alternatives.joined(separator: " or ")])
  }

  private mutating func add(_ columns: [String]) {
    for column in columns where !names.contains(column) { names.append(column) }
  }

  // MARK: Parts and sources

  /// The rows that a path begins with: those of the orders unless it names others.
  private func rows(of path: ValuePath?) -> String {
    path.flatMap { options.anchored($0).names.first } ?? TableOptions.rowsName
  }

  private func columns(of part: BasketPart, evenOptional: Bool = false) -> [String] {
    if let list = list(part.path.names.first, evenOptional: evenOptional) { return list }
    let rows = rows(of: part.path)
    let columns = { (source: ValueSource) in
      self.columns(of: source, in: rows, evenOptional: evenOptional)
    }
    guard part.kind == .item else { return part.fields.values.flatMap(columns) }
    if let price = part.fields[.itemPrice], columns(price).isEmpty { return [] }
    let prices = [OrderField.itemPrice, .itemUnitPrice].compactMap { part.fields[$0].map(columns) }
    let quantity = part.fields[.itemQuantity].map(columns) ?? []
    return (prices.contains { $0.isEmpty } ? [] : Array(prices.joined())) + quantity
  }

  /// The columns that a list lacks; nil where there is no such list.
  private func list(_ name: String?, evenOptional: Bool) -> [String]? {
    guard let name, let missing = lists[name] else { return nil }
    return !evenOptional && optionalLists.contains(name) ? [] : missing
  }

  /// The columns for want of which a source has no value, or not the whole of it.
  ///
  /// - Parameter outer: The rows that the source stands in.
  private func columns(
    of source: ValueSource, in outer: String = TableOptions.rowsName, evenOptional: Bool = false
  ) -> [String] {
    if source.isOptional, !evenOptional { return [] }
    if let list = list(source.over?.names.first, evenOptional: evenOptional) { return list }
    let rows =
      source.startsAtOrder || source.over != nil ? self.rows(of: source.over) : outer
    let columns = { (source: ValueSource) in
      self.columns(of: source, in: rows, evenOptional: evenOptional)
    }
    switch source.origin {
    case .path(let path):
      return rows == sheet ? self.columns(of: path, evenOptional: evenOptional) : []
    case .constant: return []
    case .firstOf(let sources):
      let each = sources.map(columns)
      if each.contains(where: \.isEmpty) { return [] }
      return [each.joined().joined(separator: " or ")]
    case .joined(let sources, _), .sum(let sources), .difference(let sources),
      .product(let sources), .quotient(let sources):
      return sources.flatMap(columns)
    }
  }

  private func columns(of path: ValuePath, evenOptional: Bool) -> [String] {
    var names = path.names[...]
    if names.first == TableOptions.rowsName { names = names.dropFirst() }
    guard let name = names.first else { return [] }
    return list(name, evenOptional: evenOptional) ?? (matcher.has(name) ? [] : [name])
  }
}

extension CellListPlace {
  /// The names of the columns, for people.
  fileprivate var text: String {
    switch self {
    case .column(let names): names.joined(separator: " or ")
    case .numbered(let pattern): pattern
    case .numberedFields(let fields): fields.map(\.column).joined(separator: ", ")
    }
  }
}
