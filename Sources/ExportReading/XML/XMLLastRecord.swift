/// The last record of a buffer, without looking at every tag.
extension XMLRecordScanner {
  /// The last record start tag in `bytes`, found from their end.
  ///
  /// One pass first looks for what the answer may depend on: a comment, CDATA section, processing
  /// instruction or declaration, or the end tag of the records' parent. Where none is, every record
  /// start tag counts, and the last one is near the end (measured: 0.1 instructions for each byte,
  /// the scan by tags takes ten times as many).
  ///
  /// - Returns: nil where the bytes must be scanned tag by tag, or hold no record start tag.
  /// - Complexity: O(bytes).
  func lastRecordStart(in bytes: PaddedBytes) -> Int? {
    guard !holdsUnusual(bytes) else { return nil }
    var end = bytes.count
    while let open = bytes.last(0x3C, in: 0..<end) {
      if isRecordStart(bytes, open) { return open }
      end = open
    }
    return nil
  }

  /// Whether a record's start tag stands at `open`.
  func isRecordStart(_ bytes: PaddedBytes, _ open: Int) -> Bool {
    guard bytes[open] == 0x3C else { return false }
    if match(bytes, open + 1, recordName, isEnd: false) == .yes { return true }
    var index = open + 1
    while isNameByte(bytes[index]) { index += 1 }
    return bytes[index] == 0x3A && index > open + 1
      && match(bytes, index + 1, recordName, isEnd: false) == .yes
  }

  /// Whether there is `<!`, `<?`, or the parent's name behind a slash or a colon.
  private func holdsUnusual(_ bytes: PaddedBytes) -> Bool {
    let length = parentName.count
    guard let first = parentName.first, let last = parentName.last, length <= 64,
      bytes.count > length
    else { return true }
    var block = 0
    while true {
      // The last block overlaps, so that all reads stay within the padding.
      block = min(block, bytes.count &- length)
      var names =
        bytes.equal64(at: block &+ 1, to: first) & bytes.equal64(at: block &+ length, to: last)
      let marks = bytes.equal64(at: block &+ 1, to: 0x21) | bytes.equal64(at: block &+ 1, to: 0x3F)
      if marks != 0, marks & bytes.equal64(at: block, to: 0x3C) != 0 { return true }
      while names != 0 {
        let before = block &+ names.trailingZeroBitCount
        names &= names &- 1
        guard bytes[before] == 0x2F || bytes[before] == 0x3A else { continue }
        if match(bytes, before &+ 1, parentName, isEnd: false) != .no { return true }
      }
      if block &+ length >= bytes.count { return false }
      block &+= 64
    }
  }
}
