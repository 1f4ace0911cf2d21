internal import BasketModel
internal import ExportProfiles

/// A mapping compiled against the header of one export.
struct TableMapping: Sendable {
  /// A list that stands in cells, with the columns of this export.
  struct List: Sendable {
    /// The trie's node of its elements.
    var name: Int
    var format: CellListFormat
    /// One cell for each entry; or, for fields of their own, one element.
    var elements: [[(column: Int, field: Int?)]]
  }

  /// One column and what it feeds.
  struct Feed: BitwiseCopyable, Sendable {
    /// From 0.
    var column: Int
    /// The trie's node; a column may feed several.
    var node: Int
  }

  let mapping: MappingPlan
  let options: TableOptions
  let tolerance: Tolerance
  let delimiter: UInt8
  let columnCount: Int
  /// What the cells of a row feed, by ascending column.
  let feeds: [Feed]
  /// The columns that tell orders apart.
  let keyColumns: [Int]
  let lists: [List]
  /// The trie's node of rows.
  let rows: Int
  /// Texts of rows that are no records.
  let ignoredRows: [[UInt8]]
  /// Which of the profile's parts the export is, from 0; nil where there are none.
  let part: Int?
  /// How keys are compared.
  let key: KeyText
  /// The text of the row that says how much the export holds; empty where there is none.
  let footer: [UInt8]
  /// By column: whether a blank cell means the one above; empty where none does.
  let fillsDown: [Bool]
  /// What the export has no columns for.
  let missing: MissingColumns

  /// What the cutter needs to know.
  var cutterPlan: TablePlan {
    var plan = TablePlan(
      delimiter: delimiter, columnCount: columnCount, idColumn: keyColumns[0])
    plan.padsShortRows = options.padsShortRows
    plan.blankIDContinues = options.blankKeyContinues
    plan.isScattered = options.isScattered
    plan.key = key
    return plan
  }

  /// Columns without which some sum cannot be checked, as the profile names them.
  var missingColumns: [String] { missing.names }

  /// - Parameters:
  ///   - header: The names as decoded.
  ///   - part: Which of the profile's parts the export is, from 0; nil where there are none.
  /// - Throws: `HeaderFault` where a column that is needed is missing or stands twice.
  init(
    _ mapping: RecordMapping, options: TableOptions, header: [[UInt8]], delimiter: UInt8,
    part: Int? = nil
  ) throws(HeaderFault) {
    // The same in all parts, so that their rows fit into one tree.
    var trie = PathTrie()
    let sheets = [TableOptions.rowsName] + options.parts.dropFirst().map(\.name)
    let nodes = sheets.map { trie.node(Array($0.utf8), below: PathTrie.root) }
    let rows = nodes[part ?? 0]
    let sheet = sheets[part ?? 0]
    var matcher = ColumnMatcher(header: header)
    let keyColumns = Self.keyColumns(mapping, options, part, &matcher)
    Self.requireColumns(mapping, options, sheet, &matcher)
    var plan = MappingPlan(mapping, trie: trie, rows: nodes[0])
    var feeds: [Feed] = []
    for child in plan.trie.nodes[rows].children {
      let name = String(decoding: plan.trie.nodes[child].name, as: UTF8.self)
      if options.lists.contains(where: { $0.name == name }) { continue }
      if let column = matcher.column(name) { feeds.append(Feed(column: column, node: child)) }
    }
    lists = options.lists.compactMap { list in
      plan.trie.find(Array(list.name.utf8), below: rows).map { name in
        List(
          name: name, format: list.format,
          elements: matcher.elements(of: list, trie: plan.trie, name: name))
      }
    }
    let filled = options.filledColumns.compactMap { matcher.column($0) }
    let missing = MissingColumns(
      mapping, options, sheet: sheet, matcher,
      emptyLists: Self.emptyLists(options, lists, plan.trie, rows))
    if !matcher.missing.isEmpty { matcher.addMissing(missing.names) }
    self.missing = missing
    // Of several parts, the plan of all is made once all are known.
    if part == nil { plan.leaveOut(missing) }
    if let fault = matcher.fault { throw fault }
    guard !keyColumns.isEmpty else {
      throw HeaderFault(reason: "the profile maps no column to the order id")
    }
    self.mapping = plan
    self.options = options
    tolerance = mapping.tolerance
    self.delimiter = delimiter
    columnCount = header.count
    self.feeds = feeds.sorted { $0.column < $1.column }
    self.keyColumns = keyColumns
    self.rows = rows
    footer = Array((options.footer?.text ?? "").utf8)
    ignoredRows =
      options.ignoredRows.map { Array($0.utf8) } + (footer.isEmpty ? [] : [footer])
    let isOwnKey = options.groupColumns.isEmpty && part == nil
    key = isOwnKey ? KeyText(mapping.orderFields[.orderID]) : KeyText()
    fillsDown = filled.isEmpty ? [] : header.indices.map { filled.contains($0) }
    self.part = part
  }

  private static func keyColumns(
    _ mapping: RecordMapping, _ options: TableOptions, _ part: Int?,
    _ matcher: inout ColumnMatcher
  ) -> [Int] {
    let groups = part.map { options.parts[$0].keyColumns } ?? options.groupColumns
    guard groups.isEmpty else {
      return groups.compactMap { names in
        let column = matcher.firstColumn(of: names)
        if column == nil { matcher.addMissing([names.joined(separator: " or ")]) }
        return column
      }
    }
    let paths = mapping.orderFields[.orderID]?.valuePaths ?? []
    var columns: [Int] = []
    for name in paths.compactMap(\.names.first) {
      if let column = matcher.column(name), !columns.contains(column) { columns.append(column) }
    }
    return columns
  }

