/// The text of one leaf while it is read: a range of the buffer as long as it stands there in one
/// piece, else a range of decoded bytes.
struct XMLValue {
  var start = 0
  var end = 0
  var isSpilled = false
  /// Where the value begins in the buffer, for findings.
  var byte: Int

  init(byte: Int) { self.byte = byte }
  init() { byte = 0 }

  /// Appends a piece; `place` is its place in the buffer, -1 when it does not stand there.
  @inline(__always)
  @unsafe mutating func append(
    _ piece: UnsafePointer<UInt8>, _ count: Int, at place: Int, _ bytes: PaddedBytes,
    to scratch: inout [UInt8]
  ) {
    if !isSpilled, place >= 0, end == start || place == end {
      if end == start { start = place }
      end = place &+ count
      return
    }
    if !isSpilled {
      let range = start..<end
      start = scratch.count
      bytes.append(range, to: &scratch)
      isSpilled = true
    }
    unsafe scratch.append(contentsOf: UnsafeBufferPointer(start: piece, count: count))
    end = scratch.count
  }

  /// Drops white space at both ends.
  @inline(__always)
  mutating func trim(_ bytes: PaddedBytes, _ scratch: [UInt8]) {
    if isSpilled {
      while start < end, DecimalParser.isBlank(scratch[start]) { start += 1 }
      while end > start, DecimalParser.isBlank(scratch[end - 1]) { end -= 1 }
    } else {
      while start < end, DecimalParser.isBlank(bytes[start]) { start &+= 1 }
      while end > start, DecimalParser.isBlank(bytes[end &- 1]) { end &-= 1 }
    }
    // Positions point at the value itself where it stands in the buffer.
    if !isSpilled, end > start { byte = start }
  }
}
