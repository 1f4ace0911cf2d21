internal import CByteScan

/// Bytes that scanners read: a borrowed buffer with readable zero bytes after its end.
///
/// This file and `InputBuffer.swift` hold the unsafe pointers of the readers. The proof: `base`
/// points to `count + padding` readable bytes (`InputBuffer` allocates and zeroes them), and the
/// owner keeps them alive and unchanged while a scanner runs. Every access is checked against that
/// range, at the price of one compare: an index beyond it traps instead of reading foreign memory.
/// A zero byte ends every scan (it is no legal byte of any format), so loops need no bounds of
/// their own.
@safe
package struct PaddedBytes {
  /// Readable bytes after the last one.
  static let padding = Int(BYTE_SCAN_PADDING)

  private let base: UnsafePointer<UInt8>
  /// Bytes that are data.
  let count: Int

  /// - Precondition: `base` points to `count + padding` readable bytes, zero from `count` on.
  init(base: UnsafePointer<UInt8>, count: Int) {
    unsafe self.base = base
    self.count = count
  }

  /// The byte at `index`, from 0; zero just after the end.
  @inline(__always)
  subscript(index: Int) -> UInt8 {
    check(index, width: 1)
    return unsafe base[index]
  }

  /// Eight bytes from `index` as a little-endian word.
  @inline(__always)
  func word(at index: Int) -> UInt64 {
    check(index, width: 8)
    return unsafe UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self).littleEndian
  }

  /// One bit for each of the 16 bytes from `index` that ends a run of plain JSON text.
  @inline(__always)
  func stringStops(at index: Int) -> UInt32 {
    check(index, width: 16)
    return unsafe byte_scan_string_stops16(base + index)
  }

  /// One bit for each of the 16 bytes from `index` that ends a run of plain XML text.
  @inline(__always)
  func markupStops(at index: Int) -> UInt32 {
    check(index, width: 16)
    return unsafe byte_scan_markup_stops16(base + index)
  }

  /// One bit for each of the 16 bytes from `index` that equals `byte`.
  @inline(__always)
  func equal16(at index: Int, to byte: UInt8) -> UInt32 {
    check(index, width: 16)
    return unsafe byte_scan_equal16(base + index, byte)
  }

  /// One bit for each of the 64 bytes from `index` that equals `byte`.
  @inline(__always)
  func equal64(at index: Int, to byte: UInt8) -> UInt64 {
    check(index, width: 64)
    return unsafe byte_scan_equal64(base + index, byte)
  }

  /// Quotes, delimiters, line feeds and carriage returns among the 64 bytes from `index`.
  @inline(__always)
  func tableMasks(at index: Int, delimiter: UInt8) -> byte_scan_table_masks {
    check(index, width: 64)
    return unsafe byte_scan_table64(base + index, delimiter)
  }

  /// Appends the ends of the cells in the blocks of 64 bytes from `start` on, up to the first that
  /// needs a closer look: see `byte_scan_table_ends`.
  ///
  /// - Parameters:
  ///   - end: Whole blocks before this index are looked at.
  ///   - state: What the bytes before `start` leave; advanced.
  ///   - places: Where the next end and the next row go; advanced.
  /// - Returns: The index after the last block that was passed.
  func appendEnds(
    from start: Int, to end: Int, delimiter: UInt8, _ state: inout byte_scan_quote_state,
    _ places: inout CSVPlaces, _ ends: inout MutableSpan<CellEnd>,
    _ rowPlaces: inout MutableSpan<UInt32>
  ) -> Int {
    let size = (end &- start) & ~63
    precondition(start >= 0 && size >= 0 && start &+ size <= count)
    precondition(places.ends >= 0 && ends.count &- places.ends > size)
    precondition(places.rows >= 0 && rowPlaces.count &- places.rows > size)
    // Safe: the preconditions keep the blocks inside the bytes and leave a word for each byte and
    // one more in both spans; `CellEnd` is a single word.
    let counts = unsafe ends.withUnsafeMutableBytes { ends in
      unsafe rowPlaces.withUnsafeMutableBufferPointer { rowPlaces in
        guard let rows = rowPlaces.baseAddress,
          let words = unsafe ends.bindMemory(to: UInt32.self).baseAddress
        else { return byte_scan_table_counts(blocks: 0, ends: 0, rows: 0) }
        return unsafe byte_scan_table_ends(
          base, start, size >> 6, delimiter, &state, words + places.ends,
          UInt32(truncatingIfNeeded: places.ends), rows + places.rows)
      }
    }
    places.ends &+= counts.ends
    places.rows &+= counts.rows
    return start &+ counts.blocks &* 64
  }

  /// Passes over the blocks of 64 bytes from `start` on, up to the first that needs a closer look:
  /// see `byte_scan_table_rows`.
  ///
  /// - Parameters:
  ///   - end: Whole blocks before this index are looked at.
  ///   - state: What the bytes before `start` leave; advanced.
  ///   - nextRow: Becomes where the row after the last that ends in the blocks begins, if one does.
  /// - Returns: The index after the last block that was passed.
  func passRows(
    from start: Int, to end: Int, delimiter: UInt8, _ state: inout byte_scan_quote_state,
    nextRow: inout Int
  ) -> Int {
    let size = (end &- start) & ~63
    precondition(start >= 0 && size >= 0 && start &+ size <= count && nextRow >= 0)
    var row = UInt(nextRow)
    // Safe: the precondition keeps the blocks inside the bytes.
    let blocks = unsafe byte_scan_table_rows(base, start, size >> 6, delimiter, &state, &row)
    nextRow = Int(row)
    return start &+ blocks &* 64
  }

  /// The index of the first `byte` in `range`; the range's end when there is none.
  func first(_ byte: UInt8, in range: Range<Int>) -> Int {
    checkRange(range)
    return range.lowerBound + (unsafe byte_scan_first(base + range.lowerBound, range.count, byte))
  }

  /// The index of the last `byte` in `range`, nil when there is none.
  func last(_ byte: UInt8, in range: Range<Int>) -> Int? {
    checkRange(range)
    let found = unsafe byte_scan_last(base + range.lowerBound, range.count, byte)
    return found == range.count ? nil : range.lowerBound + found
  }

  /// How many bytes of `range` equal `byte`.
  func countOf(_ byte: UInt8, in range: Range<Int>) -> Int {
    checkRange(range)
    return unsafe byte_scan_count(base + range.lowerBound, range.count, byte)
  }

  /// The index of the first byte in `range` that is not valid UTF-8; nil when all is.
  package func firstInvalidUTF8(in range: Range<Int>) -> Int? {
    checkRange(range)
    let valid = unsafe byte_scan_valid_utf8_prefix(base + range.lowerBound, range.count)
    return valid == range.count ? nil : range.lowerBound + valid
  }

  /// Whether two ranges hold the same bytes.
  @inline(__always)
  func equal(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
    guard left.count == right.count else { return false }
    checkRange(left)
    checkRange(right)
    if left.count >= 8, left.count <= 16 {
      // Two words that may overlap: what ids and most repeated texts are.
      return word(at: left.lowerBound) == word(at: right.lowerBound)
        && word(at: left.upperBound &- 8) == word(at: right.upperBound &- 8)
    }
    var index = 0
    while index &+ 8 <= left.count {
      guard word(at: left.lowerBound &+ index) == word(at: right.lowerBound &+ index) else {
        return false
      }
      index &+= 8
    }
    let rest = UInt64(truncatingIfNeeded: (left.count &- index) &* 8)
    let mask = (1 as UInt64) << rest &- 1
    return (word(at: left.lowerBound &+ index) ^ word(at: right.lowerBound &+ index)) & mask == 0
  }

  /// Whether the bytes of `range` are those of `text`.
  func equal(_ range: Range<Int>, to text: [UInt8]) -> Bool {
    guard range.count == text.count else { return false }
    for (offset, byte) in text.enumerated() where self[range.lowerBound + offset] != byte {
      return false
    }
    return true
  }

  /// Whether the bytes from `index` on are those of `words` (little-endian) from `first` on:
  /// `count` whole words, and of one more the bits of `lastMask`.
  ///
  /// Checked once and not at each word: this is what readers do most.
  @inline(__always)
  func equal(at index: Int, to words: [UInt64], from first: Int, count: Int, lastMask: UInt64)
    -> Bool
  {
    precondition(index >= 0 && first >= 0 && count >= 0 && first &+ count < words.count)
    check(index &+ count &* 8, width: 8)
    return unsafe words.withUnsafeBufferPointer { learnt in
      let text = unsafe UnsafeRawPointer(base + index)
      for word in 0..<count {
        let stated = unsafe text.loadUnaligned(fromByteOffset: word &* 8, as: UInt64.self)
        if unsafe stated.littleEndian != learnt[first &+ word] { return false }
      }
      let last = unsafe text.loadUnaligned(fromByteOffset: count &* 8, as: UInt64.self)
      return unsafe (last.littleEndian ^ learnt[first &+ count]) & lastMask == 0
    }
  }

  /// One bit for each of the 32 bytes from `index` on that is the same in `learnt`.
  ///
  /// - Precondition: `learnt` points to 32 readable bytes.
  @inline(__always)
  @unsafe func same32(at index: Int, as learnt: UnsafeRawPointer) -> UInt32 {
    check(index, width: 32)
    return unsafe byte_scan_same32(base + index, learnt.assumingMemoryBound(to: UInt8.self))
  }

  /// Calls `body` with the bytes of `range`.
  @inline(__always)
  func withSpan<Result>(_ range: Range<Int>, _ body: (Span<UInt8>) -> Result) -> Result {
    checkRange(range)
    // Safe: the range was checked and the span does not leave `body`.
    let span = unsafe UnsafeBufferPointer(start: base + range.lowerBound, count: range.count).span
    return body(span)
  }

  /// Appends the bytes of `range` to `output`.
  func append(_ range: Range<Int>, to output: inout [UInt8]) {
    checkRange(range)
    unsafe output.append(
      contentsOf: UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
  }

  /// A copy of the bytes of `range`.
  func copy(_ range: Range<Int>) -> [UInt8] {
    var copy: [UInt8] = []
    append(range, to: &copy)
    return copy
  }

  /// The bytes as a buffer pointer, for C libraries; valid while the owner keeps them.
  @unsafe func pointer(at index: Int) -> UnsafePointer<UInt8> {
    check(index, width: 1)
    return unsafe base + index
  }

  @inline(__always)
  private func check(_ index: Int, width: Int) {
    precondition(UInt(bitPattern: index) <= UInt(bitPattern: count &+ Self.padding &- width))
  }

  @inline(__always)
  private func checkRange(_ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
  }
}