  /// The names of the lists that sources use and that no column of the export feeds.
  private static func emptyLists(
    _ options: TableOptions, _ lists: [List], _ trie: PathTrie, _ rows: Int
  ) -> [String] {
    options.lists.filter { list in
      let name = trie.find(Array(list.name.utf8), below: rows)
      return !lists.contains { $0.name == name && !$0.elements.isEmpty }
    }.map(\.name)
  }

  /// Notes that no column has the id or the amount of an order: nothing could be checked then.
  private static func requireColumns(
    _ mapping: RecordMapping, _ options: TableOptions, _ sheet: String,
    _ matcher: inout ColumnMatcher
  ) {
    for field in [OrderField.orderID, .amount] where !mapping.optionalFields.contains(field) {
      guard let source = mapping.orderFields[field] else { continue }
      let names = source.columns(of: sheet, options)
      if names.isEmpty || source.readsLists(of: options) { continue }
      if names.allSatisfy({ matcher.column($0) == nil }) {
        matcher.addMissing([names.joined(separator: " or ")])
      }
    }
  }
}

extension ValueSource {
  /// The columns of one of the parts that the source takes values from.
  ///
  /// - Parameter rows: The part that it stands in.
  fileprivate func columns(
    of sheet: String, _ options: TableOptions, in rows: String = TableOptions.rowsName
  ) -> [String] {
    let rows = over.flatMap { options.anchored($0).names.first } ?? rows
    switch origin {
    case .constant: return []
    case .path(let path):
      return rows == sheet ? path.names.first.map { [$0] } ?? [] : []
    case .firstOf(let sources), .joined(let sources, _), .sum(let sources),
      .difference(let sources), .product(let sources), .quotient(let sources):
      return sources.flatMap { $0.columns(of: sheet, options, in: rows) }
    }
  }

  /// Whether some value comes from a list in cells, so that names are not those of columns.
  fileprivate func readsLists(of options: TableOptions) -> Bool {
    if let name = over?.names.first, options.lists.contains(where: { $0.name == name }) {
      return true
    }
    return switch origin {
    case .path, .constant: false
    case .firstOf(let sources), .joined(let sources, _), .sum(let sources),
      .difference(let sources), .product(let sources), .quotient(let sources):
      sources.contains { $0.readsLists(of: options) }
    }
  }
}

/// Finds columns by name, and keeps what is wrong with a header.
struct ColumnMatcher {
  private let names: [String]
  private var places: [String: [Int]] = [:]
  var missing: [String] = []
  private var repeated: [String] = []

  init(header: [[UInt8]]) {
    names = header.map(ColumnName.folded)
    for (place, name) in names.enumerated() { places[name, default: []].append(place) }
  }

  /// Whether there is a column of a name.
  func has(_ name: String) -> Bool { places[ColumnName.folded(name)] != nil }

  /// Adds columns that are missing, each once.
  mutating func addMissing(_ columns: [String]) {
    for column in columns where !missing.contains(column) { missing.append(column) }
  }

  /// The column of a name, from 0; nil where there is none. Two of them are a fault.
  mutating func column(_ name: String) -> Int? {
    guard let places = places[ColumnName.folded(name)] else { return nil }
    if places.count > 1, !repeated.contains(name) { repeated.append(name) }
    return places.first
  }

  /// The column of the first name that the header has.
  mutating func firstColumn(of names: [String]) -> Int? {
    for name in names {
      if let column = column(name) { return column }
    }
    return nil
  }

  /// The elements of a list, by number.
  mutating func elements(
    of list: CellList, trie: PathTrie, name: Int
  ) -> [[(column: Int, field: Int?)]] {
    switch list.place {
    case .column(let names):
      return firstColumn(of: names).map { [[(column: $0, field: nil)]] } ?? []
    case .numbered(let pattern):
      return numbered(pattern).map { [(column: $0.column, field: nil)] }
    case .numberedFields(let fields):
      var byNumber: [Int: [(column: Int, field: Int?)]] = [:]
      for field in fields {
        guard let target = trie.find(Array(field.name.utf8), below: name) else { continue }
        for (number, column) in numbered(field.column) {
          byNumber[number, default: []].append((column: column, field: target))
        }
      }
      return byNumber.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  /// The columns whose names follow a pattern, by their number.
  private func numbered(_ pattern: String) -> [(number: Int, column: Int)] {
    let parts = pattern.split(separator: "{n}", omittingEmptySubsequences: false)
    let before = ColumnName.folded(String(parts[0]) + "0").dropLast()
    let after = ColumnName.folded("0" + String(parts.count > 1 ? parts[1] : "")).dropFirst()
    var found: [(number: Int, column: Int)] = []
    for (column, name) in names.enumerated() {
      guard name.hasPrefix(before), name.hasSuffix(after),
        name.utf8.count > before.utf8.count + after.utf8.count
      else { continue }
      let digits = name.dropFirst(before.count).dropLast(after.count)
      if digits.utf8.count <= 6, digits.utf8.allSatisfy({ $0 &- 0x30 < 10 }),
        let number = Int(digits)
      {
        found.append((number: number, column: column))
      }
    }
    return found.sorted { $0.number < $1.number }
  }

  /// What is wrong with the header; nil where nothing is.
  var fault: HeaderFault? { HeaderFault(missing: missing, repeated: repeated) }
}
