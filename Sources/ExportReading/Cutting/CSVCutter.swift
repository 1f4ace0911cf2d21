internal import CByteScan

/// Cuts CSV exports between two orders.
///
/// Rows of one order are adjacent and stay in one buffer, and so does an unreadable row with the
/// order it may belong to. A cut is safe
/// 1. between two adjacent rows that can be read and have different ids, or
/// 2. inside a run of unreadable rows, with `CSVGroup.unreadableRowsMax` of them on either side.
///    The reader's result is then the same as if the export were one buffer; tests hold that at
///    every split. The quote state is exact: rows are found with the masks of `CSVIndex`, and by
///    `CSVRowScanner` when a quote stands where none may.
struct CSVCutter {
  let plan: TablePlan
  let scanner: CSVRowScanner
  /// Bytes before the end in which a safe place is looked for first; nearly every buffer has one.
  private let nearEndBytes: Int
  /// Starts of the rows of the buffer, from 0; the last entry is where the first incomplete row
  /// begins.
  var rowStarts: [Int] = []
  /// Indices in `rowStarts` of rows that break the grammar.
  var faultyRows: Set<Int> = []
  var ends: [CellEnd] = []
  /// The id of the oversized order that is passed over.
  var oversizedID: [UInt8]?
  /// Whether the bytes to come begin inside a row that is passed over.
  var isInsideOversizedRow = false

  init(plan: TablePlan, limits: ReadLimits) {
    self.plan = plan
    scanner = CSVRowScanner(delimiter: plan.delimiter, cellBytesMax: limits.recordBytesMax)
    nearEndBytes = max(limits.bufferBytes / 32, 1)
  }

  /// Ends the buffer at the last place that is safe.
  ///
  /// - Parameter bytes: Begin at a row.
  /// - Complexity: O(*n*) in bytes, by masks.
  mutating func cut(_ bytes: PaddedBytes, isEnd: Bool) -> Cut {
    if isEnd { return .end(at: bytes.count) }
    if findRowsNearEnd(bytes), let row = lastSafeRow(bytes, isWhole: false) {
      return .at(rowStarts[row])
    }
    findRows(bytes)
    guard let row = lastSafeRow(bytes) else { return .needsMore }
    return .at(rowStarts[row])
  }

  // MARK: The last rows

  /// Finds the rows of the buffer's last part; false where that cannot be done without finding all.
  ///
  /// Before them only quotes are looked at: their parity and their neighbours give the exact state.
  /// What is before the first is passed over by `memchr`.
  private mutating func findRowsNearEnd(_ bytes: PaddedBytes) -> Bool {
    guard bytes.count >= 2 * nearEndBytes, bytes.count < scanner.cellBytesMax,
      let start = rowStart(bytes, after: bytes.count - nearEndBytes)
    else { return false }
    findRows(bytes, from: start)
    return true
  }

  /// Where the first row begins that begins after `target`; nil where there is none.
  ///
  /// Where a quote stands where none may, the scanner reads the row, as `findRows` would have it.
  private mutating func rowStart(_ bytes: PaddedBytes, after target: Int) -> Int? {
    var state = CSVQuoteState()
    var block = bytes.first(0x22, in: 0..<target) & ~63
    var lastStart = bytes.last(0x0A, in: 0..<block).map { $0 + 1 } ?? 0
    if block > 0 {
      state.passPlainBlocks(endingWith: bytes[block - 1], delimiter: plan.delimiter)
    }
    while block < bytes.count {
      if block < target {
        block = bytes.passRows(
          from: block, to: target, delimiter: plan.delimiter, &state.carried, nextRow: &lastStart)
      }
      let masks = bytes.tableMasks(at: block, delimiter: plan.delimiter)
      let left = bytes.count &- block
      var counted = left >= 64 ? UInt64.max : (1 as UInt64) << UInt64(left) &- 1
      let inside = state.advance(masks, valid: counted, bytes, block: block)
      if state.isViolated { counted &= state.beforeViolation }
      let lineFeeds = masks.line_feeds & ~inside & counted
      if lineFeeds != 0 {
        if block >= target { return block &+ lineFeeds.trailingZeroBitCount &+ 1 }
        lastStart = block &+ 64 &- lineFeeds.leadingZeroBitCount
      }
      if state.isViolated {
        guard let next = rowEnd(bytes, from: lastStart) else { return nil }
        if next > target { return next }
        lastStart = next
        block = next
        state = CSVQuoteState()
      } else {
        block &+= 64
      }
    }
    return nil
  }

  /// Where the row after the one at `start` begins, by the scanner; nil where bytes are lacking.
  private mutating func rowEnd(_ bytes: PaddedBytes, from start: Int) -> Int? {
    ends.removeAll(keepingCapacity: true)
    switch scanner.scanRow(bytes, from: start, isEnd: false, into: &ends) {
    case .row(let next), .fault(_, _, let next): return next
    case .needsMore: return nil
    }
  }

  // MARK: Rows

  mutating func findRows(_ bytes: PaddedBytes, from start: Int = 0) {
    rowStarts.removeAll(keepingCapacity: true)
    faultyRows.removeAll(keepingCapacity: true)
    rowStarts.append(start)
    while !findRowsByMasks(bytes) {
      guard findRowByScanner(bytes) else { return }
    }
  }

