internal import CByteScan

/// The ends of all cells of a buffer, found 64 bytes at a time.
///
/// For each block one mask per interesting byte; quotes become "inside" by prefix parity, and
/// delimiters and line feeds outside are ends. In the same masks every quote is checked against its
/// neighbours: an opening quote follows a delimiter, a line feed or the closing half of a doubled
/// quote; a closing quote precedes a delimiter, a row's end or the second half of one. At a
/// violation the index stops after the last whole row before it; the caller lets `CSVRowScanner`
/// read the row that follows and goes on behind it. Both agree on every row.
struct CSVIndex {
  /// The ends, in order; only the first `count` count. Before the ends of each run of rows stands
  /// one for the byte before it, so that a cell begins after the end before its own.
  private var ends: [CellEnd] = []
  /// How many ends there are.
  private(set) var count = 0
  /// Line feeds in the blocks of the last `build`, those inside quotes included.
  private(set) var lineFeedCount = 0
  /// Line feeds among them that end rows.
  private(set) var rowCount = 0

  /// Forgets all ends.
  mutating func begin() {
    count = 0
    makeRoom(for: 64)
  }

  /// Makes room for more ends, and for the words that `masks` may read behind them.
  @inline(__always)
  private mutating func makeRoom(for more: Int) {
    if ends.count < count &+ more &+ 4 { grow(to: count + more + 4) }
  }

  @inline(never)
  private mutating func grow(to least: Int) {
    let added = max(least, 2 * ends.count, 4096) - ends.count
    ends.append(contentsOf: repeatElement(CellEnd(0, endsRow: false), count: added))
  }

  /// Appends the ends of the rows that begin at `start`.
  ///
  /// - Returns: True when all bytes are indexed (a last row without line feed ends with them);
  ///   false where a quote stands where none may, or a quoted cell is open at the end: then the
  ///   ends of the whole rows before it were appended.
  /// - Complexity: O(*n*) in bytes.
  mutating func build(_ bytes: PaddedBytes, from start: Int, delimiter: UInt8) -> Bool {
    lineFeedCount = 0
    rowCount = 0
    beginRun(at: start)
    let first = count
    var state = CSVQuoteState()
    var block = start
    while block < bytes.count {
      let masks = bytes.tableMasks(at: block, delimiter: delimiter)
      let left = bytes.count &- block
      let valid = left >= 64 ? UInt64.max : (1 as UInt64) << UInt64(left) &- 1
      var inside: UInt64 = 0
      if masks.quotes != 0 || state.isPending {
        inside = state.advance(masks, valid: valid, bytes, block: block)
        if state.isViolated {
          appendEnds(masks, outside: ~inside & valid & state.beforeViolation, block: block)
          dropOpenRow(from: first)
          return false
        }
      } else {
        state.passPlainBlock(masks)
      }
      lineFeedCount &+= (masks.line_feeds & valid).nonzeroBitCount
      appendEnds(masks, outside: ~inside & valid, block: block)
      block &+= 64
    }
    if state.isInside {
      dropOpenRow(from: first)
      return false
    }
    closeLastRow(bytes, from: start)
    return true
  }

  /// Drops the ends of the last row unless it is whole.
  private mutating func dropOpenRow(from first: Int) {
    while count > first, !ends[count - 1].endsRow { count -= 1 }
  }

  /// Appends the ends of one block.
  @inline(__always)
  private mutating func appendEnds(_ masks: byte_scan_table_masks, outside: UInt64, block: Int) {
    makeRoom(for: 64)
    let rowEnds = masks.line_feeds & outside
    var bits = (masks.delimiters & outside) | rowEnds
    var place = count
    count &+= bits.nonzeroBitCount
    rowCount &+= rowEnds.nonzeroBitCount
    var span = ends.mutableSpan
    while bits != 0 {
      let bit = bits.trailingZeroBitCount
      span[place] = CellEnd(block &+ bit, endsRow: rowEnds >> UInt64(bit) & 1 != 0)
      place &+= 1
      bits &= bits &- 1
    }
  }

  /// A last row without line feed ends with the bytes.
  private mutating func closeLastRow(_ bytes: PaddedBytes, from start: Int) {
    let hasOpenRow = bytes.count > start && bytes[bytes.count - 1] != 0x0A
    // A quoted line feed can be the last byte only where the cell is open, which is a violation.
    guard hasOpenRow else { return }
    makeRoom(for: 1)
    ends[count] = CellEnd(bytes.count, endsRow: true)
    count += 1
  }

