internal import BasketModel

/// One kind of file of several that belong together.
package struct TablePart: Sendable, Equatable {
  /// The name that paths use for the list of an order's rows in it.
  package var name: String
  /// The columns that say which order a row belongs to, each with its other names.
  package var keyColumns: [[String]] = []
  /// Patterns of the names of its files: `*` stands for any text, `?` for one character.
  package var fileNames: [String] = []
  /// Columns that its files have, and those of no other part.
  package var headerNames: [String] = []
  /// Whether an order without a row in it lacks something.
  package var isRequired = false
  /// Whether several rows of the first part make one order; else each is an order.
  package var hasSeveralRows = false

  package init(name: String) {
    self.name = name
  }
}

extension RecordMapping {
  /// The parts that no order can do without, from 0: that of the orders, those that are required,
  /// and those that required fields of the order come from.
  package var neededParts: [Int] {
    guard let table else { return [] }
    let sources = orderFields.filter { $0.key.isRequired && !optionalFields.contains($0.key) }
    let names = Set(sources.values.flatMap { $0.rowsNamed(in: table) })
    return table.parts.indices.filter { place in
      place == 0 || table.parts[place].isRequired || names.contains(table.parts[place].name)
    }
  }
}

extension ValueSource {
  /// The rows that the source and those in it take values from, where they name them.
  fileprivate func rowsNamed(in table: TableOptions) -> [String] {
    let own = over.flatMap { table.anchored($0).names.first }.map { [$0] } ?? []
    switch origin {
    case .path, .constant: return own
    case .firstOf(let sources), .joined(let sources, _), .sum(let sources),
      .difference(let sources), .product(let sources), .quotient(let sources):
      return own + sources.flatMap { $0.rowsNamed(in: table) }
    }
  }
}

extension TableOptions {
  /// Whether the rows of an order may stand anywhere, in one file or in several.
  package var isScattered: Bool { rowOrder == .scattered || !parts.isEmpty }

  /// The name of the rows that a path's first step stands for; nil where it is none.
  package func rows(named name: String) -> String? {
    if name == Self.rowsName || name == parts.first?.name { return Self.rowsName }
    return parts.dropFirst().contains { $0.name == name } ? name : nil
  }

  /// A path that begins with rows: as it is, or in the rows of the orders.
  package func anchored(_ path: ValuePath) -> ValuePath {
    var path = path
    if let first = path.names.first, let rows = rows(named: first) {
      path.steps[0].name = rows
    } else {
      path.steps.insert(PathStep(name: Self.rowsName), at: 0)
    }
    return path
  }
}