  /// Finds the starts of rows from the last one on; false where a quote stands where none may.
  ///
  /// A quoted cell that is open at the end is no fault here: its row is incomplete.
  private mutating func findRowsByMasks(_ bytes: PaddedBytes) -> Bool {
    var state = CSVQuoteState()
    var block = rowStarts[rowStarts.count - 1]
    var openSince = block
    while block < bytes.count {
      let masks = bytes.tableMasks(at: block, delimiter: plan.delimiter)
      let left = bytes.count &- block
      let valid = left >= 64 ? UInt64.max : (1 as UInt64) << UInt64(left) &- 1
      var inside: UInt64 = 0
      if masks.quotes != 0 || state.isPending {
        inside = state.advance(masks, valid: valid, bytes, block: block)
        if state.isViolated {
          appendRows(masks.line_feeds & ~inside & valid & state.beforeViolation, block: block)
          return false
        }
      } else {
        state.passPlainBlock(masks)
      }
      appendRows(masks.line_feeds & ~inside & valid, block: block)
      // A cell that may be too long is for the scanner, which knows the limit.
      if !state.isInside { openSince = block }
      if block - openSince >= scanner.cellBytesMax - 128 { return false }
      block &+= 64
    }
    return true
  }

  @inline(__always)
  private mutating func appendRows(_ lineFeeds: UInt64, block: Int) {
    var bits = lineFeeds
    while bits != 0 {
      rowStarts.append(block &+ bits.trailingZeroBitCount &+ 1)
      bits &= bits &- 1
    }
  }

  /// Finds the end of the last row by the scanner; false where more bytes are needed.
  private mutating func findRowByScanner(_ bytes: PaddedBytes) -> Bool {
    ends.removeAll(keepingCapacity: true)
    let start = rowStarts[rowStarts.count - 1]
    switch scanner.scanRow(bytes, from: start, isEnd: false, into: &ends) {
    case .row(let next): rowStarts.append(next)
    case .fault(_, _, let next):
      faultyRows.insert(rowStarts.count - 1)
      rowStarts.append(next)
    case .needsMore: return false
    }
    return true
  }

  // MARK: Safe places

  /// What a row means for a cut.
  enum RowKind {
    case readable(id: CSVContent)
    case unreadable
    case blank
  }

  /// The last row that a buffer may begin with, as an index in `rowStarts`; nil when there is none.
  ///
  /// - Parameter isWhole: Whether the first of the rows found is the buffer's first.
  private mutating func lastSafeRow(_ bytes: PaddedBytes, isWhole: Bool = true) -> Int? {
    if plan.isScattered { return rowStarts.last.map { $0 > 0 } == true ? rowStarts.count - 1 : nil }
    var unreadableRun = 0
    var runMiddle = 0
    var following: RowKind?
    var followingRow = 0
    var row = rowStarts.count - 2
    while row >= 0 {
      let kind = kind(of: row, bytes)
      switch kind {
      case .readable(let id):
        if case .readable(let next)? = following, !areSameID(bytes, id, next) {
          return plan.blankIDContinues ? followingRow : row + 1
        }
        unreadableRun = 0
      case .unreadable:
        unreadableRun += 1
        if unreadableRun == CSVGroup.unreadableRowsMax { runMiddle = row }
        if unreadableRun == 2 * CSVGroup.unreadableRowsMax { return runMiddle }
      case .blank:
        // Blank lines before the first row belong to nobody; others stand between the rows around
        // them.
        if isWhole, row == 0, let first = firstRowThatIsNotBlank(bytes) { return first }
        row -= 1
        continue
      }
      following = kind
      followingRow = row
      row -= 1
    }
    return nil
  }

  func areSameID(
    _ bytes: PaddedBytes, _ left: CSVContent, _ right: CSVContent
  ) -> Bool {
    if let key = plan.key { return key.areSameID(bytes, left, right) }
    return CSVContent.areSameID(bytes, left, right)
  }

  private mutating func firstRowThatIsNotBlank(_ bytes: PaddedBytes) -> Int? {
    for row in 1..<rowStarts.count {
      guard row < rowStarts.count - 1, case .blank = kind(of: row, bytes) else { return row }
    }
    return nil
  }

  mutating func kind(of row: Int, _ bytes: PaddedBytes) -> RowKind {
    if faultyRows.contains(row) { return .unreadable }
    let start = rowStarts[row]
    let end = rowStarts[row + 1] - 1
    ends.removeAll(keepingCapacity: true)
    // Only a last row that ends with the export has no line feed.
    guard case .row = scanner.scanRow(bytes, from: start, isEnd: end == bytes.count, into: &ends)
    else {
      return .unreadable
    }
    if ends.count == 1, (start..<end).allSatisfy({ DecimalParser.isBlank(bytes[$0]) }) {
      return .blank
    }
    let whole = CSVRow(start: start, end: end, place: 0, cells: ends.count)
    let isPadded = plan.padsShortRows && plan.idColumn < ends.count
    let columnCount = isPadded ? min(ends.count, plan.columns.count) : plan.columns.count
    guard CSVRowCheck.fault(bytes, whole, columnCount: columnCount, isSuspect: true) == nil else {
      return .unreadable
    }
    let idStart = plan.idColumn == 0 ? start : ends[plan.idColumn - 1].index + 1
    let content = CSVContent(bytes, from: idStart, to: ends[plan.idColumn])
    if plan.blankIDContinues, content.isBlank(bytes) { return .blank }
    return .readable(id: content)
  }
}
