/// Cuts JSON Lines exports: every line feed ends a record, because JSON strings hold none.
struct LineCutter {
  /// Ends the buffer after its last line feed.
  ///
  /// - Complexity: O(bytes after the last line feed).
  func cut(_ bytes: PaddedBytes, isEnd: Bool) -> Cut {
    if isEnd { return .end(at: bytes.count) }
    guard let lineFeed = bytes.last(0x0A, in: 0..<bytes.count) else { return .needsMore }
    return .at(lineFeed + 1)
  }

  /// Passes over a line that is longer than a record may be.
  func skip(_ bytes: PaddedBytes) -> OversizedSkip {
    let lineFeed = bytes.first(0x0A, in: 0..<bytes.count)
    return lineFeed < bytes.count
      ? OversizedSkip(end: lineFeed + 1, isOver: true)
      : OversizedSkip(end: bytes.count, isOver: false)
  }
}

/// How far one record that is larger than the limit reaches into a buffer.
struct OversizedSkip: Equatable {
  /// The bytes before this index (from 0) belong to it; 0 where more are needed to tell, or it is
  /// over.
  var end: Int
  /// Whether the next record begins at `end`.
  var isOver: Bool
  /// Whether no record is too large after all: the bytes are whole records to be read as such.
  var holdsRecords = false
}
