import CByteScan
import TestSupport
import Testing

/// Each SIMD helper against its scalar twin, at every alignment.
@Suite struct ByteScanTests {
  private static let interesting: [UInt8] = [
    0x22, 0x2C, 0x0A, 0x0D, 0x5C, 0x1F, 0x20, 0x00, 0x80, 0xFF,
  ]

  /// Half of the bytes are ones that the readers look for.
  private static func bytes(_ count: Int, _ random: inout SeededGenerator) -> [UInt8] {
    (0..<count).map { _ in random.once(in: 2) ? random.pick(interesting) : UInt8(random.below(256))
    }
  }

  @Test func blocksEqualTheirTwins() {
    for seed in 0..<20 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let bytes = Self.bytes(256, &random)
      unsafe bytes.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        for start in 0..<128 {
          let place = unsafe base + start
          for byte in Self.interesting {
            #expect(unsafe byte_scan_equal16(place, byte) == byte_scan_equal16_scalar(place, byte))
            #expect(unsafe byte_scan_equal64(place, byte) == byte_scan_equal64_scalar(place, byte))
          }
          #expect(
            unsafe byte_scan_string_stops16(place) == byte_scan_string_stops16_scalar(place))
          let other = unsafe base + (start * 7 + 3) % 128
          #expect(
            unsafe byte_scan_same32(place, other) == byte_scan_same32_scalar(place, other))
          #expect(unsafe byte_scan_same32(place, place) == .max)
          let masks = unsafe byte_scan_table64(place, 0x2C)
          let twins = unsafe byte_scan_table64_scalar(place, 0x2C)
          #expect(masks.quotes == twins.quotes && masks.delimiters == twins.delimiters)
          #expect(masks.line_feeds == twins.line_feeds)
          #expect(masks.carriage_returns == twins.carriage_returns)
        }
      }
    }
  }

  @Test func everyByteStopsAStringAsItsTwinSays() {
    let all = (0...255).map { UInt8($0) } + [UInt8](repeating: 0, count: 64)
    unsafe all.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for start in 0..<256 {
        let place = unsafe base + start
        #expect(unsafe byte_scan_string_stops16(place) == byte_scan_string_stops16_scalar(place))
      }
    }
  }

  @Test func rowMasksEqualTheirTwin() {
    for seed in 0..<200 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var end: UInt32 = 0xFFFF_FFFF  // the end before the first byte
      var ends = [end]
      for _ in 0..<70 {
        let step: UInt32 = random.once(in: 2) ? 1 : UInt32(random.below(40) + 1)
        end = (end &+ step) & 0x7FFF_FFFF
        if random.once(in: 9) { end |= 0x8000_0000 }
        ends.append(end)
      }
      unsafe ends.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        for count in 1...64 {
          let masks = unsafe byte_scan_row(base + 1, count)
          let twins = unsafe byte_scan_row_scalar(base + 1, count)
          #expect(masks.filled == twins.filled && masks.row_ends == twins.row_ends, "\(seed)")
        }
      }
    }
  }

  @Test func parityIsOneBetweenQuotes() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<1000 {
      let bits = random.next() & random.next()
      var parity = false
      var expected: UInt64 = 0
      for bit in 0..<64 {
        if bits >> UInt64(bit) & 1 == 1 { parity.toggle() }
        if parity { expected |= 1 << UInt64(bit) }
      }
      #expect(byte_scan_prefix_parity(bits) == expected)
    }
  }

  @Test func searchesFindWhatIsThere() {
    var random = SeededGenerator(seed: 2)
    for start in 0..<16 {
      for count in 0...300 {
        let all = Self.bytes(start + count, &random)
        let bytes = Array(all[start...])
        let byte = random.pick(Self.interesting)
        unsafe all.withUnsafeBufferPointer { buffer in
          guard let first = buffer.baseAddress else { return }
          let base = unsafe first + start
          #expect(unsafe byte_scan_first(base, count, byte) == bytes.firstIndex(of: byte) ?? count)
          #expect(unsafe byte_scan_last(base, count, byte) == bytes.lastIndex(of: byte) ?? count)
          let expected = bytes.count { $0 == byte }
          #expect(unsafe byte_scan_count(base, count, byte) == expected)
          #expect(unsafe byte_scan_count_scalar(base, count, byte) == expected)
        }
      }
    }
  }

  @Test func endsOfCellsEqualTheirTwins() {
    for seed in 0..<300 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let bytes: [UInt8] = (0..<8 * 64).map { _ in
        random.once(in: 400) ? 0x22 : random.pick([0x2C, 0x2C, 0x0A, 0x61, 0x61, 0x61, 0xC3, 0])
      }
      expectEqualEnds(bytes, &random, "seed \(seed)")
    }
  }

  /// Cells as exports quote them, so that blocks pass with every state of quotes, and now and then
  /// one byte that breaks the grammar.
  @Test func endsOfQuotedCellsEqualTheirTwins() {
    let long = String(repeating: "g", count: 70)
    let cells = ["a", "", "''", "'b'", "'c,d'", "'''e'''", "'f'''", "'\(long)'"]
      .map { $0.replacing("'", with: "\"") }
    for seed in 0..<600 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var bytes: [UInt8] = []
      while bytes.count < 8 * 64 {
        bytes += random.pick(cells).utf8
        bytes += random.pick([",", ",", ",", "\n", "\r\n"]).utf8
      }
      if random.once(in: 3) { bytes[random.below(bytes.count)] = random.pick(Self.interesting) }
      expectEqualEnds(Array(bytes[..<(8 * 64)]), &random, "seed \(seed)")
    }
  }

  /// Compares the ends of cells with those of the twin, from every state of quotes.
  private func expectEqualEnds(
    _ bytes: [UInt8], _ random: inout SeededGenerator, _ comment: Comment
  ) {
    for state in 0..<8 as Range<UInt8> {
      let start = random.below(64)
      let blocks = random.below(8)
      var ends = [UInt32](repeating: 7, count: bytes.count + 1)
      var rows = ends
      var twinEnds = ends
      var twinRows = ends
      var quotes = byte_scan_quote_state(
        is_inside: state & 1, may_open: state >> 1 & 1, just_closed: state >> 2)
      var twinQuotes = quotes
      var passing = quotes
      var twinPassing = quotes
      let counts = unsafe byte_scan_table_ends(
        bytes, start, blocks, 0x2C, &quotes, &ends, 5, &rows)
      let twins = unsafe byte_scan_table_ends_scalar(
        bytes, start, blocks, 0x2C, &twinQuotes, &twinEnds, 5, &twinRows)
      #expect(
        counts.blocks == twins.blocks && counts.ends == twins.ends && counts.rows == twins.rows,
        comment)
      #expect(ends.prefix(counts.ends) == twinEnds.prefix(twins.ends), comment)
      #expect(rows.prefix(counts.rows) == twinRows.prefix(twins.rows), comment)
      var row: UInt = 3
      var twinRow = row
      let passed = unsafe byte_scan_table_rows(bytes, start, blocks, 0x2C, &passing, &row)
      let twinPassed = unsafe byte_scan_table_rows_scalar(
        bytes, start, blocks, 0x2C, &twinPassing, &twinRow)
      #expect(passed == counts.blocks && twinPassed == counts.blocks && row == twinRow, comment)
      #expect(passing.is_inside == quotes.is_inside, comment)
      #expect(passing.may_open == quotes.may_open, comment)
      #expect(passing.just_closed == quotes.just_closed, comment)
      #expect(quotes.is_inside == twinQuotes.is_inside, comment)
      #expect(quotes.may_open == twinQuotes.may_open, comment)
      #expect(quotes.just_closed == twinQuotes.just_closed, comment)
    }
  }
}
