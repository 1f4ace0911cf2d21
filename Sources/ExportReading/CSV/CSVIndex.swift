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
  private(set) var ends: [CellEnd] = []
  /// How many ends there are.
  private(set) var count = 0
  /// Of each row of the last `build`, the place of its last end; only the first `rowCount` count.
  private(set) var lastPlaces: [UInt32] = []
  /// How many rows the last `build` found.
  private(set) var rowCount = 0
  /// The line feeds inside quotes that the last `build` met, ascending; indices from 0.
  private(set) var quotedLineFeeds: [Int] = []

  /// Bytes that are indexed between two looks at the room.
  private static let stretchBytes = 64 * 64

  /// Forgets all ends and rows.
  mutating func begin() {
    count = 0
    rowCount = 0
    makeRoom(for: 64)
  }

  /// Makes room for more ends, and for the words that `byte_scan_row` may read behind them.
  @inline(__always)
  private mutating func makeRoom(for more: Int) {
    if ends.count < count &+ more &+ 4 { growEnds(to: count + more + 4) }
  }

  @inline(never)
  private mutating func growEnds(to least: Int) {
    let added = max(least, 2 * ends.count, 4096) - ends.count
    ends.append(contentsOf: repeatElement(CellEnd(0, endsRow: false), count: added))
  }

  @inline(never)
  private mutating func growLastPlaces(to least: Int) {
    let added = max(least, 2 * lastPlaces.count) - lastPlaces.count
    lastPlaces.append(contentsOf: repeatElement(0, count: added))
  }

  /// Appends the ends of the rows that begin at `start`.
  ///
  /// - Returns: True when all bytes are indexed (a last row without line feed ends with them);
  ///   false where a quote stands where none may, or a quoted cell is open at the end: then the
  ///   ends of the whole rows before it were appended.
  /// - Complexity: O(*n*) in bytes.
  mutating func build(_ bytes: PaddedBytes, from start: Int, delimiter: UInt8) -> Bool {
    rowCount = 0
    quotedLineFeeds.removeAll(keepingCapacity: true)
    beginRun(at: start)
    let first = count
    var state = CSVQuoteState()
    var block = start
    while block < bytes.count {
      let end = min(block &+ Self.stretchBytes, bytes.count)
      makeRoom(for: Self.stretchBytes)
      if lastPlaces.count <= rowCount &+ Self.stretchBytes {
        growLastPlaces(to: rowCount + Self.stretchBytes + 1)
      }
      var places = CSVPlaces(ends: count, rows: rowCount)
      Self.appendEnds(
        bytes, from: block, to: end, delimiter: delimiter, &state, &places, &ends, &lastPlaces,
        &quotedLineFeeds)
      count = places.ends
      rowCount = places.rows
      if state.isViolated {
        dropOpenRow(from: first)
        return false
      }
      block = end
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

  /// Appends the ends of one stretch, up to a violation; room was made for one at every byte.
  ///
  /// Blocks that obey the grammar, which are nearly all, are left to `byte_scan_table_ends`, which
  /// may use a processor's newer instructions: half of those that the same takes in Swift for
  /// blocks without quotes, and a third for others (callgrind).
  private static func appendEnds(
    _ bytes: PaddedBytes, from start: Int, to end: Int, delimiter: UInt8,
    _ state: inout CSVQuoteState, _ places: inout CSVPlaces, _ ends: inout [CellEnd],
    _ lastPlaces: inout [UInt32], _ quotedLineFeeds: inout [Int]
  ) {
    var endSpan = ends.mutableSpan
    var rowSpan = lastPlaces.mutableSpan
    var block = start
    while block < end {
      block = bytes.appendEnds(
        from: block, to: end, delimiter: delimiter, &state.carried, &places, &endSpan, &rowSpan)
      if block >= end { return }
      let masks = bytes.tableMasks(at: block, delimiter: delimiter)
      let left = bytes.count &- block
      var counted = left >= 64 ? UInt64.max : (1 as UInt64) &<< UInt64(left) &- 1
      let inside = state.advance(masks, valid: counted, bytes, block: block)
      if state.isViolated { counted &= state.beforeViolation }
      var quoted = masks.line_feeds & inside & counted
      while quoted != 0 {
        quotedLineFeeds.append(block &+ quoted.trailingZeroBitCount)
        quoted &= quoted &- 1
      }
      places.append(masks, counted: counted & ~inside, block: block, &endSpan, &rowSpan)
      if state.isViolated { return }
      block &+= 64
    }
  }

  /// A last row without line feed ends with the bytes.
  private mutating func closeLastRow(_ bytes: PaddedBytes, from start: Int) {
    let hasOpenRow = bytes.count > start && bytes[bytes.count - 1] != 0x0A
    // A quoted line feed can be the last byte only where the cell is open, which is a violation.
    guard hasOpenRow else { return }
    makeRoom(for: 1)
    ends[count] = CellEnd(bytes.count, endsRow: true)
    if lastPlaces.count <= rowCount { growLastPlaces(to: rowCount + 1) }
    lastPlaces[rowCount] = UInt32(truncatingIfNeeded: count)
    rowCount += 1
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
}

/// Where the next end and the next row go.
struct CSVPlaces {
  var ends: Int
  var rows: Int

  /// Appends the ends of one block.
  ///
  /// - Parameter counted: The bits of the block that are bytes outside of quotes.
  /// - Precondition: `endSpan` has room for 64 more ends.
  @inline(__always)
  mutating func append(
    _ masks: byte_scan_table_masks, counted: UInt64, block: Int,
    _ endSpan: inout MutableSpan<CellEnd>, _ rowSpan: inout MutableSpan<UInt32>
  ) {
    let rowEnds = masks.line_feeds & counted
    let all = masks.delimiters & counted | rowEnds
    precondition(ends >= 0 && ends &+ 64 <= endSpan.count)
    var place = ends
    var bits = all
    while bits != 0 {
      // Safe: a block has at most 64 ends, for which there is room.
      unsafe endSpan[unchecked: place] = CellEnd(
        block &+ bits.trailingZeroBitCount, endsRow: false)
      place &+= 1
      bits &= bits &- 1
    }
    bits = rowEnds
    while bits != 0 {
      let rowPlace = ends &+ (all & (bits &- 1) & ~bits).nonzeroBitCount
      endSpan[rowPlace] = CellEnd(block &+ bits.trailingZeroBitCount, endsRow: true)
      rowSpan[rows] = UInt32(truncatingIfNeeded: rowPlace)
      rows &+= 1
      bits &= bits &- 1
    }
    ends = place
  }
}

/// What one block of 64 bytes leaves for the next: whether a quoted cell is open, and which of its
/// neighbours the first byte must be checked against.
struct CSVQuoteState {
  /// What the bytes before the block leave for it.
  var carried = byte_scan_quote_state(is_inside: 0, may_open: 1, just_closed: 0)
  /// Quotes, or bytes after quotes, of the last block that stand where none may.
  private var violations: UInt64 = 0
  /// Whether there are any.
  @inline(__always) var isViolated: Bool { violations != 0 }
  /// The bits of the block before the first of them.
  var beforeViolation: UInt64 { (violations & (0 &- violations)) &- 1 }

  /// Whether the next byte is inside quotes.
  @inline(__always) var isInside: Bool { carried.is_inside != 0 }

  /// Whether a block without quotes still has to be looked at.
  @inline(__always) var isPending: Bool { carried.is_inside | carried.just_closed != 0 }

  /// Passes over a block without quotes, outside of quotes.
  @inline(__always)
  mutating func passPlainBlock(_ masks: byte_scan_table_masks) {
    carried.may_open = UInt8((masks.delimiters | masks.line_feeds) >> 63)
  }

  /// Passes over blocks without quotes, outside of quotes, that end with `lastByte`.
  mutating func passPlainBlocks(endingWith lastByte: UInt8, delimiter: UInt8) {
    carried.may_open = lastByte == delimiter || lastByte == 0x0A ? 1 : 0
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
    let mayOpenHere = mayPrecede << 1 | UInt64(carried.may_open)
    // The end of the bytes may follow a closing quote, too.
    let mayFollow = masks.delimiters | masks.line_feeds | masks.carriage_returns | quotes | ~valid
    let mustFollow = closing << 1 | UInt64(carried.just_closed)
    violations = opening & ~mayOpenHere | mustFollow & ~mayFollow
    violations |= loneCarriageReturns(after: mustFollow, masks, bytes, block: block)
    carried.is_inside = UInt8(inside >> 63)
    carried.may_open = UInt8(mayPrecede >> 63)
    carried.just_closed = UInt8(closing >> 63)
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
