internal import BasketModel
internal import ExportProfiles

/// A table layout compiled against the header of one export: what each column feeds.
struct TablePlan: Sendable {
  /// What one column feeds.
  enum Column: Sendable, Equatable, BitwiseCopyable {
    case ignored
    case order(FieldSlot)
    case item(FieldSlot)
    case discount(FieldSlot)
  }

  /// The byte between cells.
  let delimiter: UInt8
  /// By index of the column, from 0.
  let columns: [Column]
  /// The column that holds the order id, from 0.
  let idColumn: Int
  /// Whether a row may lack cells at its end.
  var padsShortRows = false
  /// Whether a row with a blank id goes on with the order before.
  var blankIDContinues = false
  /// Whether rows of one order stand anywhere, so that a buffer may end between any two rows.
  var isScattered = false
  /// How ids are compared, where that is not as they are written.
  var key: KeyText?

  /// A plan for the cutter alone, of a table whose rows are read by a mapping.
  init(delimiter: UInt8, columnCount: Int, idColumn: Int) {
    self.delimiter = delimiter
    columns = [Column](repeating: .ignored, count: columnCount)
    self.idColumn = idColumn
  }

  /// Matches the profile's columns with a header.
  ///
  /// - Parameter header: The names as decoded, blanks around them not yet dropped.
  /// - Throws: `HeaderFault` where a required column is missing or a mapped one stands twice.
  init(_ layout: TableLayout, header: [[UInt8]], delimiter: UInt8) throws(HeaderFault) {
    var columns = [Column](repeating: .ignored, count: header.count)
    let names = header.map(Self.trimmed)
    var repeated: [String] = []
    var missing: [String] = []
    for (field, name) in layout.columns.inModelOrder {
      let places = names.indices.filter { names[$0] == Array(name.utf8) }
      if places.count > 1 { repeated.append(name) }
      if places.isEmpty, field.isRequired { missing.append(name) }
      guard let place = places.first, let slot = FieldSlot(field) else { continue }
      columns[place] =
        switch field.owner {
        case .order: .order(slot)
        case .item: .item(slot)
        case .discount: .discount(slot)
        }
    }
    if let fault = HeaderFault(missing: missing, repeated: repeated) { throw fault }
    guard let idColumn = columns.firstIndex(of: .order(.orderText(.orderID))) else {
      throw HeaderFault(reason: "the profile maps no column to the order id")
    }
    self.delimiter = delimiter
    self.columns = columns
    self.idColumn = idColumn
  }

  private static func trimmed(_ name: [UInt8]) -> [UInt8] {
    let start = name.firstIndex { !DecimalParser.isBlank($0) } ?? name.endIndex
    let end = name.lastIndex { !DecimalParser.isBlank($0) } ?? start
    return start < name.endIndex ? Array(name[start...end]) : []
  }
}