  /// Adds the ends of one row that `CSVRowScanner` found.
  ///
  /// - Parameter start: First byte of the row, from 0.
  mutating func append(_ rowEnds: [CellEnd], from start: Int) {
    beginRun(at: start)
    makeRoom(for: rowEnds.count)
    for end in rowEnds {
      ends[count] = end
      count += 1
    }
  }

  private mutating func beginRun(at start: Int) {
    makeRoom(for: 1)
    ends[count] = CellEnd(start &- 1, endsRow: true)
    count += 1
  }

  @inline(__always)
  subscript(place: Int) -> CellEnd { ends[place] }

  /// Where the cell begins that ends with the end at `place`; from 0.
  @inline(__always)
  func cellStart(_ place: Int) -> Int { (ends[place &- 1].index &+ 1) & 0x7FFF_FFFF }

  /// Which of up to 64 cells, from the one that ends at `place` on, have bytes, and which end a
  /// row.
  ///
  /// Cells behind the last count as empty and as no row's end.
  @inline(__always)
  func masks(from place: Int, cells: Int) -> byte_scan_row_masks {
    precondition(place > 0 && cells <= 64 && place &+ cells &+ 3 <= ends.count)
    return unsafe ends.withUnsafeBytes { raw in
      // Safe: the precondition keeps the loads, three words behind the last included, inside
      // `ends`, whose elements are single words.
      guard let base = unsafe raw.bindMemory(to: UInt32.self).baseAddress else {
        return byte_scan_row_masks(filled: 0, row_ends: 0)
      }
      return unsafe byte_scan_row(base + place, cells)
    }
  }
}

/// What one block of 64 bytes leaves for the next: whether a quoted cell is open, and which of its
/// neighbours the first byte must be checked against.
struct CSVQuoteState {
  /// Whether the next byte is inside quotes.
  private(set) var isInside = false
  /// Quotes, or bytes after quotes, of the last block that stand where none may.
  private var violations: UInt64 = 0
  /// Whether there are any.
  @inline(__always) var isViolated: Bool { violations != 0 }
  /// The bits of the block before the first of them.
  var beforeViolation: UInt64 { (violations & (0 &- violations)) &- 1 }
  /// Whether the byte before the block lets a quote open: a delimiter, line feed, closing quote, or
  /// none.
  private var mayOpen = true
  /// Whether the byte before the block is a closing quote, so that the next byte must be legal
  /// after one.
  private var justClosed = false

  /// Whether a block without quotes still has to be looked at.
  @inline(__always) var isPending: Bool { isInside || justClosed }

  /// Passes over a block without quotes, outside of quotes.
  @inline(__always)
  mutating func passPlainBlock(_ masks: byte_scan_table_masks) {
    mayOpen = (masks.delimiters | masks.line_feeds) >> 63 != 0
  }

  /// Checks a block and returns which of its bytes are inside quotes (opening ones included).
  @inline(__always)
  mutating func advance(
    _ masks: byte_scan_table_masks, valid: UInt64, _ bytes: PaddedBytes, block: Int
  ) -> UInt64 {
    let quotes = masks.quotes & valid
    let inside = byte_scan_prefix_parity(quotes) ^ (isInside ? .max : 0)
    let opening = quotes & inside
    let closing = quotes & ~inside
    let mayPrecede = masks.delimiters | masks.line_feeds | closing
    let mayOpenHere = mayPrecede << 1 | (mayOpen ? 1 : 0)
    // The end of the bytes may follow a closing quote, too.
    let mayFollow = masks.delimiters | masks.line_feeds | masks.carriage_returns | quotes | ~valid
    let mustFollow = closing << 1 | (justClosed ? 1 : 0)
    violations = opening & ~mayOpenHere | mustFollow & ~mayFollow
    violations |= loneCarriageReturns(after: mustFollow, masks, bytes, block: block)
    isInside = inside >> 63 != 0
    mayOpen = mayPrecede >> 63 != 0
    justClosed = closing >> 63 != 0
    return inside
  }

  /// Carriage returns after a closing quote that no line feed follows. Rare enough for single bits.
  @inline(__always)
  private func loneCarriageReturns(
    after mustFollow: UInt64, _ masks: byte_scan_table_masks, _ bytes: PaddedBytes, block: Int
  ) -> UInt64 {
    var candidates = mustFollow & masks.carriage_returns & ~(masks.line_feeds >> 1)
    var lone: UInt64 = 0
    while candidates != 0 {
      let next = block &+ candidates.trailingZeroBitCount &+ 1
      if next < bytes.count, bytes[next] != 0x0A { lone |= candidates & (0 &- candidates) }
      candidates &= candidates &- 1
    }
    return lone
  }
}
