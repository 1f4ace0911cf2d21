internal import BasketModel

/// A row that could not be read, kept until the next order shows whether it belongs to it.
struct CSVUnreadableRow {
  var id: CSVContent
  var reason: String
  /// Place of the fault in the buffer: line and byte from 0.
  var position: SourcePosition
  /// How many unreadable rows stood before it without one that could be read between.
  var ordinal = 0
}

/// The order whose rows are being read, and the unreadable rows since the last one that could be
/// read.
struct CSVGroup {
  /// Unreadable rows in a row that an order may span. More of them end the order before, and are
  /// too far from the next to be counted to it; so a buffer can be cut between them.
  static let unreadableRowsMax = 64

  /// Whether an order is open.
  private(set) var isOpen = false
  /// The first row of the order.
  private(set) var firstRow = CSVRow(start: 0, end: 0, place: 0, cells: 0)
  /// The id of the order.
  private(set) var id = CSVContent(start: 0, end: 0, isQuoted: false)
  /// Unreadable rows since the last row that could be read.
  var consecutiveUnreadable = 0
  /// Those of them that have an id.
  private var unreadable: [CSVUnreadableRow] = []

  mutating func begin(_ row: CSVRow, id: CSVContent) {
    isOpen = true
    firstRow = row
    self.id = id
    consecutiveUnreadable = 0
  }

  mutating func close() { isOpen = false }

  /// Notes that a further row of the order was read: unreadable rows before it belong to no later
  /// order.
  @inline(__always)
  mutating func goOn() {
    consecutiveUnreadable = 0
    if !unreadable.isEmpty { unreadable.removeAll() }
  }

  /// Keeps an unreadable row that may belong to the next order.
  mutating func remember(_ row: CSVUnreadableRow) {
    var row = row
    row.ordinal = consecutiveUnreadable
    if unreadable.count >= 2 * Self.unreadableRowsMax {
      unreadable.removeFirst(Self.unreadableRowsMax)
    }
    unreadable.append(row)
  }

  /// The first remembered row near enough that belongs to the order that begins now; forgets all.
  @inline(__always)
  mutating func takeUnreadable(where belongs: (CSVContent) -> Bool) -> CSVUnreadableRow? {
    if unreadable.isEmpty { return nil }
    defer { unreadable.removeAll() }
    return unreadable.first {
      consecutiveUnreadable - $0.ordinal <= Self.unreadableRowsMax && belongs($0.id)
    }
  }
}
