internal import CByteScan

/// The ends of all cells of a buffer, found 64 bytes at a time.
///
/// For each block one mask per interesting byte; quotes become "inside" by prefix parity, and
/// delimiters and line feeds outside are ends. In the same masks every quote is checked against its
/// neighbours: an opening quote follows a delimiter, a line feed or the closing half of a doubled quote;
/// a closing quote precedes a delimiter, a row's end or the second half of one. At the first violation
/// the index gives up, and `CSVRowScanner` reads the buffer row by row with the same result up to there.
struct CSVIndex {
  /// The ends, in order; only the first `count` count.
  private(set) var ends: [CellEnd] = []
  /// How many ends there are.
  private(set) var count = 0
  /// Line feeds in the buffer, those inside quotes included.
  private(set) var lineFeedCount = 0
  /// Line feeds that end rows.
  private(set) var rowCount = 0

  /// Finds all ends of a buffer that begins at a row.
  ///
  /// - Returns: False where a quote stands where none may, or a quoted cell is open at the end.
  /// - Complexity: O(*n*) in bytes.
  mutating func build(_ bytes: PaddedBytes, delimiter: UInt8) -> Bool {
    if ends.count < bytes.count + 65 {
      ends = [CellEnd](repeating: CellEnd(0, endsRow: false), count: bytes.count + 65)
    }
    count = 0
    lineFeedCount = 0
    rowCount = 0
    var state = CSVQuoteState()
    var block = 0
    while block < bytes.count {
      let masks = bytes.tableMasks(at: block, delimiter: delimiter)
      let left = bytes.count &- block
      let valid = left >= 64 ? UInt64.max : (1 as UInt64) << UInt64(left) &- 1
      var inside: UInt64 = 0
      if masks.quotes != 0 || state.isPending {
        inside = state.advance(masks, valid: valid, bytes, block: block)
        if state.isViolated { return false }
      } else {
        state.passPlainBlock(masks)
      }
      lineFeedCount &+= (masks.line_feeds & valid).nonzeroBitCount
      appendEnds(masks, outside: ~inside & valid, block: block)
      block &+= 64
    }
    guard !state.isInside else { return false }
    closeLastRow(bytes)
    return true
  }

  /// Appends the ends of one block.
  @inline(__always)
  private mutating func appendEnds(_ masks: byte_scan_table_masks, outside: UInt64, block: Int) {
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
  private mutating func closeLastRow(_ bytes: PaddedBytes) {
    guard bytes.count > 0, count == 0 || ends[count - 1].index != bytes.count - 1 || !ends[count - 1].endsRow
    else { return }
    ends[count] = CellEnd(bytes.count, endsRow: true)
    count += 1
    rowCount += 1
  }

  /// Forgets the ends; `append` then adds those of single rows.
  mutating func removeAll() {
    count = 0
  }

  /// Adds the ends of one row that `CSVRowScanner` found.
  mutating func append(_ rowEnds: [CellEnd]) {
    if ends.count < count + rowEnds.count {
      ends.append(contentsOf: repeatElement(CellEnd(0, endsRow: false), count: rowEnds.count + ends.count))
    }
    for end in rowEnds {
      ends[count] = end
      count += 1
    }
  }

  @inline(__always)
  subscript(place: Int) -> CellEnd { ends[place] }
}

/// What one block of 64 bytes leaves for the next: whether a quoted cell is open, and which of its
/// neighbours the first byte must be checked against.
struct CSVQuoteState {
  /// Whether the next byte is inside quotes.
  private(set) var isInside = false
  /// Whether a quote was found where none may stand.
  private(set) var isViolated = false
  /// Whether the byte before the block lets a quote open: a delimiter, line feed, closing quote, or none.
  private var mayOpen = true
  /// Whether the byte before the block is a closing quote, so that the next byte must be legal after one.
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
    var violations = opening & ~mayOpenHere | mustFollow & ~mayFollow
    violations |= loneCarriageReturns(after: mustFollow, masks, bytes, block: block)
    isViolated = violations != 0
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
