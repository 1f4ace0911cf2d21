internal import BasketModel

/// One row of a buffer: where it stands and which ends are its cells'.
struct CSVRow: Equatable {
  /// First byte, from 0.
  var start: Int
  /// Index of the line feed, or the end of the bytes.
  var end: Int
  /// Index of its first end in `CSVIndex`.
  var place: Int
  /// Number of cells.
  var cells: Int
}

/// The id cell of a row.
struct CSVIDCell: Equatable {
  /// The cell without quotes.
  var range: Range<Int>
  /// Whether the cell is quoted, so that doubled quotes may stand in it.
  var isQuoted: Bool

  /// Whether two cells hold one id that is not blank, whatever their quoting.
  static func areSame(_ bytes: PaddedBytes, _ left: CSVIDCell, _ right: CSVIDCell) -> Bool {
    let leftText = left.text(bytes)
    return leftText == right.text(bytes) && leftText.contains { !DecimalParser.isBlank($0) }
  }

  /// A copy of the id.
  func text(_ bytes: PaddedBytes) -> [UInt8] {
    var text: [UInt8] = []
    CSVCell.append((range, isQuoted), of: bytes, to: &text)
    return text
  }

  /// The id as a text of the batch.
  func storedText(_ bytes: PaddedBytes, into assembler: inout OrderAssembler) -> TextRange {
    guard isQuoted, bytes.first(0x22, in: range) < range.upperBound else {
      return .inBuffer(offset: range.lowerBound, count: range.count)
    }
    let start = assembler.batch.decodedText.count
    CSVCell.appendDecoded(range, of: bytes, to: &assembler.batch.decodedText)
    return .decoded(offset: start, count: assembler.batch.decodedText.count - start)
  }
}

/// A row that could not be read, kept until the next order shows whether it belongs to it.
struct CSVUnreadableRow {
  var id: CSVIDCell
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
  private(set) var id = CSVIDCell(range: 0..<0, isQuoted: false)
  /// Unreadable rows since the last row that could be read.
  var consecutiveUnreadable = 0
  /// Those of them that have an id.
  private var unreadable: [CSVUnreadableRow] = []

  mutating func begin(_ row: CSVRow, id: CSVIDCell) {
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
  mutating func takeUnreadable(where belongs: (CSVIDCell) -> Bool) -> CSVUnreadableRow? {
    if unreadable.isEmpty { return nil }
    defer { unreadable.removeAll() }
    return unreadable.first {
      consecutiveUnreadable - $0.ordinal <= Self.unreadableRowsMax && belongs($0.id)
    }
  }
}

/// What can be said of a row without reading its values; shared by reader and cutter, so that both
/// agree.
enum CSVRowCheck {
  /// The first NUL or byte that is no UTF-8.
  static func badByte(_ bytes: PaddedBytes, _ row: CSVRow) -> (reason: String, byte: Int)? {
    let range = row.start..<row.end
    let zero = bytes.first(0, in: range)
    let invalid = bytes.firstInvalidUTF8(in: range) ?? row.end
    if min(zero, invalid) == row.end { return nil }
    return zero < invalid ? ("a NUL byte", zero) : ("not UTF-8", invalid)
  }

  /// The id cell of a row that cannot be read; nil unless the cell ends before the fault.
  static func readableID(
    _ bytes: PaddedBytes, _ row: CSVRow, idColumn: Int, _ index: CSVIndex, faultByte: Int
  ) -> CSVIDCell? {
    guard idColumn < row.cells else { return nil }
    let end = index[row.place + idColumn]
    guard end.index <= faultByte else { return nil }
    let content = CSVCell.content(bytes, from: index.cellStart(row.place + idColumn), to: end)
    return CSVIDCell(range: content.range, isQuoted: content.isQuoted)
  }
}

extension CSVCell {
  /// Appends the text of a cell's content.
  static func append(
    _ content: (range: Range<Int>, isQuoted: Bool), of bytes: PaddedBytes, to output: inout [UInt8]
  ) {
    if content.isQuoted {
      appendDecoded(content.range, of: bytes, to: &output)
    } else {
      bytes.append(content.range, to: &output)
    }
  }
}
