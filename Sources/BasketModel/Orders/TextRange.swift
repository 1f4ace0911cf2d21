/// Where one text of a record stands: in the buffer it was read from, or in the decoded text beside
/// it.
///
/// A text without escapes needs no copy, so the range points into the buffer. A text that had to be
/// decoded (JSON escapes, doubled CSV quotes, XML references) is appended to the batch's
/// `decodedText`, and the range points there. Eight bytes, so that an order stays small.
@usableFromInline package struct TextRange: BitwiseCopyable, Sendable, Equatable {
  /// Bytes from the start of the buffer, from 0; or, when negative, the complement of the bytes
  /// from the start of the decoded text.
  @usableFromInline package var rawOffset: Int32
  /// Bytes; -1 when the text is absent.
  @usableFromInline package var rawLength: Int32

  @inlinable
  init(rawOffset: Int32, rawLength: Int32) {
    self.rawOffset = rawOffset
    self.rawLength = rawLength
  }

  /// The text that is not there.
  @inlinable package static var absent: TextRange { TextRange(rawOffset: 0, rawLength: -1) }

  /// A text in the buffer: `offset` in bytes from 0, `count` in bytes.
  @inlinable
  package static func inBuffer(offset: Int, count: Int) -> TextRange {
    TextRange(
      rawOffset: Int32(truncatingIfNeeded: offset), rawLength: Int32(truncatingIfNeeded: count))
  }

  /// A text in the batch's decoded text: `offset` in bytes from 0, `count` in bytes.
  @inlinable
  package static func decoded(offset: Int, count: Int) -> TextRange {
    TextRange(
      rawOffset: ~Int32(truncatingIfNeeded: offset), rawLength: Int32(truncatingIfNeeded: count))
  }

  /// Whether there is a text at all; an empty text is there.
  @inlinable package var isPresent: Bool { rawLength >= 0 }

  /// Whether the text stands in the batch's decoded text.
  @inlinable package var isDecoded: Bool { rawOffset < 0 }

  /// Bytes from the start of whichever storage holds the text.
  @inlinable package var offset: Int { Int(rawOffset < 0 ? ~rawOffset : rawOffset) }

  /// Bytes; 0 for an absent text.
  @inlinable package var count: Int { Int(max(rawLength, 0)) }
}
