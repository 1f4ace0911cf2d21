internal import BasketModel
internal import ExportProfiles

/// Finds the rows of a scattered table and the keys of their orders.
///
/// Rows are found as `TableMappingReader` finds them. A row that cannot be read belongs to the
/// order whose key it has, if its key can be read.
struct TablePieceReader {
  private let plan: TableMapping
  private let limits: ReadLimits
  private let hashKey: KeyedHash.Key
  private let scanner: CSVRowScanner
  private var index = CSVIndex()
  private var line = 0
  private var isSuspect = false
  /// The key of the last row that has one, over buffers.
  private var lastKey: KeyedHash.Value?
  private var scratch: [UInt8] = []

  init(plan: TableMapping, limits: ReadLimits, hashKey: KeyedHash.Key) {
    self.plan = plan
    self.limits = limits
    self.hashKey = hashKey
    scanner = CSVRowScanner(delimiter: plan.delimiter, cellBytesMax: limits.recordBytesMax)
  }

  mutating func read(_ bytes: PaddedBytes, isLast: Bool, into found: inout FoundPieces) {
    let all = 0..<bytes.count
    isSuspect = bytes.firstInvalidUTF8(in: all) != nil || bytes.first(0, in: all) < bytes.count
    line = 0
    index.begin()
    var start = 0
    while start < bytes.count {
      let place = index.count + 1
      let mayIndex = bytes.count <= limits.recordBytesMax
      let isWhole = mayIndex && index.build(bytes, from: start, delimiter: plan.delimiter)
      if mayIndex, index.rowCount > 0 {
        start = readIndexedRows(bytes, place: place, isLast: isLast, into: &found)
      }
      if !isWhole { start = readFaultyRow(bytes, from: start, isLast: isLast, into: &found) }
    }
    found.count(lines: line)
  }

  private mutating func readIndexedRows(
    _ bytes: PaddedBytes, place firstPlace: Int, isLast: Bool, into found: inout FoundPieces
  ) -> Int {
    var place = firstPlace
    var end = index.ends[place - 1].nextStart - 1
    var quoted = 0
    for number in 0..<index.rowCount {
      let last = Int(index.lastPlaces[number])
      let start = end + 1
      end = index.ends[last].index
      let row = CSVRow(start: start, end: end, place: place, cells: last - place + 1)
      readRow(bytes, row, isLast: isLast, into: &found)
      place = last + 1
      line += 1
      while quoted < index.quotedLineFeeds.count, index.quotedLineFeeds[quoted] < end {
        line += 1
        quoted += 1
      }
    }
    return min(end + 1, bytes.count)
  }

  private mutating func readFaultyRow(
    _ bytes: PaddedBytes, from start: Int, isLast: Bool, into found: inout FoundPieces
  ) -> Int {
    var ends: [CellEnd] = []
    let outcome = scanner.scanRow(bytes, from: start, isEnd: true, into: &ends)
    index.append(ends, from: start)
    let place = index.count - ends.count
    switch outcome {
    case .row(let next):
      let end = index.ends[index.count - 1].index
      let row = CSVRow(start: start, end: end, place: place, cells: ends.count)
      readRow(bytes, row, isLast: isLast, into: &found)
      line += bytes.countOf(0x0A, in: start..<end) + 1
      return next
    case .fault(let fault, let byte, let next):
      let row = CSVRow(start: start, end: next, place: place, cells: ends.count)
      if plan.ignores(bytes, row) {
        addIgnored(bytes, row, into: &found)
      } else {
        add(bytes, row, next: next, faultByte: byte, into: &found)
        if isLast, next == bytes.count, fault == .quoteNeverClosed {
          found.note(.export(.truncatedInput, "the last record ends inside a quoted cell"))
        }
      }
      line += bytes.countOf(0x0A, in: start..<next) + (bytes[next - 1] != 0x0A ? 1 : 0)
      return next
    case .needsMore:
      preconditionFailure("the scanner was told that nothing follows")
    }
  }

  private mutating func readRow(
    _ bytes: PaddedBytes, _ row: CSVRow, isLast: Bool, into found: inout FoundPieces
  ) {
    let next = min(row.end + 1, bytes.count)
    if isBlank(bytes, row) || plan.ignores(bytes, row) {
      return addIgnored(bytes, row, into: &found)
    }
    let fault = plan.fault(bytes, row, isSuspect: isSuspect)
    add(bytes, row, next: next, faultByte: fault?.byte, into: &found)
    if isLast, row.end == bytes.count, row.cells < plan.columnCount {
      found.note(.export(.truncatedInput, "the last record ends before its last cell"))
    }
  }

