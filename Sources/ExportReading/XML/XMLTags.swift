/// What start tags say beyond their names.
extension XMLRecordScanner {
  /// What the rest of a start tag says.
  enum TagEnd: Equatable {
    /// The tag ends before `next`.
    case closed(isEmptyElement: Bool, next: Int)
    /// The tag is broken by a `<` at this index.
    case broken(at: Int)
    case incomplete
  }

  /// Reads on from inside a start tag to its end; `>` in quotes does not end it.
  ///
  /// - Complexity: O(length of the tag).
  func tagEnd(in bytes: PaddedBytes, from start: Int) -> TagEnd {
    var quote: UInt8 = 0
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x3C { return .broken(at: index) }
      if quote != 0 {
        if byte == quote { quote = 0 }
      } else if byte == 0x22 || byte == 0x27 {
        quote = byte
      } else if byte == 0x3E {
        return .closed(isEmptyElement: bytes[index - 1] == 0x2F, next: index + 1)
      }
      index += 1
    }
    return .incomplete
  }

  /// The first start tag in `range` that may have more than `attributeMax` attributes.
  ///
  /// The parser compares every attribute of a tag with every other one, so such a tag must not
  /// reach it. Between two `<` that stand close together there is no room for so many; only the
  /// others are looked into.
  func overfullTag(in bytes: PaddedBytes, _ range: Range<Int>, attributeMax: Int) -> Int? {
    var open = range.lowerBound
    var block = range.lowerBound
    while block < range.upperBound {
      let hits = bytes.equal64(at: block, to: 0x3C)
      if hits != 0 {
        let first = block + hits.trailingZeroBitCount
        if first - open > 4 * attributeMax, isOverfull(bytes, open, first, attributeMax) {
          return open
        }
        open = block + 63 - hits.leadingZeroBitCount
      }
      block += 64
    }
    let end = range.upperBound
    let isLong = end - open > 4 * attributeMax
    return isLong && isOverfull(bytes, open, end, attributeMax) ? open : nil
  }

  private func isOverfull(_ bytes: PaddedBytes, _ open: Int, _ end: Int, _ attributeMax: Int)
    -> Bool
  {
    guard bytes[open] == 0x3C, bytes[open + 1] != 0x21, bytes[open + 1] != 0x3F else {
      return false
    }
    var attributes = 0
    var quote: UInt8 = 0
    for index in open..<min(end, bytes.count) {
      let byte = bytes[index]
      if quote != 0 {
        if byte == quote { quote = 0 }
      } else if byte == 0x22 || byte == 0x27 {
        quote = byte
      } else if byte == 0x3D {
        attributes += 1
      } else if byte == 0x3E {
        break
      }
    }
    return attributes > attributeMax
  }
}
