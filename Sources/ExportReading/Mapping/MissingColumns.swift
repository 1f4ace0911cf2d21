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
  /// By name of each list: the columns that it lacks; none where it has some.
  private let lists: [String: [String]]
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
    _ mapping: RecordMapping, _ options: TableOptions, _ matcher: ColumnMatcher,
    emptyLists: [String]
  ) {
    self.matcher = matcher
    var lists: [String: [String]] = [:]
    for list in options.lists {
      let isMissing = emptyLists.contains(list.name) && !list.isOptional
      lists[list.name] = isMissing ? [list.place.text] : []
    }
    self.lists = lists
    for (field, source) in mapping.orderFields.inModelOrder
    where field.isRequired || field == .currency {
      let missing = columns(of: source)
      if field == .orderID || missing.isEmpty || mapping.optionalFields.contains(field) {
        continue
      }
      fields.append(field)
      add(missing)
    }
    for (place, part) in mapping.parts.enumerated() {
      let missing = columns(of: part)
      if missing.isEmpty { continue }
      parts.append(place)
      add(missing)
    }
    identities = mapping.identities.indices.filter { lacksColumns(mapping.identities[$0]) }
  }

  private func lacksColumns(_ identity: Identity) -> Bool {
    if let name = identity.path.names.first, let missing = lists[name] { return !missing.isEmpty }
    return !columns(of: identity.left).isEmpty || !columns(of: identity.right).isEmpty
  }

  private mutating func add(_ columns: [String]) {
    for column in columns where !names.contains(column) { names.append(column) }
  }

  // MARK: Parts and sources

  private func columns(of part: BasketPart) -> [String] {
    if let name = part.path.names.first, let missing = lists[name] { return missing }
    guard part.kind == .item else { return part.fields.values.flatMap(columns) }
    if let price = part.fields[.itemPrice], columns(of: price).isEmpty { return [] }
    let needed: [OrderField] = [.itemPrice, .itemUnitPrice]
    let prices = needed.compactMap { part.fields[$0].map(columns) }
    let quantity = part.fields[.itemQuantity].map(columns) ?? []
    return (prices.contains { $0.isEmpty } ? [] : Array(prices.joined())) + quantity
  }

  /// The columns for want of which a source has no value, or not the whole of it.
  private func columns(of source: ValueSource) -> [String] {
    if source.isOptional { return [] }
    if let name = source.over?.names.first, let missing = lists[name] { return missing }
    switch source.origin {
    case .path(let path): return columns(of: path)
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

  private func columns(of path: ValuePath) -> [String] {
    var names = path.names[...]
    if names.first == TableOptions.rowsName { names = names.dropFirst() }
    guard let name = names.first else { return [] }
    return lists[name] ?? (matcher.has(name) ? [] : [name])
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