  private func addIgnored(
    _ bytes: PaddedBytes, _ row: CSVRow, into found: inout FoundPieces
  ) {
    found.addBlankLine()
    if let count = plan.statedCount(bytes, row) { found.state(count) }
  }

  private func isBlank(_ bytes: PaddedBytes, _ row: CSVRow) -> Bool {
    for cell in 0..<row.cells where !content(bytes, row, cell).isBlank(bytes) { return false }
    return true
  }

  @inline(__always)
  private func content(_ bytes: PaddedBytes, _ row: CSVRow, _ column: Int) -> CSVContent {
    CSVContent(bytes, index.ends.span, place: row.place &+ column)
  }

  /// Adds a row.
  ///
  /// - Parameter faultByte: Where it breaks off, if it cannot be read.
  private mutating func add(
    _ bytes: PaddedBytes, _ row: CSVRow, next: Int, faultByte: Int?, into found: inout FoundPieces
  ) {
    let key = key(bytes, row, faultByte: faultByte)
    found.add(
      FoundPiece(
        range: row.start..<next, line: line, key: key, id: nil,
        isHead: plan.part.map { $0 == 0 } ?? true))
  }

  /// The hash of a row's key; nil where it has none of its own.
  private mutating func key(
    _ bytes: PaddedBytes, _ row: CSVRow, faultByte: Int?
  ) -> KeyedHash.Value? {
    scratch.removeAll(keepingCapacity: true)
    var isBlank = true
    for column in plan.keyColumns {
      guard column < row.cells,
        faultByte.map({ index.ends[row.place + column].index <= $0 }) ?? true
      else { return nil }
      let cell = content(bytes, row, column)
      if !cell.isBlank(bytes) { isBlank = false }
      plan.key.append(cell, bytes, to: &scratch)
      // Between two cells, and no text of one: rows with such a byte are rare, and hurt nothing.
      scratch.append(0x1F)
    }
    if isBlank { return plan.options.blankKeyContinues && faultByte == nil ? lastKey : nil }
    let key = KeyedHash.value(of: scratch.span, key: hashKey)
    if faultByte == nil { lastKey = key }
    return key
  }
}

// MARK: - Rows

extension TableMapping {
  /// Whether a row is none, by what it contains.
  func ignores(_ bytes: PaddedBytes, _ row: CSVRow) -> Bool {
    guard !ignoredRows.isEmpty else { return false }
    let text = TextRange.inBuffer(offset: row.start, count: row.end - row.start)
    let input = RecordText(bytes)
    return ignoredRows.contains { input.contains(text, $0) }
  }

  /// Why a row of legal quotes cannot be read, and the byte where it breaks off.
  func fault(
    _ bytes: PaddedBytes, _ row: CSVRow, isSuspect: Bool
  ) -> (reason: String, byte: Int)? {
    if isSuspect, let fault = CSVRowCheck.badByte(bytes, row) { return fault }
    if row.cells == columnCount { return nil }
    if row.cells < columnCount, options.padsShortRows,
      keyColumns.allSatisfy({ $0 < row.cells })
    {
      return nil
    }
    let reason =
      "the row has \(row.cells) cell\(row.cells == 1 ? "" : "s"), the header has \(columnCount)"
    return (reason, min(row.end, bytes.count))
  }

  /// What a row says that the export holds; nil where it is no such row, or has no number.
  func statedCount(_ bytes: PaddedBytes, _ row: CSVRow) -> Int? {
    guard !footer.isEmpty else { return nil }
    let text = TextRange.inBuffer(offset: row.start, count: row.end - row.start)
    guard RecordText(bytes).contains(text, footer) else { return nil }
    var count: Int?
    for index in row.start..<min(row.end, bytes.count) {
      let digit = Int(bytes[index]) - 0x30
      if (0...9).contains(digit) {
        // As many digits as no export has rows.
        guard (count ?? 0) < 1 << 50 else { return nil }
        count = 10 * (count ?? 0) + digit
      } else if count != nil, bytes[index] != 0x2C, bytes[index] != 0x2E {
        return count
      }
    }
    return count
  }
}
